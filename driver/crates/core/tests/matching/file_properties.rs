//! FIL-1 to FIL-3 against an oracle that splits, folds and compares whole lists.

use crate::builders::{cases, default_policy, parse, utf16, with_paths};
use edr_fixtures::upcase_table;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

const EXTENSIONS: [&str; 12] = ["EXE", "DLL", "SYS", "BAT", "PS1", "VBS", "JS", "VBA", "HTA", "SCR", "CMD", "MSI"];
const DIRECTORIES: [&[&str]; 5] = [
    &["SYSTEM32"],
    &["SYSWOW64"],
    &["PROGRAM FILES"],
    &["PROGRAM FILES (X86)"],
    &["START MENU", "PROGRAMS", "STARTUP"],
];

pub fn folded(text: &[u16]) -> String {
    let table = upcase_table_once();
    // lone surrogates become one and the same character, but none stands in what is compared here
    String::from_utf16_lossy(&text.iter().map(|&unit| table[usize::from(unit)]).collect::<Vec<_>>())
}

fn upcase_table_once() -> &'static [u16] {
    static TABLE: std::sync::OnceLock<Vec<u16>> = std::sync::OnceLock::new();
    TABLE.get_or_init(upcase_table)
}

/// FIL-1 and FIL-3, from a whole name.
pub fn is_monitored(path: &str, extensions: &[String], directories: &[Vec<String>]) -> bool {
    let (parents, name) = path.rsplit_once('\\').unwrap_or(("", path));
    let parents: Vec<&str> = parents.split('\\').filter(|parent| !parent.is_empty()).collect();
    let mut pieces = name.split(':');
    let (file, stream) = (pieces.next().unwrap(), pieces.next().unwrap_or(""));
    let ends_well = |text: &str| {
        text.rfind('.').is_some_and(|dot| extensions.iter().any(|extension| *extension == text[dot + 1..]))
    };
    let stands = |directory: &Vec<String>| {
        !directory.is_empty() && parents.windows(directory.len()).any(|some| some == &directory[..])
    };
    (ends_well(file) || ends_well(stream)) && directories.iter().any(stands)
}

fn default_extensions() -> Vec<String> {
    EXTENSIONS.map(str::to_owned).to_vec()
}

fn default_directories() -> Vec<Vec<String>> {
    DIRECTORIES.iter().map(|sequence| sequence.iter().map(|&each| each.to_owned()).collect()).collect()
}

fn directory() -> impl Strategy<Value = String> {
    let known =
        vec!["System32", "SYSWOW64", "program files", "Program Files (x86)", "Start Menu", "Programs", "startup"];
    let near = vec!["", "x", "System32 ", "System3", "Systém32", "\u{17f}ystem32", "Programs.exe", "a.exe:b", "Ａ"];
    prop_oneof![4 => select(known).prop_map(str::to_owned), 2 => select(near).prop_map(str::to_owned), 1 => "[a-cA-C]{0,3}"]
}

fn name() -> impl Strategy<Value = String> {
    let extension = select(vec!["exe", "EXE", "dll", "ps1", "Js", "j", "jsx", "txt", "", "exe ", "msi", "\u{212a}md"]);
    let piece = ("[a-z. ]{0,4}", prop_oneof![Just(""), Just("."), Just("..")], extension);
    vec(piece.prop_map(|(file, dot, extension)| format!("{file}{dot}{extension}")), 1..4)
        .prop_map(|pieces| pieces.join(":"))
}

/// Names that often are monitored.
pub fn path() -> impl Strategy<Value = String> {
    (vec(directory(), 0..7), name()).prop_map(|(parents, name)| {
        let parents: String = parents.iter().map(|parent| format!("{parent}\\")).collect();
        format!("\\{parents}{name}")
    })
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn should_match_the_default_lists_as_the_oracle(path in path()) {
        let units = utf16(&path);
        let expected = is_monitored(&folded(&units), &default_extensions(), &default_directories());
        let paths = default_policy().files();
        prop_assert_eq!(paths.is_monitored(&parse(&units)), expected);
    }

    #[test]
    fn should_find_any_sequences_as_the_oracle(
        sequences in vec(vec("[ab]", 1..5), 0..8),
        parents in vec(prop_oneof![9 => "[abAB]", 1 => "c?"], 0..12),
    ) {
        let joined: Vec<Vec<u16>> = sequences.iter().map(|sequence| utf16(&sequence.join("\\"))).collect();
        let path = utf16(&format!("\\{}\\f.e", parents.join("\\")));
        let upper: Vec<Vec<String>> =
            sequences.iter().map(|sequence| sequence.iter().map(|each| each.to_uppercase()).collect()).collect();
        let expected = is_monitored(&folded(&path), &["E".to_owned()], &upper);
        // all directories, and one extension that matches
        let lists = (vec![utf16("e")], joined);
        with_paths(&lists.0, &lists.1, |paths| {
            prop_assert_eq!(paths.is_monitored(&parse(&path)), expected);
            Ok(())
        })?;
    }
}

#[test]
fn should_find_one_of_hundreds() {
    let extensions: Vec<Vec<u16>> = (0..500).map(|n| utf16(&format!("e{n}"))).collect();
    let directories: Vec<Vec<u16>> = (0..500).map(|n| utf16(&format!("Directory {n}\\below"))).collect();
    with_paths(&extensions, &directories, |paths| {
        for n in 0..500 {
            let name = |extension: usize| utf16(&format!("\\x\\directory {n}\\BELOW\\y\\file.E{extension}"));
            assert!(paths.is_monitored(&parse(&name(499 - n))));
            assert!(!paths.is_monitored(&parse(&name(500))));
        }
    });
}

#[test]
fn should_match_nothing_when_a_list_is_empty() {
    let none: [Vec<u16>; 0] = [];
    let path = utf16("\\System32\\a.exe");
    with_paths(&none, &[utf16("System32")], |paths| assert!(!paths.is_monitored(&parse(&path))));
    with_paths(&[utf16("exe")], &none, |paths| assert!(!paths.is_monitored(&parse(&path))));
}

#[test]
fn should_not_take_the_final_component_for_a_directory() {
    with_paths(&[utf16("e")], &[utf16("f.e"), utf16("x\\g.e")], |paths| {
        for (path, expected) in
            [("\\f.e\\f.e", true), ("\\x\\f.e", false), ("\\x\\g.e", false), ("\\x\\g.e\\g.e", true)]
        {
            assert_eq!(paths.is_monitored(&parse(&utf16(path))), expected, "{path}");
        }
    });
}
