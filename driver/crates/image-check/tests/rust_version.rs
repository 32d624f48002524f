//! The seed's toolchain is of Rust 1.85: no dependency, of the drivers or of their tests, asks for a newer one.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::process::Command;

use serde_json::Value;

/// "1.85.0" as numbers.
fn version(text: &str) -> (u32, u32) {
    let mut numbers = text.split('.').map(|number| number.parse().unwrap());
    (numbers.next().unwrap(), numbers.next().unwrap_or(0))
}

#[test]
fn no_package_asks_for_a_newer_compiler_than_the_workspace() {
    let metadata = Command::new(std::env::var("CARGO").unwrap())
        .args([
            "metadata",
            "--format-version",
            "1",
            "--locked",
            "--filter-platform",
            "x86_64-unknown-linux-gnu",
            "--manifest-path",
        ])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&metadata.stderr);
    assert!(metadata.status.success(), "{text}");
    let metadata: Value = serde_json::from_slice(&metadata.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.iter().any(|package| package["name"] == "edr-windows-km"));
    let language = version(env!("CARGO_PKG_RUST_VERSION"));
    assert_eq!(language, (1, 85));
    let newer = packages
        .iter()
        .filter(|package| package["rust_version"].as_str().is_some_and(|asked| version(asked) > language));
    let newer: Vec<_> = newer
        .map(|package| format!("{} {}: {}", package["name"], package["version"], package["rust_version"]))
        .collect();
    assert!(newer.is_empty(), "{newer:?}");
}
