//! POL-1 to POL-3 against an oracle that decodes a whole value at once, and bytes of any kind.

use crate::builders::{cases, upcase, utf16, with_policy};
use crate::file_properties::folded;
use crate::key_properties::covers;
use edr_core::arena::PolicySize;
use edr_core::components::KeyPath;
use edr_core::policy_builder::{build, size, PolicyValueName, PolicyValues};
use edr_core::policy_defaults as defaults;
use edr_core::policy_parser::PolicyValue;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

const VOLUME: &str = "\\Device\\HarddiskVolume3";

/// POL-2: strings that can be entries, in upper case.
fn strings(kind: u32, data: &[u8]) -> Option<Vec<String>> {
    if kind != 7 || data.len() > 1_048_576 {
        return None;
    }
    let units: Vec<u16> = (0..data.len() / 2).map(|at| u16::from_le_bytes([data[2 * at], data[2 * at + 1]])).collect();
    let all: Vec<Vec<u16>> = units.split(|&unit| unit == 0).map(<[u16]>::to_vec).collect();
    let until = all.iter().position(Vec::is_empty).unwrap_or(all.len());
    let counted = all[..until].iter().take(256);
    let usable = counted.filter(|text| text.len() <= 1024 && text[0] == 0x5C && !text.contains(&0x2F));
    Some(usable.map(|text| folded(text)).collect())
}

fn upper(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| text.to_uppercase()).collect()
}

fn keys(value: Option<PolicyValue<'_>>, default: &[&str]) -> Vec<String> {
    let read = value.and_then(|value| strings(value.kind, value.data));
    read.unwrap_or_else(|| upper(default)).into_iter().filter(|key| key.starts_with("\\REGISTRY\\")).collect()
}

fn images(value: Option<PolicyValue<'_>>, default: &[&str]) -> Vec<String> {
    value.and_then(|value| strings(value.kind, value.data)).unwrap_or_else(|| upper(default))
}

fn string() -> impl Strategy<Value = Vec<u16>> {
    let heads = vec![
        "\\REGISTRY\\",
        "\\registry\\MACHINE\\",
        "\\REGISTRY\\a\\b\\",
        "\\REGISTRYX\\",
        "\\",
        "x",
        "",
        "\\\\REGISTRY\\",
    ];
    let tails = vec!["a", "a\\b", "a/b", "\\a\\\\b\\c", "*", "ä\\Ä", "", "a\\b\\c\\d", "Windows\\System32\\LSASS.exe"];
    let long = prop_oneof![20 => Just(0_usize), 1 => 1000_usize..1030];
    (select(heads), select(tails), long).prop_map(|(head, tail, long)| {
        let mut text = utf16(&format!("{head}{tail}"));
        text.resize(text.len().max(long), 0x79);
        text
    })
}

/// Bytes of a REG_MULTI_SZ, with and without what ends it, or of anything.
fn data() -> impl Strategy<Value = Vec<u8>> {
    let list = prop_oneof![8 => vec(string(), 0..5), 1 => vec(string(), 250..270)];
    let well = (list, vec(any::<u8>(), 0..3), 0_usize..3).prop_map(|(list, rest, terminators)| {
        let mut units = list.join(&0);
        units.resize(units.len() + terminators, 0);
        units.iter().flat_map(|unit| unit.to_le_bytes()).chain(rest).collect()
    });
    let any = vec(select(vec![0_u8, 0, 0x5C, 0x61, 0x2F, 0xD8]), 0..40);
    prop_oneof![5 => well, 1 => any]
}

fn value() -> impl Strategy<Value = Option<(u32, Vec<u8>)>> {
    let kind = prop_oneof![12 => Just(7_u32), 1 => Just(1_u32), 1 => Just(4_u32)];
    prop_oneof![6 => (kind, data()).prop_map(Some), 1 => Just(None)]
}

fn borrowed(value: &Option<(u32, Vec<u8>)>) -> Option<PolicyValue<'_>> {
    value.as_ref().map(|(kind, data)| PolicyValue { kind: *kind, data })
}

fn probes(value: &Option<(u32, Vec<u8>)>) -> Vec<Vec<u16>> {
    let data = value.as_ref().map_or(&[][..], |(_, data)| data);
    let units: Vec<u16> = data.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    let mut probes: Vec<Vec<u16>> = units.split(|&unit| unit == 0).map(<[u16]>::to_vec).collect();
    probes.push(utf16("\\REGISTRY\\MACHINE\\SOFTWARE\\Microsoft\\Netsh\\x"));
    probes.push(utf16("\\REGISTRY\\MACHINE\\SYSTEM\\ControlSet001\\Services\\edr-windows-km"));
    probes.push(utf16("\\Windows\\System32\\lsass.exe"));
    probes.push(utf16("\\Program Files\\Aurora\\EDR\\edr-windows.exe"));
    probes
}

proptest! {
    #![proptest_config(cases(250))]

    #[test]
    fn should_take_the_lists_of_keys_that_the_oracle_takes(monitored in value(), blocked in value()) {
        let values = PolicyValues {
            monitored_keys: borrowed(&monitored), blocked_keys: borrowed(&blocked), ..PolicyValues::default()
        };
        let mut reported = keys(values.monitored_keys, defaults::MONITORED_KEYS);
        reported.push(defaults::SERVICE_KEY.to_uppercase());
        let mut refused = keys(values.blocked_keys, &[]);
        refused.retain(|key| key.split('\\').filter(|component| !component.is_empty()).count() >= 4);
        with_policy(&values, |policy| {
            prop_assert_eq!(policy.keys().blocks_nothing(), refused.is_empty());
            for probe in probes(&monitored).into_iter().chain(probes(&blocked)) {
                let (key, folded) = (KeyPath::whole(&probe), folded(&probe));
                prop_assert_eq!(policy.keys().monitored().matches(key), covers(&reported, &folded), "{}", folded);
                prop_assert_eq!(policy.keys().blocked().matches(key), covers(&refused, &folded), "{}", folded);
            }
            Ok(())
        })?;
    }

    #[test]
    fn should_take_the_lists_of_images_that_the_oracle_takes(
        protected in value(), trusted in value(), blocked in value(),
    ) {
        let values = PolicyValues {
            protected_images: borrowed(&protected),
            trusted_images: borrowed(&trusted),
            blocked_images: borrowed(&blocked),
            ..PolicyValues::default()
        };
        let protects = images(values.protected_images, defaults::PROTECTED_IMAGES);
        let trusts = images(values.trusted_images, defaults::TRUSTED_IMAGES);
        let never = [upper(defaults::TRUSTED_IMAGES), protects.clone()].concat();
        let mut refuses = images(values.blocked_images, &[]);
        refuses.retain(|image| !never.contains(image));
        let volume = utf16(VOLUME);
        with_policy(&values, |policy| {
            prop_assert_eq!(policy.blocked_images().is_empty(), refuses.is_empty());
            for probe in [&protected, &trusted, &blocked].into_iter().flat_map(probes) {
                let (image, folded) = ([&volume[..], &probe].concat(), folded(&probe));
                let on_volume = Some(&volume[..]);
                prop_assert_eq!(policy.protected_images().matches(on_volume, &image), protects.contains(&folded));
                prop_assert_eq!(policy.blocked_images().matches(on_volume, &image), refuses.contains(&folded));
                let trust = trusts.contains(&folded) || protects.contains(&folded);
                prop_assert_eq!(policy.is_trusted_image(on_volume, &image), trust);
            }
            Ok(())
        })?;
    }

    #[test]
    fn should_need_exactly_the_memory_that_it_asks_for(values in vec(value(), 6)) {
        let mut read = PolicyValues::default();
        for (name, value) in PolicyValueName::ALL.into_iter().zip(&values) {
            *read.slot(name) = borrowed(value);
        }
        let PolicySize { rows, units } = size(&read, upcase()).unwrap();
        let mut memory = (vec![[7; 2]; rows], vec![7; units]);
        prop_assert!(build(&read, upcase(), &mut memory.0, &mut memory.1).is_some());
        prop_assert!(build(&read, upcase(), &mut memory.0[1..], &mut memory.1).is_none());
        prop_assert!(build(&read, upcase(), &mut memory.0, &mut memory.1[1..]).is_none());
        prop_assert!(build(&read, upcase(), &mut [], &mut []).is_none());
    }

    #[test]
    fn should_take_a_dword_of_four_bytes_only(kind in 0_u32..12, data in vec(any::<u8>(), 0..9)) {
        let values =
            PolicyValues { extra_stripped_access: Some(PolicyValue { kind, data: &data }), ..PolicyValues::default() };
        let extra = match data[..] {
            [a, b, c, d] if kind == 4 => u32::from(a) | u32::from(b) << 8 | u32::from(c) << 16 | u32::from(d) << 24,
            _ => 0,
        };
        with_policy(&values, |policy| {
            prop_assert_eq!(policy.stripped_access(), 0x21 | extra & 0xBCA);
            Ok(())
        })?;
    }
}

#[test]
fn should_take_the_largest_policy_that_there_can_be() {
    // 256 entries of 1,024 units in each list, and components as many as there can be
    let key: String = format!("\\REGISTRY{}", "\\a".repeat(506));
    let list = |head: &str| -> Vec<u8> {
        let one = |n: usize| format!("{head}{n}\0");
        utf16(&(0..256).map(one).collect::<String>()).iter().flat_map(|unit| unit.to_le_bytes()).collect()
    };
    let (keys, images) = (list(&key), list(&format!("\\{}", "i".repeat(1000))));
    let keys_value = Some(PolicyValue { kind: 7, data: &keys });
    let images_value = Some(PolicyValue { kind: 7, data: &images });
    let values = PolicyValues {
        protected_images: images_value,
        trusted_images: images_value,
        blocked_images: None,
        monitored_keys: keys_value,
        blocked_keys: keys_value,
        extra_stripped_access: None,
    };
    with_policy(&values, |policy| {
        let deepest = utf16(&format!("{key}255"));
        assert!(policy.keys().blocked().matches(KeyPath::whole(&deepest)));
        assert!(policy.keys().blocked().is_above(KeyPath::whole(&utf16("\\REGISTRY\\A\\a"))));
        assert!(!policy.keys().monitored().matches(KeyPath::whole(&utf16(&format!("{key}256")))));
    });
    let bytes = size(&values, upcase()).unwrap().bytes().unwrap();
    assert!(bytes < 40 << 20, "{bytes} bytes");
}

#[test]
fn should_take_a_value_of_a_mebibyte_and_none_beyond() {
    let mut data: Vec<u8> = utf16("\\REGISTRY\\x\0\0").iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let key = utf16("\\REGISTRY\\x");
    for (bytes, taken) in [(1_048_576, true), (1_048_577, false), (1_048_578, false)] {
        data.resize(bytes, 0);
        let values =
            PolicyValues { monitored_keys: Some(PolicyValue { kind: 7, data: &data }), ..PolicyValues::default() };
        with_policy(&values, |policy| {
            assert_eq!(policy.keys().monitored().matches(KeyPath::whole(&key)), taken, "{bytes}");
        });
    }
}

#[test]
fn should_decide_a_rename_by_both_paths() {
    let blocked: Vec<u8> =
        utf16("\\REGISTRY\\MACHINE\\SOFTWARE\\Acme\\Vault\0").iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let values = PolicyValues {
        blocked_keys: Some(PolicyValue { kind: 7, data: &blocked }),
        monitored_keys: Some(PolicyValue { kind: 7, data: &blocked }),
        ..PolicyValues::default()
    };
    let verdict = |key: &str, new_name: Option<&str>| {
        let (key, new_name) = (utf16(key), new_name.map(utf16));
        with_policy(&values, |policy| {
            let renamed = new_name.as_deref().map(|name| KeyPath::renamed(&key, name));
            let verdict = policy.keys().verdict(KeyPath::whole(&key), renamed, true);
            let unwanted = policy.keys().verdict(KeyPath::whole(&key), renamed, false);
            assert!(!unwanted.monitored && unwanted.blocked == verdict.blocked);
            (verdict.blocked, verdict.monitored, verdict.moves_blocked)
        })
    };
    let acme = "\\REGISTRY\\MACHINE\\SOFTWARE\\Acme";
    assert_eq!(verdict(&format!("{acme}\\Vault\\below"), None), (true, true, false));
    assert_eq!(verdict(&format!("{acme}\\other"), Some("VAULT")), (true, true, false));
    assert_eq!(verdict(&format!("{acme}\\Vault"), Some("other")), (true, true, false));
    assert_eq!(verdict(&format!("{acme}\\other"), Some("another")), (false, false, false));
    assert_eq!(verdict(acme, Some("other")), (false, false, true));
    assert_eq!(verdict("\\REGISTRY\\MACHINE\\SOFTWARE\\other\\", Some("Acme")), (false, false, true));
    assert_eq!(verdict(acme, None), (false, false, false));
}

#[test]
fn should_take_little_memory_for_the_defaults() {
    let bytes = size(&PolicyValues::default(), upcase()).unwrap().bytes().unwrap();
    assert!(bytes < 48 << 10, "{bytes} bytes");
}
