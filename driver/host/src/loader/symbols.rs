//! The linker's map of an image: which routine stands where.

use std::collections::BTreeMap;

/// Names by address, relative to the image's base. Empty where no map was given.
#[derive(Default)]
pub struct Symbols {
    names: BTreeMap<usize, String>,
}

impl Symbols {
    /// Reads a map as lld-link and link.exe write it; lines of another form are passed over.
    #[must_use]
    pub fn parse(map: &str) -> Self {
        let base = map.lines().find_map(|line| hex(line.trim().strip_prefix("Preferred load address is ")?));
        let base = base.unwrap_or(0);
        let mut names = BTreeMap::new();
        for (name, address) in map.lines().filter_map(symbol) {
            if let Some(offset) = address.checked_sub(base).filter(|offset| *offset > 0) {
                names.entry(offset).or_insert_with(|| short(name));
            }
        }
        Self { names }
    }

    /// The routine at or before an offset, with the distance.
    #[must_use]
    pub fn near(&self, offset: usize) -> Option<String> {
        let (start, name) = self.names.range(..=offset).next_back()?;
        Some(if *start == offset { name.clone() } else { format!("{name}+{:#x}", offset - start) })
    }
}

/// `0001:00000010  name  0000000180001010  object` gives name and address.
fn symbol(line: &str) -> Option<(&str, usize)> {
    let mut words = line.split_whitespace();
    let (section, _) = words.next()?.split_once(':')?;
    let (name, address) = (words.next()?, words.next()?);
    let is_public = section.len() == 4 && section != "0000" && address.len() == 16;
    if is_public {
        Some((name, hex(address)?))
    } else {
        None
    }
}

fn hex(digits: &str) -> Option<usize> {
    usize::from_str_radix(digits.trim(), 16).ok()
}

/// A Rust symbol without its hash; others as they stand.
fn short(name: &str) -> String {
    format!("{:#}", rustc_demangle::demangle(name))
}
