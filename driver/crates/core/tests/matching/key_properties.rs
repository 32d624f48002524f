//! REG-4 and REG-7 against an oracle that compares each entry with the key, component by component.

use crate::builders::{cases, utf16, with_keys, Memory, Texts};
use crate::file_properties::folded;
use edr_core::components::KeyPath;
use edr_core::key_match::KeyMatch;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

fn split(path: &str) -> Vec<&str> {
    path.split('\\').filter(|component| !component.is_empty()).collect()
}

/// REG-7: whether the first components of an entry and of a key are the same ones, as far as both go.
fn agree(entry: &[&str], key: &[&str]) -> bool {
    let below_system = entry.starts_with(&["REGISTRY", "MACHINE", "SYSTEM"]);
    entry.iter().zip(key).enumerate().all(|(at, (&pattern, &name))| {
        let link = at == 3 && below_system && pattern == "CURRENTCONTROLSET";
        let set = name.strip_prefix("CONTROLSET");
        let numbered =
            set.is_some_and(|digits| digits.len() == 3 && digits.bytes().all(|digit| digit.is_ascii_digit()));
        pattern == "*" || pattern == name || link && numbered
    })
}

pub fn covers(entries: &[String], key: &str) -> bool {
    let key = split(key);
    entries
        .iter()
        .map(|entry| split(entry))
        .any(|entry| !entry.is_empty() && entry.len() <= key.len() && agree(&entry, &key))
}

fn stands_above(entries: &[String], key: &str) -> bool {
    let key = split(key);
    entries.iter().map(|entry| split(entry)).any(|entry| entry.len() > key.len() && agree(&entry, &key))
}

fn component() -> impl Strategy<Value = String> {
    let some =
        vec!["a", "b", "A", "ä", "Ä", "*", "a*", "ControlSet001", "CurrentControlSet", "controlset01", "", "SYSTEM"];
    select(some).prop_map(str::to_owned)
}

fn head() -> impl Strategy<Value = String> {
    select(vec![
        "\\REGISTRY",
        "\\REGISTRY\\MACHINE",
        "\\REGISTRY\\MACHINE\\SYSTEM",
        "\\registry\\\\machine\\system\\",
        "\\REGISTRY\\MACHINE\\SYSTEM\\CurrentControlSet",
        "\\REGISTRY\\MACHINE\\SYSTEM\\ControlSet002",
        "\\REGISTRY\\*\\SYSTEM\\CurrentControlSet",
        "\\REGISTRY\\MACHINE\\SYSTEM\\*",
        "",
    ])
    .prop_map(str::to_owned)
}

fn key() -> impl Strategy<Value = String> {
    (head(), vec(component(), 0..5))
        .prop_map(|(head, tail)| tail.iter().fold(head, |path, component| format!("{path}\\{component}")))
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn should_place_keys_as_the_oracle(entries in vec(key(), 0..7), key in key()) {
        let units: Vec<Vec<u16>> = entries.iter().map(|entry| utf16(entry)).collect();
        let upper: Vec<String> = units.iter().map(|entry| folded(entry)).collect();
        let path = utf16(&key);
        let folded = folded(&path);
        with_keys(&units, |keys| {
            prop_assert_eq!(keys.matches(KeyPath::whole(&path)), covers(&upper, &folded));
            prop_assert_eq!(keys.is_above(KeyPath::whole(&path)), stands_above(&upper, &folded));
            prop_assert_eq!(keys.is_empty(), upper.iter().all(|entry| split(entry).is_empty()));
            Ok(())
        })?;
    }

    #[test]
    fn should_take_a_path_in_two_pieces_as_the_whole_one(
        entries in vec(key(), 0..5), root in key(), name in key(), new_name in "[ab]?",
    ) {
        let units: Vec<Vec<u16>> = entries.iter().map(|entry| utf16(entry)).collect();
        let (root, name, new_name) = (utf16(&root), utf16(&name), utf16(&new_name));
        let joined = [&root[..], &utf16("\\"), &name].concat();
        let parent = String::from_utf16(&root).unwrap();
        let parent = parent.trim_end_matches('\\').rsplit_once('\\').map_or("", |(parent, _)| parent);
        let renamed = [&utf16(parent)[..], &utf16("\\"), &new_name].concat();
        with_keys(&units, |keys| {
            for (pieces, whole) in
                [(KeyPath::below(&root, &name), &joined), (KeyPath::renamed(&root, &new_name), &renamed)]
            {
                prop_assert_eq!(keys.matches(pieces), keys.matches(KeyPath::whole(whole)));
                prop_assert_eq!(keys.is_above(pieces), keys.is_above(KeyPath::whole(whole)));
            }
            Ok(())
        })?;
    }
}

#[test]
fn should_hold_as_many_entries_as_a_policy_has() {
    let entries: Vec<Vec<u16>> =
        (0..257).map(|n| utf16(&format!("\\REGISTRY\\MACHINE\\SOFTWARE\\k{n}\\*\\end"))).collect();
    with_keys(&entries, |keys| {
        for n in 0..257 {
            assert!(
                keys.matches(KeyPath::whole(&utf16(&format!("\\REGISTRY\\MACHINE\\SOFTWARE\\K{n}\\any\\END\\below"))))
            );
            assert!(keys.is_above(KeyPath::whole(&utf16(&format!("\\REGISTRY\\MACHINE\\SOFTWARE\\k{n}\\any")))));
            assert!(!keys.matches(KeyPath::whole(&utf16(&format!("\\REGISTRY\\MACHINE\\SOFTWARE\\k{n}x\\any\\end")))));
        }
    });
}

#[test]
fn should_never_take_one_entry_for_another() {
    let entries: Vec<Vec<u16>> = (0..257).map(|n| utf16(&format!("\\REGISTRY\\k{n}\\e{n}"))).collect();
    with_keys(&entries, |keys| {
        for (n, m) in (0..257).flat_map(|n| [1, 32, 63, 64, 65, 128, 192, 256].map(|step| (n, (n + step) % 257))) {
            assert!(keys.matches(KeyPath::whole(&utf16(&format!("\\REGISTRY\\k{n}\\e{n}")))));
            assert!(!keys.matches(KeyPath::whole(&utf16(&format!("\\REGISTRY\\k{n}\\e{m}")))));
        }
    });
}

#[test]
fn should_refuse_more_entries_than_a_set_has_room_for() {
    for (entries, built) in [(384, true), (385, false)] {
        let entries = Texts::new(&(0..entries).map(|n| utf16(&format!("\\REGISTRY\\k{n}"))).collect::<Vec<_>>());
        let mut memory = Memory::new(KeyMatch::size(entries.iter()).unwrap());
        let keys = KeyMatch::build(&mut memory.arena(), crate::builders::upcase(), entries.iter());
        assert_eq!(keys.is_some(), built);
    }
}

#[test]
fn should_match_the_deepest_entry_that_a_policy_can_have() {
    let entry = utf16(&"\\a".repeat(512));
    with_keys(&[&entry], |keys| {
        assert!(keys.matches(KeyPath::whole(&entry)));
        assert!(keys.matches(KeyPath::below(&entry, &utf16("b"))));
        assert!(keys.is_above(KeyPath::whole(&entry[..1022])));
        assert!(!keys.matches(KeyPath::whole(&entry[..1022])));
        assert!(!keys.is_above(KeyPath::whole(&entry)));
    });
}
