//! `cases/paths.json`, all of it.

use crate::builders::{default_policy, parse};
use edr_fixtures::{case_text, cases};

#[test]
fn should_match_as_each_case_says() {
    let paths = default_policy().files();
    for case in cases("cases/paths.json").cases {
        let path = case_text(&case["path"]);
        assert_eq!(paths.is_monitored(&parse(&path)), case["matches"].as_bool().unwrap(), "{case}");
    }
}

#[test]
fn should_not_rule_out_what_matches_by_the_opened_name() {
    let paths = default_policy().files();
    for case in cases("cases/paths.json").cases {
        let may_be = paths.may_be_monitored(&case_text(&case["path"]));
        assert!(may_be || !case["matches"].as_bool().unwrap(), "{case}");
    }
}
