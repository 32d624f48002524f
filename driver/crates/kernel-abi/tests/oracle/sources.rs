//! What the crate's sources declare, read as text: a list that is kept by hand can forget something.

use std::path::Path;

/// Each file of the crate, comments included.
pub fn files() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut texts = Vec::new();
    for directory in [root.clone(), root.join("imports")] {
        for entry in std::fs::read_dir(directory).expect("the sources are there") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("macros.rs") {
                texts.push(std::fs::read_to_string(path).expect("a source can be read"));
            }
        }
    }
    texts
}

/// Names in `layout!` blocks.
pub fn declared_structures() -> Vec<String> {
    let mut names = Vec::new();
    for text in files() {
        for line in text.lines() {
            let line = line.trim_start();
            let rest = line.strip_prefix("struct ").or_else(|| line.strip_prefix("union "));
            if let Some((name, _)) = rest.and_then(|rest| rest.split_once(" = \"")) {
                names.push(name.to_owned());
            }
        }
    }
    names
}

/// Names in `constants!` blocks.
pub fn declared_constants() -> Vec<String> {
    let mut names = Vec::new();
    for text in files() {
        let blocks = text.split("\nconstants! {").skip(1);
        for block in blocks.map(|block| block.split("\n}").next().unwrap_or_default()) {
            let lines = block.lines().map(str::trim).filter(|line| !line.starts_with("///"));
            names.extend(lines.filter_map(|line| line.split_once(" = ")).map(|(name, _)| name.to_owned()));
        }
    }
    names
}

/// Structures and constants that no macro declares. The first ones describe layouts, the others are opaque.
pub fn structures_outside_the_macros() -> Vec<String> {
    let allowed = ["pub struct Field {", "pub struct Layout {", "pub struct Constant {"];
    let mut bare = Vec::new();
    for text in files() {
        let lines =
            text.lines().filter(|line| ["pub struct ", "pub union ", "pub const "].iter().any(|s| line.starts_with(s)));
        bare.extend(lines.filter(|line| !line.contains(" fn ") && !allowed.contains(line)).map(str::to_owned));
    }
    bare
}
