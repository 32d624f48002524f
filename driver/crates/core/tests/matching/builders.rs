//! Matchers in memory of exactly the size that they ask for.

use edr_core::arena::{Arena, PolicySize, Row};
use edr_core::image_match::ImageMatch;
use edr_core::key_match::KeyMatch;
use edr_core::path_match::{FileName, PathMatch};
use edr_core::policy::Policy;
use edr_core::policy_builder::{build, size, PolicyValues};
use edr_core::text::Text;
use edr_core::upcase::Upcase;
use proptest::prelude::ProptestConfig;
use std::sync::OnceLock;

/// The committed table, filled through the driver's way.
pub fn upcase() -> Upcase<'static> {
    static FILLED: OnceLock<Upcase<'static>> = OnceLock::new();
    *FILLED.get_or_init(|| {
        let committed = edr_fixtures::upcase_table();
        Upcase::fill(vec![0; 0x1_0000].leak(), |unit| committed[usize::from(unit)]).unwrap()
    })
}

/// So many cases, and no files that remember failed ones.
pub fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

pub fn utf16(text: &str) -> Vec<u16> {
    text.encode_utf16().collect()
}

/// Texts as UTF-16LE, as they stand in the registry.
pub struct Texts(Vec<Vec<u8>>);

impl Texts {
    pub fn new<T: AsRef<[u16]>>(texts: &[T]) -> Self {
        Self(texts.iter().map(|text| text.as_ref().iter().flat_map(|unit| unit.to_le_bytes()).collect()).collect())
    }

    pub fn iter(&self) -> impl Iterator<Item = Text<'_>> + Clone {
        self.0.iter().map(|bytes| Text::utf16le(bytes))
    }
}

/// Memory that a matcher lies in.
pub struct Memory {
    rows: Vec<Row>,
    units: Vec<u16>,
}

impl Memory {
    /// As much as was asked for, with something in it.
    pub fn new(size: PolicySize) -> Self {
        Self { rows: vec![[0xA5A5_A5A5_A5A5_A5A5; 2]; size.rows], units: vec![0xA5A5; size.units] }
    }

    pub fn arena(&mut self) -> Arena<'_> {
        Arena::new(&mut self.rows, &mut self.units)
    }
}

pub fn with_paths<T: AsRef<[u16]>, R>(
    extensions: &[T],
    directories: &[T],
    then: impl FnOnce(&PathMatch<'_>) -> R,
) -> R {
    let (extensions, directories) = (Texts::new(extensions), Texts::new(directories));
    let size = PathMatch::size(extensions.iter(), directories.iter()).unwrap();
    let mut memory = Memory::new(size);
    then(&PathMatch::build(&mut memory.arena(), upcase(), extensions.iter(), directories.iter()).unwrap())
}

pub fn with_keys<T: AsRef<[u16]>, R>(entries: &[T], then: impl FnOnce(&KeyMatch<'_>) -> R) -> R {
    let entries = Texts::new(entries);
    let mut memory = Memory::new(KeyMatch::size(entries.iter()).unwrap());
    then(&KeyMatch::build(&mut memory.arena(), upcase(), entries.iter()).unwrap())
}

pub fn with_images<T: AsRef<[u16]>, R>(entries: &[T], then: impl FnOnce(&ImageMatch<'_>) -> R) -> R {
    let entries = Texts::new(entries);
    let mut memory = Memory::new(ImageMatch::size(entries.iter()).unwrap());
    then(&ImageMatch::build(&mut memory.arena(), upcase(), entries.iter()).unwrap())
}

pub fn with_policy<R>(values: &PolicyValues<'_>, then: impl FnOnce(&Policy<'_>) -> R) -> R {
    let size = size(values, upcase()).unwrap();
    let mut memory = Memory::new(size);
    then(&build(values, upcase(), &mut memory.rows, &mut memory.units).unwrap())
}

/// The policy where the registry names none, built once.
pub fn default_policy() -> &'static Policy<'static> {
    static BUILT: OnceLock<Policy<'static>> = OnceLock::new();
    BUILT.get_or_init(|| {
        let none = PolicyValues::default();
        let PolicySize { rows, units } = size(&none, upcase()).unwrap();
        build(&none, upcase(), vec![[7; 2]; rows].leak(), vec![7; units].leak()).unwrap()
    })
}

/// FltParseFileNameInformation of a name from the volume's root on.
pub fn parse(path: &[u16]) -> FileName<'_> {
    let start = path.iter().rposition(|&unit| unit == u16::from(b'\\')).map_or(0, |at| at + 1);
    let (parent_dir, final_component) = path.split_at(start);
    let colon = final_component.iter().position(|&unit| unit == u16::from(b':')).unwrap_or(final_component.len());
    FileName { parent_dir, final_component, stream: &final_component[colon..] }
}
