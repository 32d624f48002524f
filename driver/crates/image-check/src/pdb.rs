//! The PDB that belongs to an image: the GUID in its info stream is the one that the image's debug directory names, or a debugger
//! takes it for another build's.
//!
//! Sources: "The MSF File Format" and "The PDB Info (aka DbiStream) Stream", <https://llvm.org/docs/PDB/index.html>.

use object::pe;

use crate::findings::Finding;
use crate::image::Image;

const CHECK: &str = "pdb";
const MAGIC: &[u8] = b"Microsoft C/C++ MSF 7.00\r\n\x1aDS\0\0\0";

/// What is wrong between the two.
pub fn check(image: &Image, pdb: &[u8]) -> Vec<Finding> {
    match (named(image), held(pdb)) {
        (Some(named), Some(held)) if named == held => Vec::new(),
        (Some(_), Some(_)) => vec![Finding::new(CHECK, "the image names another PDB: the GUIDs differ")],
        (None, _) => vec![Finding::new(CHECK, "the image names no PDB")],
        (_, None) => vec![Finding::new(CHECK, "no PDB that can be read")],
    }
}

/// GUID and age of the image's CodeView record (`RSDS`, GUID, age, name).
fn named(image: &Image) -> Option<[u8; 20]> {
    let (directory, size) = image.directory(pe::IMAGE_DIRECTORY_ENTRY_DEBUG);
    let codeview = |entry: &u32| image.u32_at(*entry + 12) == Some(pe::IMAGE_DEBUG_TYPE_CODEVIEW);
    let entry = (0..size / 28).map(|index| directory + index * 28).find(codeview)?;
    let record = image.at(image.u32_at(entry + 20)?, 24)?;
    record.strip_prefix(b"RSDS")?.try_into().ok()
}

/// GUID and age of a PDB: its info stream (number 1) holds version, signature, age, GUID.
fn held(pdb: &[u8]) -> Option<[u8; 20]> {
    let rest = pdb.strip_prefix(MAGIC)?;
    let block_size = number(rest, 0)? as usize;
    let directory_size = number(rest, 12)?;
    let block = |index: u32| pdb.get(index as usize * block_size..)?.get(..block_size);
    let directory_map = block(number(rest, 20)?)?;
    let mut directory = Vec::new();
    for index in 0..directory_size.div_ceil(block_size as u32) {
        directory.extend_from_slice(block(number(directory_map, index as usize * 4)?)?);
    }
    let streams = number(&directory, 0)? as usize;
    let first_size = number(&directory, 4)?;
    let skipped = (first_size as usize).div_ceil(block_size);
    let info = block(number(&directory, 4 + streams * 4 + skipped * 4)?)?;
    let (age, guid) = (info.get(8..12)?, info.get(12..28)?);
    [guid, age].concat().try_into().ok()
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Blocks of 64 bytes: 0 head, 1 directory's map, 2 directory, 3 info stream.
    fn pdb() -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        for word in [64_u32, 1, 4, 16, 0, 1] {
            bytes.extend(word.to_le_bytes());
        }
        bytes.resize(64, 0);
        bytes.extend(2_u32.to_le_bytes());
        bytes.resize(128, 0);
        for word in [2_u32, 0, 28, 3] {
            bytes.extend(word.to_le_bytes()); // two streams, the first empty
        }
        bytes.resize(192, 0);
        for word in [20_000_404_u32, 7, 1] {
            bytes.extend(word.to_le_bytes());
        }
        bytes.extend(1..=16);
        bytes.resize(256, 0);
        bytes
    }

    #[test]
    fn the_guid_stands_in_the_info_stream() {
        let mut wanted: Vec<u8> = (1..=16).collect();
        wanted.extend(1_u32.to_le_bytes());
        assert_eq!(held(&pdb()).map(Vec::from), Some(wanted));
    }

    #[test]
    fn what_is_no_pdb_has_no_guid() {
        assert_eq!(held(b""), None);
        assert_eq!(held(pdb().get(..130).unwrap_or_default()), None);
    }
}
