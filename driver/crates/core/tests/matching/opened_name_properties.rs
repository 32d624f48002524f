//! The look at the opened name: whatever the system makes of the name, what would match is never ruled out.

use crate::builders::{cases, default_policy, parse, utf16};
use crate::file_properties::path;
use edr_core::path_match::PathMatch;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// A name that a file has on disk, of any length, with extensions that are monitored or nearly so.
fn long_name() -> impl Strategy<Value = String> {
    let extension = select(vec![".exe", ".dll", ".JS", ".ps1", ".txt", ".docx", ".exex", "", ".e", ".msi", "."]);
    ("[a-z ~.ä-]{1,14}", extension).prop_map(|(name, extension)| format!("{name}{extension}"))
}

/// A legal 8.3 name, as a program may set it: with and without a tilde, with any extension.
fn short_name() -> impl Strategy<Value = String> {
    ("[A-Z0-9~!ÄÖÜ_ ]{1,8}", "(\\.[A-Z0-9~Ä]{1,3})?").prop_map(|(name, extension)| format!("{name}{extension}"))
}

fn stream() -> impl Strategy<Value = String> {
    select(vec![
        "",
        "",
        "",
        ":s",
        "::$DATA",
        ":p.exe",
        ":p.exe:$DATA",
        ":s:$DATA",
        ":p.txt",
        ":.js",
        "::$INDEX_ALLOCATION",
    ])
    .prop_map(str::to_owned)
}

/// A name as it is opened and what the normalised one may be.
#[derive(Clone, Debug)]
struct Opened {
    opened: String,
    normalised: String,
}

/// Directories that a name is opened through and that it is normalised to, which need have nothing in common.
fn directories() -> impl Strategy<Value = (String, String)> {
    let opened = select(vec!["\\Windows\\System32\\", "\\WINDOW~1\\SYSTEM~1\\", "\\junction\\", "", "sub\\", "\\"]);
    let normalised = select(vec!["\\Windows\\System32\\", "\\Program Files\\x\\", "\\elsewhere\\"]);
    (opened, normalised).prop_map(|(opened, normalised)| (opened.to_owned(), normalised.to_owned()))
}

fn opened() -> impl Strategy<Value = Opened> {
    let case = select(vec![str::to_owned as fn(&str) -> String, str::to_uppercase, str::to_lowercase]);
    let by = prop_oneof![
        // by its own name; by its short name; by a name that the file system trims; by one with a version
        3 => (long_name(), case).prop_map(|(name, case)| (case(&name), name)),
        3 => (short_name(), long_name()),
        1 => (long_name(), "[. ]{1,3}").prop_map(|(name, end)| (format!("{name}{end}"), name)),
        1 => (long_name(), "[0-9]{1,5}").prop_map(|(name, version)| (format!("{name};{version}"), name)),
        // relative to the file itself, or a directory with a backslash at its end
        1 => long_name().prop_map(|name| (String::new(), name)),
    ];
    (directories(), by, stream()).prop_map(|((from, to), (opened, name), stream)| {
        let on_disk = stream.strip_suffix(":$DATA").unwrap_or(&stream);
        let on_disk = on_disk.strip_suffix(':').unwrap_or(on_disk);
        Opened { opened: format!("{from}{opened}{stream}"), normalised: format!("{to}{name}{on_disk}") }
    })
}

fn is_ruled_out(paths: &PathMatch<'_>, opened: &[u16]) -> bool {
    !paths.may_be_monitored(opened)
}

proptest! {
    #![proptest_config(cases(8000))]

    #[test]
    fn should_rule_out_nothing_that_normalises_to_a_match(names in opened()) {
        let (opened, normalised) = (utf16(&names.opened), utf16(&names.normalised));
        let paths = default_policy().files();
        if is_ruled_out(paths, &opened) {
            prop_assert!(!paths.is_monitored(&parse(&normalised)), "{:?}", names);
        }
    }
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn should_rule_out_no_opened_name_that_matches_as_it_stands(path in path()) {
        let opened = utf16(&path);
        let paths = default_policy().files();
        prop_assert!(!is_ruled_out(paths, &opened) || !paths.is_monitored(&parse(&opened)));
    }

    #[test]
    fn should_never_look_at_directories(name in "[a-z.]{1,16}", some in vec("[a-z.~:]{0,9}", 0..4), other in "[a-z]{0,9}") {
        let with = |head: &str| utf16(&format!("{head}\\{name}"));
        let paths = default_policy().files();
        prop_assert_eq!(paths.may_be_monitored(&with(&some.join("\\"))), paths.may_be_monitored(&with(&other)));
        prop_assert_eq!(paths.may_be_monitored(&with("")), paths.may_be_monitored(&utf16(&name)));
    }
}

fn assert_each(names: &[&str], may_be: bool) {
    let paths = default_policy().files();
    for name in names {
        assert_eq!(paths.may_be_monitored(&utf16(name)), may_be, "{name}");
    }
}

#[test]
fn should_rule_out_what_most_opens_are_of() {
    assert_each(
        &[
            "\\Windows\\System32\\config\\systemprofile.regtrans-ms",
            "\\Users\\u\\Documents\\report.docx",
            "\\Windows\\System32\\en-US\\kernel32.dll.mui",
            "\\Windows\\Fonts\\segoeui-regular.ttf",
            "\\x\\longer name.txt",
            "\\x\\longer name.txt:Zone.Identifier",
            "\\x\\longer name.txt::$DATA",
            "\\x\\a.b.txt",
            "\\x\\.gitignore",
            "\\x\\a.longer",
            "index.html",
            "\\x\\nineunits.exe1",
            "\\x\\nineunits",
        ],
        false,
    );
}

#[test]
fn should_not_rule_out_what_may_become_a_match() {
    assert_each(
        &[
            "\\x\\PROGRA~1",
            "\\x\\LONGNA~1.TXT",
            "\\x\\LONGNA~1.TXT:s",
            "\\x\\any.txt", // a short name need have no tilde
            "\\x\\eight888.333",
            "\\x\\ÄÖÜÄÖÜÄÖ.ÄÖÜ",
            "\\x\\longer name.exe",
            "\\x\\longer name.EXE:s",
            "\\x\\longer name.txt:p.exe",
            "\\x\\longer name.txt:p.exe:$DATA",
            "\\x\\longer name.exe.",
            "\\x\\longer name.exe . ",
            "\\x\\longer name.exe;1",
            "\\x\\",
            "\\",
            "",
            ":p.txt",
            "\\x\\:p.txt",
            "..",
        ],
        true,
    );
}
