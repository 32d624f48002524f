//! `cases/policy.json`, all of it.

use crate::builders::{utf16, with_policy};
use edr_core::components::KeyPath;
use edr_core::policy::Policy;
use edr_core::policy_builder::{PolicyValueName, PolicyValues};
use edr_core::policy_parser::PolicyValue;
use edr_fixtures::serde_json::Value;
use edr_fixtures::{case_bytes, case_text, cases, list, text};

const VOLUME: &str = "\\Device\\HarddiskVolume3";

#[test]
fn should_make_of_each_value_what_its_case_says() {
    for case in cases("cases/policy.json").cases {
        let name = name_of(text(&case["value"]));
        let data = case_bytes(&case["data"]);
        let mut values = PolicyValues::default();
        *values.slot(name) = Some(PolicyValue { kind: case["type"].as_u64().unwrap() as u32, data: &data });
        with_policy(&values, |policy| check(&case, name, policy));
        if case.get("missing").is_some() {
            with_policy(&PolicyValues::default(), |policy| check(&case, name, policy));
        }
    }
}

fn name_of(text: &str) -> PolicyValueName {
    PolicyValueName::ALL.into_iter().find(|name| name.text() == text).unwrap()
}

fn check(case: &Value, name: PolicyValueName, policy: &Policy<'_>) {
    if let Some(stripped) = case.get("stripped") {
        let stripped = u32::from_str_radix(text(stripped).trim_start_matches("0x"), 16).unwrap();
        assert_eq!(policy.stripped_access(), stripped, "{case}");
    }
    for (list_name, expected) in [("yes", true), ("no", false)] {
        for each in case.get(list_name).map_or(&[][..], |value| list(value)) {
            let entry = case_text(each);
            assert_eq!(holds(name, policy, &entry), expected, "{each} in {case}");
        }
    }
}

fn holds(name: PolicyValueName, policy: &Policy<'_>, entry: &[u16]) -> bool {
    let volume = utf16(VOLUME);
    let image = [&volume, entry].concat();
    let volume = Some(&volume[..]);
    match name {
        PolicyValueName::ProtectedImages => policy.protected_images().matches(volume, &image),
        PolicyValueName::TrustedImages => policy.is_trusted_image(volume, &image),
        PolicyValueName::BlockedImages => policy.blocked_images().matches(volume, &image),
        PolicyValueName::MonitoredKeys => policy.keys().monitored().matches(KeyPath::whole(entry)),
        PolicyValueName::BlockedKeys => policy.keys().blocked().matches(KeyPath::whole(entry)),
        PolicyValueName::ExtraStrippedAccess => panic!("no list"),
    }
}
