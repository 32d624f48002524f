//! Every file of test data that a driver must satisfy has a test in this workspace that reads it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::path::PathBuf;

/// A file of fixtures, and the tests that read all of it, below `driver/crates`.
const READERS: &[(&str, &[&str])] = &[
    ("abi/layout.json", &["wire/tests/layout.rs"]),
    ("cases/altitudes.json", &["core/tests/matching/altitude_cases.rs"]),
    ("cases/keys.json", &["core/tests/matching/key_cases.rs"]),
    ("cases/paths.json", &["core/tests/matching/path_cases.rs"]),
    ("cases/policy.json", &["core/tests/matching/policy_cases.rs"]),
    ("policy/defaults.json", &["core/tests/matching/policy_defaults.rs"]),
    ("tables/ntstatus.json", &["wire/tests/layout.rs", "core/tests/matching/altitude_cases.rs"]),
    ("tables/upcase.json", &["core/tests/matching/upcase_table.rs"]),
    ("vectors/callback_health_report.json", &["wire/tests/struct_vectors.rs"]),
    ("vectors/event.json", &["wire/tests/struct_vectors.rs", "core/tests/event_encode_vectors.rs"]),
    ("vectors/event_batch.json", &["wire/tests/struct_vectors.rs"]),
    ("vectors/event_encode.json", &["core/tests/event_encode_vectors.rs"]),
    ("vectors/ioctl.json", &["core/tests/ioctl_vectors.rs"]),
    ("vectors/minifilter_status.json", &["wire/tests/struct_vectors.rs"]),
    ("vectors/query_request.json", &["wire/tests/struct_vectors.rs", "core/tests/ioctl_vectors.rs"]),
    ("vectors/start_stream_request.json", &["wire/tests/struct_vectors.rs", "core/tests/ioctl_vectors.rs"]),
    ("vectors/start_stream_response.json", &["wire/tests/struct_vectors.rs"]),
    ("vectors/stop_stream_request.json", &["wire/tests/struct_vectors.rs", "core/tests/ioctl_vectors.rs"]),
    ("vectors/stop_stream_response.json", &["wire/tests/struct_vectors.rs"]),
];

/// Folders whose files bind a driver. What describes runs of the Java suite (profiles, scenarios, deviations, schemas) and
/// the clauses' catalogue doesn't.
const FOLDERS: [&str; 5] = ["abi", "cases", "policy", "tables", "vectors"];

fn source_of(test: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(test);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn every_file_has_a_reader() {
    for file in FOLDERS.iter().flat_map(|folder| edr_fixtures::files(folder)) {
        let readers = READERS.iter().find(|(name, _)| *name == file).map(|(_, readers)| *readers);
        assert!(
            readers.is_some_and(|some| !some.is_empty()),
            "{file} has no reader: write its test and enter it in READERS"
        );
    }
}

/// Cargo builds each file right below `tests`; one in a folder there is a module of the folder's `main.rs`.
fn is_built(test: &str) -> bool {
    let (folder, name) = test.rsplit_once('/').unwrap();
    let module = format!("mod {};", name.strip_suffix(".rs").unwrap());
    folder.ends_with("/tests") || source_of(&format!("{folder}/main.rs")).lines().any(|line| line == module)
}

#[test]
fn every_reader_reads_its_file() {
    for (file, readers) in READERS {
        for reader in *readers {
            let source = source_of(reader);
            assert!(source.contains(&format!("\"{file}\"")), "{reader} doesn't name {file}");
            assert!(source.contains("#[test]") && !source.contains("#[ignore"), "{reader} has tests that don't run");
            assert!(is_built(reader), "{reader} is part of no test program");
        }
    }
}

#[test]
fn no_reader_is_of_a_file_that_is_gone() {
    let files: Vec<String> = FOLDERS.iter().flat_map(|folder| edr_fixtures::files(folder)).collect();
    for name in READERS.iter().map(|(name, _)| *name) {
        assert!(files.iter().any(|file| file == name), "{name} is no file of fixtures");
    }
}
