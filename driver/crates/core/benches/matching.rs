//! What it costs to match a name of 64 units, beside a copy of the same bytes, with few patterns and with many: `cargo bench
//! -p edr-core --bench matching`. The worst names of their kind: those that match nothing but have to be looked at whole.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod harness;

use edr_core::arena::{Arena, PolicySize};
use edr_core::components::KeyPath;
use edr_core::image_match::ImageMatch;
use edr_core::key_match::KeyMatch;
use edr_core::path_match::{FileName, PathMatch};
use edr_core::text::Text;
use edr_core::upcase::Upcase;
use harness::{best_of, report, timed, Row};
use std::hint::black_box;

const UNITS: usize = 64;
const ROUNDS: usize = 2000;
const CALLS: usize = 1000;
const FLOOR: &str = "memcpy";
const VOLUME: &str = "\\Device\\HarddiskVolume3";

fn upcase() -> Upcase<'static> {
    let table = edr_fixtures::upcase_table();
    Upcase::fill(vec![0; table.len()].leak(), |unit| table.get(usize::from(unit)).copied().unwrap_or(unit)).unwrap()
}

fn utf16(text: &str) -> Vec<u16> {
    text.encode_utf16().collect()
}

/// Patterns that no measured name has, and the real ones first.
fn patterns(count: usize, real: &[&str], other: impl Fn(usize) -> String) -> Vec<String> {
    let real = real.iter().map(|&text| text.to_owned());
    real.chain((0..).map(other)).take(count).collect()
}

fn texts(patterns: &[String]) -> impl Iterator<Item = Text<'_>> + Clone {
    patterns.iter().map(|pattern| Text::ascii(pattern))
}

fn arena(size: PolicySize) -> Arena<'static> {
    Arena::new(vec![[0; 2]; size.rows].leak(), vec![0; size.units].leak())
}

/// Measures a match, beside a copy of the name that is matched.
fn row(label: &str, name: &[u16], matches: impl Fn(&[u16]) -> bool) -> Row {
    assert_eq!(name.len(), UNITS, "{label}");
    let mut copy = vec![0; UNITS];
    let mut measured = || {
        timed(CALLS, |_| {
            black_box(matches(black_box(name)));
        })
    };
    let mut floor = || {
        timed(CALLS, |_| {
            copy.copy_from_slice(black_box(name));
            black_box(&mut copy);
        })
    };
    let (ns, floor_ns) = best_of(ROUNDS, &mut measured, &mut floor);
    Row { name: label.to_owned(), bytes: UNITS * 2, ns, floor: FLOOR, floor_ns }
}

fn files(rows: &mut Vec<Row>, upcase: Upcase<'static>, count: usize) {
    let extensions = patterns(count, &["exe", "dll", "sys", "bat", "ps1"], |n| format!("e{n}"));
    let real = ["System32", "SysWOW64", "Program Files", "Program Files (x86)", "Start Menu\\Programs\\Startup"];
    let directories = patterns(count, &real, |n| format!("Directory {n}\\Below"));
    let size = PathMatch::size(texts(&extensions), texts(&directories)).unwrap();
    let paths = PathMatch::build(&mut arena(size), upcase, texts(&extensions), texts(&directories)).unwrap();
    let is_monitored = |path: &[u16]| {
        let (parent_dir, final_component) = path.split_at_checked(UNITS - 12).unwrap();
        paths.is_monitored(&FileName { parent_dir, final_component, stream: &[] })
    };
    let hit = utf16("\\Users\\somebody\\AppData\\Local\\Programs\\any\\System32\\a-driver.sys");
    let miss = utf16("\\Users\\somebody\\AppData\\Local\\Programs\\any\\system33\\a-driver.sys");
    let other = utf16("\\Users\\somebody\\AppData\\Local\\Programs\\any\\system33\\a-driver.txt");
    assert!(is_monitored(&hit) && !is_monitored(&miss) && !is_monitored(&other));
    rows.push(row(&format!("file, matches, {count} patterns"), &hit, is_monitored));
    rows.push(row(&format!("file, other directory, {count} patterns"), &miss, is_monitored));
    rows.push(row(&format!("file, other extension, {count} patterns"), &other, is_monitored));
    rows.push(row(&format!("file, by its opened name, {count} patterns"), &other, |name| paths.may_be_monitored(name)));
}

fn keys(rows: &mut Vec<Row>, upcase: Upcase<'static>, count: usize) {
    let real = [
        "\\REGISTRY\\MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run",
        "\\REGISTRY\\USER\\*\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run",
        "\\REGISTRY\\MACHINE\\*\\Microsoft\\Windows\\CurrentVersion\\RunOnce",
        "\\REGISTRY\\MACHINE\\SYSTEM\\CurrentControlSet\\Services",
        "\\REGISTRY\\*\\SOFTWARE\\*\\Windows\\CurrentVersion\\RunOnceEx",
    ];
    let entries =
        patterns(count, &real, |n| format!("\\REGISTRY\\MACHINE\\SOFTWARE\\Microsoft\\Windows\\Version{n}\\Run"));
    let size = KeyMatch::size(texts(&entries)).unwrap();
    let keys = KeyMatch::build(&mut arena(size), upcase, texts(&entries)).unwrap();
    let matches = |key: &[u16]| keys.matches(KeyPath::whole(key));
    let hit = utf16("\\REGISTRY\\MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run\\");
    let miss = utf16("\\REGISTRY\\MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Runs");
    assert!(matches(&hit) && !matches(&miss));
    rows.push(row(&format!("key, matches, {count} patterns"), &hit, matches));
    rows.push(row(&format!("key, beside, {count} patterns"), &miss, matches));
}

fn images(rows: &mut Vec<Row>, upcase: Upcase<'static>, count: usize) {
    let real = ["\\Windows\\System32\\long-service-names1.exe", "\\Windows\\System32\\lsass.exe"];
    let entries = patterns(count, &real, |n| format!("\\Program Files\\Vendor {n}\\some-program.exe"));
    let size = ImageMatch::size(texts(&entries)).unwrap();
    let images = ImageMatch::build(&mut arena(size), upcase, texts(&entries)).unwrap();
    let volume = utf16(VOLUME);
    let matches = |image: &[u16]| images.matches(Some(&volume), image);
    let hit = utf16(&format!("{VOLUME}\\Windows\\System32\\long-service-names1.exe"));
    let miss = utf16(&format!("{VOLUME}\\Windows\\System32\\long-service-names2.exe"));
    assert!(matches(&hit) && !matches(&miss));
    rows.push(row(&format!("image, whole path, {count} patterns"), &hit, matches));
    rows.push(row(&format!("image, another one, {count} patterns"), &miss, matches));
}

fn main() {
    let upcase = upcase();
    let mut rows = Vec::new();
    for count in [5, 50, 500] {
        files(&mut rows, upcase, count);
    }
    // a policy's list has 257 entries at most, and the driver's room for 384
    for count in [5, 50, 257] {
        keys(&mut rows, upcase, count);
    }
    for count in [5, 50, 500] {
        images(&mut rows, upcase, count);
    }
    report("matching", &rows);
}
