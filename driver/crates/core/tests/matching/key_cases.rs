//! `cases/keys.json`, all of it.

use crate::builders::{default_policy, upcase, with_keys, Texts};
use edr_core::components::KeyPath;
use edr_core::key_match::KeyMatch;
use edr_core::policy_parser::is_key_entry;
use edr_fixtures::serde_json::Value;
use edr_fixtures::{case_text, cases, list, text};

#[test]
fn should_place_keys_as_each_case_says() {
    for group in list(&cases("cases/keys.json").file["groups"]) {
        match group.get("entries") {
            Some(entries) => {
                let entries: Vec<Vec<u16>> = list(entries).iter().map(case_text).collect();
                // the groups are values of MonitoredKeys: what is no entry is left out (POL-2)
                let texts = Texts::new(&entries);
                let mut counts = texts.iter().map(|text| is_key_entry(upcase(), text));
                let entries: Vec<Vec<u16>> = entries.into_iter().filter(|_| counts.next().unwrap()).collect();
                with_keys(&entries, |keys| check(group, keys));
            }
            None => check(group, default_policy().keys().monitored()),
        }
    }
}

fn check(group: &Value, keys: &KeyMatch<'_>) {
    for case in list(&group["cases"]) {
        let key = case_text(&case["key"]);
        let key = KeyPath::whole(&key);
        let place = text(&case["place"]);
        assert_eq!(keys.matches(key), matches!(place, "at" | "below"), "{case}");
        assert!(matches!(place, "at" | "below") || keys.is_above(key) == (place == "above"), "{case}");
    }
}
