//! A driver image as the checks want it: headers, sections, imports, exports, relocations, unwind table.

use object::pe;
use object::read::pe::{ImageNtHeaders, ImageOptionalHeader, ImageThunkData, PeFile64};
use object::LittleEndian as LE;

/// One section; addresses are relative to the image's base.
pub struct Section {
    pub name: String,
    pub start: u32,
    pub size: u32,
    pub flags: u32,
    /// Where its bytes stand in the file, and how many the file has.
    pub file_at: usize,
    pub file_size: u32,
}

impl Section {
    pub fn executable(&self) -> bool {
        self.flags & (pe::IMAGE_SCN_MEM_EXECUTE | pe::IMAGE_SCN_CNT_CODE) != 0
    }

    pub fn writable(&self) -> bool {
        self.flags & pe::IMAGE_SCN_MEM_WRITE != 0
    }

    pub fn discardable(&self) -> bool {
        self.flags & pe::IMAGE_SCN_MEM_DISCARDABLE != 0
    }

    pub fn holds(&self, address: u32) -> bool {
        address >= self.start && address - self.start < self.size
    }
}

/// One imported function or variable and the address of its slot.
pub struct Import {
    pub module: String,
    pub name: String,
    pub slot: u32,
}

/// An entry of the unwind table (x64).
#[derive(Clone, Copy)]
pub struct RuntimeFunction {
    pub start: u32,
    pub unwind: u32,
}

/// The header fields that a rule exists for.
pub struct Headers {
    pub machine: u16,
    pub characteristics: u16,
    pub dll_characteristics: u16,
    pub subsystem: u16,
    pub section_alignment: u32,
    pub entry: u32,
    pub base: u64,
    pub checksum: u32,
    /// File offset of the checksum field.
    pub checksum_at: usize,
    /// Address and size of each data directory.
    pub directories: Vec<(u32, u32)>,
}

/// A parsed image.
pub struct Image {
    pub bytes: Vec<u8>,
    pub headers: Headers,
    pub sections: Vec<Section>,
    pub imports: Vec<Import>,
    pub exports: Vec<String>,
    /// Addresses that hold a 64-bit pointer which the loader moves.
    pub pointers: Vec<u32>,
    pub runtime_functions: Vec<RuntimeFunction>,
    /// Types of the debug directory's entries.
    pub debug_types: Vec<u32>,
}

impl Image {
    /// Reads an image file's bytes; an error says what is not as the format wants it.
    pub fn parse(bytes: Vec<u8>) -> Result<Image, String> {
        let file = PeFile64::parse(&*bytes).map_err(|error| format!("no 64-bit image: {error}"))?;
        let headers = headers(&file);
        let sections = sections(&file);
        let mut image = Image {
            headers,
            sections,
            imports: imports(&file).map_err(|error| format!("import table: {error}"))?,
            exports: exports(&file).map_err(|error| format!("export table: {error}"))?,
            pointers: pointers(&file).map_err(|error| format!("relocations: {error}"))?,
            runtime_functions: Vec::new(),
            debug_types: Vec::new(),
            bytes: Vec::new(),
        };
        image.bytes = bytes;
        image.runtime_functions = image.exception_directory()?;
        image.debug_types = image.debug_directory()?;
        Ok(image)
    }

    /// Bytes at an address of the loaded image; None if the file has none there.
    pub fn at(&self, address: u32, size: usize) -> Option<&[u8]> {
        let inside =
            |section: &Section| address.checked_sub(section.start).filter(|offset| *offset < section.file_size);
        let start = self.sections.iter().find_map(|section| Some(section.file_at + inside(section)? as usize))?;
        self.bytes.get(start..start.checked_add(size)?)
    }

    /// The 32-bit number at an address.
    pub fn u32_at(&self, address: u32) -> Option<u32> {
        self.at(address, 4)?.try_into().ok().map(u32::from_le_bytes)
    }

    /// The 64-bit number at an address.
    pub fn u64_at(&self, address: u32) -> Option<u64> {
        self.at(address, 8)?.try_into().ok().map(u64::from_le_bytes)
    }

    /// Address and size of a data directory; (0, 0) if the image has none.
    pub fn directory(&self, index: usize) -> (u32, u32) {
        self.headers.directories.get(index).copied().unwrap_or((0, 0))
    }

    /// The section that holds an address.
    pub fn section_of(&self, address: u32) -> Option<&Section> {
        self.sections.iter().find(|section| section.holds(address))
    }

    /// Whether an address is in an executable section.
    pub fn is_code(&self, address: u32) -> bool {
        self.section_of(address).is_some_and(Section::executable)
    }

    fn exception_directory(&self) -> Result<Vec<RuntimeFunction>, String> {
        let (start, size) = self.directory(pe::IMAGE_DIRECTORY_ENTRY_EXCEPTION);
        if self.headers.machine != pe::IMAGE_FILE_MACHINE_AMD64 {
            return Ok(Vec::new()); // another format
        }
        (0..size / 12).map(|index| self.runtime_function(start + index * 12)).collect()
    }

    /// The unwind table's entry at an address.
    pub fn runtime_function(&self, at: u32) -> Result<RuntimeFunction, String> {
        let word =
            |offset| self.u32_at(at + offset).ok_or_else(|| format!("unwind table: nothing at {:#x}", at + offset));
        Ok(RuntimeFunction { start: word(0)?, unwind: word(8)? })
    }

    fn debug_directory(&self) -> Result<Vec<u32>, String> {
        let (start, size) = self.directory(pe::IMAGE_DIRECTORY_ENTRY_DEBUG);
        let kind =
            |index: u32| self.u32_at(start + index * 28 + 12).ok_or_else(|| "debug directory cut off".to_owned());
        (0..size / 28).map(kind).collect()
    }
}

fn headers(file: &PeFile64<'_>) -> Headers {
    let nt = file.nt_headers();
    let (coff, optional) = (nt.file_header(), nt.optional_header());
    let nt_at = file.dos_header().nt_headers_offset() as usize;
    Headers {
        machine: coff.machine.get(LE),
        characteristics: coff.characteristics.get(LE),
        dll_characteristics: optional.dll_characteristics(),
        subsystem: optional.subsystem(),
        section_alignment: optional.section_alignment(),
        entry: optional.address_of_entry_point(),
        base: optional.image_base(),
        checksum: optional.check_sum(),
        checksum_at: nt_at + 4 + 20 + 64,
        directories: file
            .data_directories()
            .iter()
            .map(|directory| (directory.virtual_address.get(LE), directory.size.get(LE)))
            .collect(),
    }
}

fn sections(file: &PeFile64<'_>) -> Vec<Section> {
    let table = file.section_table();
    table
        .iter()
        .map(|section| Section {
            name: String::from_utf8_lossy(section.raw_name()).into_owned(),
            start: section.virtual_address.get(LE),
            size: section.virtual_size.get(LE),
            flags: section.characteristics.get(LE),
            file_at: section.pointer_to_raw_data.get(LE) as usize,
            file_size: section.size_of_raw_data.get(LE),
        })
        .collect()
}

fn imports(file: &PeFile64<'_>) -> object::Result<Vec<Import>> {
    let mut found = Vec::new();
    let Some(table) = file.import_table()? else { return Ok(found) };
    let mut descriptors = table.descriptors()?;
    while let Some(descriptor) = descriptors.next()? {
        let module = String::from_utf8_lossy(table.name(descriptor.name.get(LE))?).into_owned();
        let slots = descriptor.first_thunk.get(LE);
        let lookup = match descriptor.original_first_thunk.get(LE) {
            0 => slots,
            names => names,
        };
        let mut thunks = table.thunks(lookup)?;
        let mut slot = slots;
        while let Some(thunk) = thunks.next::<pe::ImageNtHeaders64>()? {
            let name = if thunk.is_ordinal() {
                format!("ordinal {}", thunk.ordinal())
            } else {
                String::from_utf8_lossy(table.hint_name(thunk.address())?.1).into_owned()
            };
            found.push(Import { module: module.clone(), name, slot });
            slot += 8;
        }
    }
    Ok(found)
}

fn exports(file: &PeFile64<'_>) -> object::Result<Vec<String>> {
    let Some(table) = file.export_table()? else { return Ok(Vec::new()) };
    let name = |export: object::read::pe::Export<'_>| match export.name {
        Some(name) => String::from_utf8_lossy(name).into_owned(),
        None => format!("ordinal {}", export.ordinal),
    };
    Ok(table.exports()?.into_iter().map(name).collect())
}

fn pointers(file: &PeFile64<'_>) -> object::Result<Vec<u32>> {
    let mut found = Vec::new();
    let table = file.section_table();
    let Some(mut blocks) = file.data_directories().relocation_blocks(file.data(), &table)? else { return Ok(found) };
    while let Some(block) = blocks.next()? {
        for relocation in block {
            if relocation.typ == pe::IMAGE_REL_BASED_DIR64 {
                found.push(relocation.virtual_address);
            }
        }
    }
    Ok(found)
}

/// The checksum that the header of such a file must hold: the sum of its 16-bit words, its own field left out, plus its length.
pub fn checksum(bytes: &[u8], checksum_at: usize) -> u32 {
    let mut sum = 0_u32;
    for (index, pair) in bytes.chunks(2).enumerate() {
        if index * 2 >= checksum_at && index * 2 < checksum_at + 4 {
            continue;
        }
        let low = u32::from(pair.first().copied().unwrap_or(0));
        let high = u32::from(pair.get(1).copied().unwrap_or(0));
        sum += low | high << 8;
        sum = (sum & 0xFFFF) + (sum >> 16);
    }
    (sum & 0xFFFF) + bytes.len() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksum_folds_carries_and_leaves_its_own_field_out() {
        // words 0xFFFF, 0x0002 and, in the field, anything: 0xFFFF + 2 folds to 2, plus the length
        let bytes = [0xFF, 0xFF, 0x02, 0x00, 0xAA, 0xBB, 0xCC, 0xDD];
        assert_eq!(checksum(&bytes, 4), 2 + 8);
    }

    #[test]
    fn checksum_takes_an_odd_last_byte_as_a_word() {
        assert_eq!(checksum(&[0, 0, 0, 0, 7], 0), 7 + 5);
    }

    #[test]
    fn what_is_no_image_is_refused() {
        assert!(Image::parse(vec![0; 100]).is_err());
    }
}

#[cfg(test)]
pub mod tests_support {
    //! An image without content, for tests that need only an argument.
    use super::*;

    pub fn empty() -> Image {
        Image {
            bytes: Vec::new(),
            headers: Headers {
                machine: pe::IMAGE_FILE_MACHINE_AMD64,
                characteristics: 0,
                dll_characteristics: 0,
                subsystem: 0,
                section_alignment: 0x1000,
                entry: 0,
                base: 0,
                checksum: 0,
                checksum_at: 0,
                directories: Vec::new(),
            },
            sections: Vec::new(),
            imports: Vec::new(),
            exports: Vec::new(),
            pointers: Vec::new(),
            runtime_functions: Vec::new(),
            debug_types: Vec::new(),
        }
    }
}
