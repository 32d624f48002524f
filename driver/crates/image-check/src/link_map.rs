//! The linker's map: which symbol stands at which address.

use std::collections::BTreeMap;

/// Names by address, relative to the image's base. Identical functions that the linker folded share an address.
pub struct LinkMap {
    names: BTreeMap<u32, Vec<String>>,
}

impl LinkMap {
    /// Reads a map as lld-link and link.exe write it.
    pub fn parse(text: &str) -> Result<LinkMap, String> {
        let base = text
            .lines()
            .find_map(|line| line.trim().strip_prefix("Preferred load address is "))
            .and_then(|hex| u64::from_str_radix(hex.trim(), 16).ok())
            .ok_or("link map: no preferred load address")?;
        let mut names: BTreeMap<u32, Vec<String>> = BTreeMap::new();
        for (name, address) in text.lines().filter_map(symbol) {
            if let Some(relative) = address.checked_sub(base).and_then(|value| u32::try_from(value).ok()) {
                let known = names.entry(relative).or_default();
                let readable = readable(name);
                if !known.contains(&readable) {
                    known.push(readable);
                }
            }
        }
        if names.is_empty() {
            return Err("link map: no symbols".to_owned());
        }
        Ok(LinkMap { names })
    }

    /// Names at exactly this address.
    pub fn at(&self, address: u32) -> &[String] {
        self.names.get(&address).map_or(&[], Vec::as_slice)
    }

    /// All addresses that have a name, ascending.
    pub fn addresses(&self) -> impl Iterator<Item = u32> + '_ {
        self.names.keys().copied()
    }

    /// The nearest name at or before an address, with the distance if there is one.
    pub fn near(&self, address: u32) -> String {
        match self.names.range(..=address).next_back() {
            Some((start, names)) => {
                let name = names.first().map_or("?", String::as_str);
                if *start == address {
                    name.to_owned()
                } else {
                    format!("{name}+{:#x}", address - start)
                }
            }
            None => format!("{address:#x}"),
        }
    }
}

/// A symbol as the source has it; `.weak.memset.default.NAME` is what the linker makes of a weak `memset`.
fn readable(symbol: &str) -> String {
    let weak = symbol.strip_prefix(".weak.").and_then(|rest| rest.split_once('.'));
    format!("{:#}", rustc_demangle::demangle(weak.map_or(symbol, |(name, _)| name)))
}

/// `0001:00000010  name  0000000180001010  object` gives the name and its address.
fn symbol(line: &str) -> Option<(&str, u64)> {
    let mut words = line.split_whitespace();
    let (section, _) = words.next()?.split_once(':')?;
    let name = words.next()?;
    let address = words.next()?;
    let numbered = section.len() == 4 && section.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !numbered || section == "0000" || address.len() != 16 {
        return None;
    }
    Some((name, u64::from_str_radix(address, 16).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = " planted_driver

 Timestamp is 00000000 (Repro mode)

 Preferred load address is 0000000180000000

 Start         Length     Name                   Class
 0001:00000000 000000e6H .text                   CODE

  Address         Publics by Value              Rva+Base               Lib:Object

 0001:00000000       DriverEntry                0000000180001000     planted.o
 0000:00000000       __guard_flags              0000000000000000     <absolute>

 Static symbols

 0001:000000d0       _RNvCs8ETGUOQoYp_14planted_driver8dispatch 00000001800010d0     planted.o
 0001:000000d0       folded                     00000001800010d0     planted.o
";

    #[test]
    fn names_stand_at_their_addresses() {
        let map = LinkMap::parse(TEXT).unwrap();
        assert_eq!(map.at(0x1000), ["DriverEntry"]);
        assert_eq!(map.at(0x10D0), ["planted_driver::dispatch", "folded"]);
        assert_eq!(map.addresses().collect::<Vec<_>>(), [0x1000, 0x10D0]);
        assert_eq!(map.near(0x1004), "DriverEntry+0x4");
        assert_eq!(readable(".weak.memset.default.__xmm@7f"), "memset");
    }

    #[test]
    fn a_map_without_symbols_is_refused() {
        assert!(LinkMap::parse("Preferred load address is 0000000180000000").is_err());
        assert!(LinkMap::parse("").is_err());
    }
}
