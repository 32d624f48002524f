//! `policy/defaults.json` is what the driver has built in.

use edr_core::access_mask::{stripped_access, ALWAYS_STRIPPED, OPTIONALLY_STRIPPED};
use edr_core::policy_builder::PolicyValueName;
use edr_core::policy_defaults as defaults;
use edr_core::policy_parser::{MAX_ENTRIES, MAX_ENTRY_UNITS, MAX_VALUE_BYTES};
use edr_fixtures::serde_json::Value;
use edr_fixtures::{json, list, text};

fn texts(value: &Value) -> Vec<&str> {
    list(value).iter().map(text).collect()
}

fn hex(value: &Value) -> u32 {
    u32::from_str_radix(text(value).trim_start_matches("0x"), 16).unwrap()
}

#[test]
fn should_have_the_lists_of_the_fixture_built_in() {
    let file = json("policy/defaults.json");
    let default = |name: PolicyValueName| &file["values"][name.text()]["default"];
    assert_eq!(defaults::PROTECTED_IMAGES, texts(default(PolicyValueName::ProtectedImages)));
    assert_eq!(defaults::TRUSTED_IMAGES, texts(default(PolicyValueName::TrustedImages)));
    assert_eq!(defaults::BLOCKED_IMAGES, texts(default(PolicyValueName::BlockedImages)));
    assert_eq!(defaults::MONITORED_KEYS, texts(default(PolicyValueName::MonitoredKeys)));
    assert_eq!(defaults::BLOCKED_KEYS, texts(default(PolicyValueName::BlockedKeys)));
    assert_eq!(default(PolicyValueName::ExtraStrippedAccess), defaults::EXTRA_STRIPPED_ACCESS);
    assert_eq!(defaults::MONITORED_EXTENSIONS, texts(&file["monitoredExtensions"]));
    assert_eq!(defaults::SENSITIVE_DIRECTORIES, texts(&file["sensitiveDirectories"]));
    assert_eq!(defaults::SERVICE_KEY, text(&file["serviceKey"]));
    assert_eq!(file["values"].as_object().unwrap().len(), PolicyValueName::ALL.len());
}

#[test]
fn should_have_the_numbers_of_the_fixture_built_in() {
    let file = json("policy/defaults.json");
    assert_eq!(file["limits"]["maxEntries"], MAX_ENTRIES);
    assert_eq!(file["limits"]["maxEntryUnits"], MAX_ENTRY_UNITS);
    assert_eq!(file["limits"]["maxValueBytes"], MAX_VALUE_BYTES);
    assert_eq!(file["limits"]["minBlockedKeyComponents"], defaults::MIN_BLOCKED_KEY_COMPONENTS);
    assert_eq!(hex(&file["strippedAccess"]["always"]), ALWAYS_STRIPPED);
    assert_eq!(hex(&file["strippedAccess"]["optional"]), OPTIONALLY_STRIPPED);
}

#[test]
fn should_be_ascii_as_its_reader_takes_it() {
    let lists = [
        defaults::PROTECTED_IMAGES,
        defaults::TRUSTED_IMAGES,
        defaults::BLOCKED_IMAGES,
        defaults::MONITORED_KEYS,
        defaults::BLOCKED_KEYS,
        defaults::MONITORED_EXTENSIONS,
        defaults::SENSITIVE_DIRECTORIES,
        &[defaults::SERVICE_KEY],
    ];
    assert!(lists.iter().copied().flatten().all(|text| text.is_ascii()));
}

#[test]
fn should_strip_two_bits_always_and_others_where_named() {
    assert_eq!(stripped_access(0), 0x0021);
    assert_eq!(stripped_access(0x0800), 0x0821);
    assert_eq!(stripped_access(u32::MAX), 0x0BEB);
}
