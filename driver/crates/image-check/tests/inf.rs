//! The .inf says what the contract, Windows 10 and Windows 11 24H2 want.
//!
//! Sources: "Creating an INF file for a minifilter driver", "Creating a new primitive driver", "General syntax rules for INF files",
//! "INF AddReg directive" on learn.microsoft.com.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::collections::BTreeMap;

use edr_fixtures::{json, list, text};

/// One line of a section: what stands before `=`, if anything, and the fields.
#[derive(Debug, Clone, PartialEq)]
struct Line {
    key: Option<String>,
    fields: Vec<String>,
}

/// Sections by name in lower case, string tokens replaced.
struct Inf(BTreeMap<String, Vec<Line>>);

impl Inf {
    fn read() -> Inf {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packaging/edr-windows-km.inf");
        Inf::parse(&std::fs::read_to_string(path).unwrap())
    }

    fn parse(source: &str) -> Inf {
        let mut sections: BTreeMap<String, Vec<Line>> = BTreeMap::new();
        let mut current = String::new();
        let mut begun = String::new();
        for raw in source.lines() {
            let line = without_comment(raw).trim().to_owned();
            if let Some(part) = line.strip_suffix('\\').filter(|part| outside_quotes(part)) {
                begun.push_str(part);
                continue;
            }
            let line = std::mem::take(&mut begun) + &line;
            if let Some(name) = line.strip_prefix('[') {
                current = name.strip_suffix(']').unwrap().to_lowercase();
                let known = sections.insert(current.clone(), Vec::new());
                assert!(known.is_none(), "section {current} stands twice");
            } else if !line.is_empty() {
                sections.get_mut(&current).unwrap().push(entry(&line));
            }
        }
        let strings: BTreeMap<String, String> =
            sections["strings"].iter().map(|line| (line.key.clone().unwrap(), line.fields.join(","))).collect();
        for line in sections.values_mut().flatten() {
            line.fields.iter_mut().for_each(|field| *field = replaced(field, &strings));
        }
        Inf(sections)
    }

    fn section(&self, name: &str) -> &[Line] {
        self.0.get(&name.to_lowercase()).unwrap_or_else(|| panic!("no section {name}"))
    }

    /// The value of `key = value`.
    fn value(&self, section: &str, key: &str) -> String {
        let found: Vec<&Line> = self.section(section).iter().filter(|line| line.key.as_deref() == Some(key)).collect();
        assert_eq!(found.len(), 1, "{section}: {key}");
        found[0].fields.join(",")
    }

    /// Registry values that a service gets: `subkey\name` gives flags and fields.
    fn registry(&self, service: &str) -> BTreeMap<String, (u32, Vec<String>)> {
        let mut values = BTreeMap::new();
        for section in self.value(service, "AddReg").split(',') {
            for line in self.section(section.trim()) {
                assert_eq!(line.fields[0], "HKR", "only below the service key");
                let flags = u32::from_str_radix(line.fields[3].trim_start_matches("0x"), 16).unwrap();
                let name = format!("{}\\{}", line.fields[1], line.fields[2]);
                let known = values.insert(name.clone(), (flags, line.fields[4..].to_vec()));
                assert!(known.is_none(), "{name} twice");
            }
        }
        values
    }
}

fn without_comment(line: &str) -> &str {
    let at = line.char_indices().find(|(at, letter)| *letter == ';' && outside_quotes(&line[..*at]));
    at.map_or(line, |(at, _)| &line[..at])
}

fn outside_quotes(text: &str) -> bool {
    text.matches('"').count() % 2 == 0
}

fn entry(line: &str) -> Line {
    let equals = line.char_indices().find(|(at, letter)| *letter == '=' && outside_quotes(&line[..*at]));
    let (key, rest) = match equals {
        Some((at, _)) => (Some(line[..at].trim().to_owned()), &line[at + 1..]),
        None => (None, line),
    };
    let mut fields = vec![String::new()];
    let mut quoted = false;
    for letter in rest.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            other => fields.last_mut().unwrap().push(other),
        }
    }
    assert!(!quoted, "an open quotation: {line}");
    Line { key, fields: fields.iter().map(|field| field.trim().to_owned()).collect() }
}

fn replaced(field: &str, strings: &BTreeMap<String, String>) -> String {
    let pieces: Vec<&str> = field.split('%').collect();
    let mut out = String::new();
    for (index, piece) in pieces.iter().enumerate() {
        let is_folder_id = piece.bytes().all(|byte| byte.is_ascii_digit());
        if index % 2 == 0 {
            out.push_str(piece);
        } else if is_folder_id {
            out.push_str(&format!("%{piece}%"));
        } else {
            out.push_str(strings.get(*piece).unwrap_or_else(|| panic!("no string {piece}")));
        }
    }
    out
}

/// Install section, its service section, where its files go, and where its instances stand.
const SYSTEMS: [(&str, &str, &str, &str); 3] = [
    ("DefaultInstall.NTamd64.10.0...25952", "Service.24H2", "13", "Parameters\\Instances"),
    ("DefaultInstall.NTamd64.10.0...18362", "Service.1903", "13", "Instances"),
    ("DefaultInstall.NTamd64", "Service.Downlevel", "12", "Instances"),
];

#[test]
fn the_version_section_is_complete_and_names_the_class_of_activity_monitors() {
    let inf = Inf::read();
    assert_eq!(inf.value("Version", "Signature"), "$Windows NT$");
    assert_eq!(inf.value("Version", "Class"), "ActivityMonitor");
    assert_eq!(inf.value("Version", "ClassGuid"), "{b86dff51-a31e-4bac-b3cf-e8cfe75c9fc2}");
    assert_eq!(inf.value("Version", "CatalogFile"), "edr-windows-km.cat");
    assert_eq!(inf.value("Version", "PnpLockdown"), "1");
    assert_ne!(inf.value("Version", "Provider"), "Microsoft");
    let version = inf.value("Version", "DriverVer");
    let (date, number) = version.split_once(',').unwrap();
    assert_eq!(number, format!("{}.0", env!("CARGO_PKG_VERSION")));
    assert_eq!(date.split('/').map(str::len).collect::<Vec<_>>(), [2, 2, 4]);
}

#[test]
fn it_is_a_primitive_driver_and_nothing_else() {
    let inf = Inf::read();
    assert!(!inf.0.contains_key("manufacturer"));
    let installs: Vec<&String> = inf.0.keys().filter(|name| name.starts_with("default")).collect();
    assert!(installs.iter().all(|name| name.contains(".ntamd64")), "undecorated: {installs:?}");
    let wanted: Vec<String> = SYSTEMS.iter().map(|(install, ..)| install.to_lowercase()).collect();
    let found = inf.0.keys().filter(|name| name.starts_with("defaultinstall") && !name.ends_with(".services"));
    assert!(found.clone().all(|name| wanted.contains(name)) && found.count() == wanted.len());
}

#[test]
fn uninstall_sections_are_for_systems_before_1903_only() {
    let inf = Inf::read();
    assert_eq!(inf.value("DefaultUninstall.NTamd64", "LegacyUninstall"), "1");
    assert_eq!(inf.value("DefaultUninstall.NTamd64", "DelFiles"), "Downlevel.DelFiles");
    assert_eq!(inf.value("DefaultUninstall.NTamd64.Services", "DelService"), "edr-windows-km,0x200");
    assert_eq!(inf.0.keys().filter(|name| name.starts_with("defaultuninstall")).count(), 2);
}

#[test]
fn each_system_gets_the_service_of_a_minifilter() {
    let inf = Inf::read();
    for (install, service, folder, _) in SYSTEMS {
        assert_eq!(inf.value(&format!("{install}.Services"), "AddService"), format!("edr-windows-km,,{service}"));
        assert_eq!(inf.value(service, "ServiceBinary"), format!("%{folder}%\\edr-windows-km.sys"));
        assert_eq!(inf.value(service, "ServiceType"), "2");
        assert_eq!(inf.value(service, "StartType"), "1", "SYSTEM_START (DRV-2)");
        assert_eq!(inf.value(service, "ErrorControl"), "1");
        assert_eq!(inf.value(service, "Dependencies"), "FltMgr");
        assert_eq!(inf.value(service, "LoadOrderGroup"), "FSFilter Activity Monitor", "DOC-1");
        let files = inf.value(install, "CopyFiles");
        assert_eq!(inf.value("DestinationDirs", &files), folder);
        assert_eq!(inf.section(&files)[0].fields, ["edr-windows-km.sys"]);
    }
    assert_eq!(inf.value("SourceDisksFiles", "edr-windows-km.sys"), "1,,");
}

#[test]
fn instances_stand_where_each_system_looks_for_them() {
    let inf = Inf::read();
    for (_, service, _, instances) in SYSTEMS {
        let values = inf.registry(service);
        let (_, name) = &values[&format!("{instances}\\DefaultInstance")];
        let key = format!("{instances}\\{}", name[0]);
        assert_eq!(values[&format!("{key}\\Altitude")], (0, vec!["385000".to_owned()]), "ALT-1");
        assert_eq!(values[&format!("{key}\\Flags")], (0x0001_0001, vec!["0x0".to_owned()]), "attaches by itself");
        let features =
            if instances.starts_with("Parameters") { "Parameters\\SupportedFeatures" } else { "\\SupportedFeatures" };
        assert_eq!(values[features], (0x0001_0001, vec!["0x3".to_owned()]));
        let others =
            values.keys().filter(|name| name.contains("Instances") && !name.starts_with(&format!("{instances}\\")));
        assert_eq!(others.count(), 0, "{service}: instances in the other place too");
    }
}

#[test]
fn the_policy_values_are_the_contracts_defaults() {
    let inf = Inf::read();
    let defaults = json("policy/defaults.json");
    let wanted = defaults["values"].as_object().unwrap();
    for (_, service, ..) in SYSTEMS {
        let values = inf.registry(service);
        let policy: Vec<&String> = values
            .keys()
            .filter(|name| {
                name.starts_with("Parameters\\") && !name.contains("Instances") && !name.ends_with("Features")
            })
            .collect();
        assert_eq!(policy.len(), wanted.len(), "{policy:?}");
        for (name, value) in wanted {
            let (flags, fields) = &values[&format!("Parameters\\{name}")];
            if text(&value["type"]) == "REG_DWORD" {
                assert_eq!(*flags, 0x0001_0003, "{name}: a number, kept if it's there");
                assert_eq!(fields, &[format!("{:#x}", value["default"].as_u64().unwrap())], "{name}");
            } else {
                assert_eq!(*flags, 0x0001_0002, "{name}: a list, kept if it's there");
                let default: Vec<&str> = list(&value["default"]).iter().map(text).collect();
                assert_eq!(*fields, default, "{name}");
            }
        }
    }
}

#[test]
fn no_field_is_longer_than_windows_reads() {
    let inf = Inf::read();
    let longest = inf.0.values().flatten().flat_map(|line| &line.fields).map(String::len).max().unwrap();
    assert!(longest < 4096);
}

#[test]
fn the_parser_knows_quotes_comments_continuation_and_tokens() {
    let source = "[A]\nkey = \"x;y\",%S%, \"a,b\" ; note\nHKR,\"P\\\"%S%,z,\\\n  \"\\q\",\\\n \"r\"\n[Strings]\nS = \"one two\"\n";
    let inf = Inf::parse(source);
    assert_eq!(
        inf.section("a")[0],
        Line { key: Some("key".into()), fields: ["x;y", "one two", "a,b"].map(String::from).into() }
    );
    assert_eq!(inf.section("a")[1].fields, ["HKR", "P\\one two", "z", "\\q", "r"]);
}
