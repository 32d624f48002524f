//! One image in memory.

use std::ffi::c_void;
use std::sync::Arc;

use object::read::pe::{ImageNtHeaders, ImageOptionalHeader, PeFile64};
use object::{pe, LittleEndian as LE, Object, ObjectSection};

use super::Symbols;

const PAGE: usize = 4096;

/// An image as the system's loader lays it out: sections with their protections, relocated, imports bound. Unmapped on drop.
pub struct MappedImage {
    name: String,
    base: usize,
    size: usize,
    entry: usize,
    force_integrity: bool,
    symbols: Arc<Symbols>,
}

impl MappedImage {
    /// Maps a file; `find` gives the address of an import, by module and name.
    ///
    /// # Errors
    /// What Windows would refuse it for, in words.
    pub fn map(
        name: &str,
        file: &[u8],
        symbols: Arc<Symbols>,
        find: impl Fn(&str, &str) -> Option<usize>,
    ) -> Result<Self, String> {
        let pe = PeFile64::parse(file).map_err(|error| format!("{name} is no x64 image: {error}"))?;
        let header = pe.nt_headers().optional_header();
        let size = round_up(header.size_of_image() as usize);
        let flags = header.dll_characteristics();
        let base = reserve(size).ok_or_else(|| format!("no memory for the {size} bytes of {name}"))?;
        let image = Self {
            name: name.to_owned(),
            base,
            size,
            entry: base + header.address_of_entry_point() as usize,
            force_integrity: flags & pe::IMAGE_DLLCHARACTERISTICS_FORCE_INTEGRITY != 0,
            symbols,
        };
        image.copy_sections(&pe, file)?;
        image.relocate(&pe, header.image_base() as usize)?;
        image.bind(&pe, find)?;
        image.protect(&pe)?;
        Ok(image)
    }

    fn copy_sections(&self, pe: &PeFile64<'_>, file: &[u8]) -> Result<(), String> {
        let headers = file.len().min(PAGE);
        self.write(0, &file[..headers])?;
        for section in pe.sections() {
            let data = section.data().map_err(|error| format!("{}: {error}", self.name))?;
            self.write(section.address() as usize - pe.relative_address_base() as usize, data)?;
        }
        Ok(())
    }

    fn write(&self, offset: usize, bytes: &[u8]) -> Result<(), String> {
        if offset.checked_add(bytes.len()).is_none_or(|end| end > self.size) {
            return Err(format!("{}: a section lies outside the image", self.name));
        }
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), (self.base + offset) as *mut u8, bytes.len()) };
        Ok(())
    }

    fn relocate(&self, pe: &PeFile64<'_>, preferred: usize) -> Result<(), String> {
        let blocks = pe.data_directories().relocation_blocks(pe.data(), &pe.section_table());
        let Some(mut blocks) = blocks.map_err(|error| format!("{}: {error}", self.name))? else {
            return Err(format!("{} has no relocations", self.name));
        };
        let delta = self.base.wrapping_sub(preferred);
        while let Some(block) = blocks.next().map_err(|error| format!("{}: {error}", self.name))? {
            for relocation in block {
                match relocation.typ {
                    pe::IMAGE_REL_BASED_ABSOLUTE => {}
                    pe::IMAGE_REL_BASED_DIR64 => self.add_at(relocation.virtual_address as usize, delta)?,
                    other => return Err(format!("{}: relocation of type {other}", self.name)),
                }
            }
        }
        Ok(())
    }

    fn add_at(&self, offset: usize, delta: usize) -> Result<(), String> {
        if offset + 8 > self.size {
            return Err(format!("{}: a relocation lies outside the image", self.name));
        }
        let place = (self.base + offset) as *mut usize;
        unsafe { place.write_unaligned(place.read_unaligned().wrapping_add(delta)) };
        Ok(())
    }

    fn bind(&self, pe: &PeFile64<'_>, find: impl Fn(&str, &str) -> Option<usize>) -> Result<(), String> {
        let wrong = |error| format!("{}: {error}", self.name);
        let Some(table) = pe.import_table().map_err(wrong)? else {
            return Ok(());
        };
        let mut descriptors = table.descriptors().map_err(wrong)?;
        while let Some(descriptor) = descriptors.next().map_err(wrong)? {
            let module = String::from_utf8_lossy(table.name(descriptor.name.get(LE)).map_err(wrong)?).to_lowercase();
            let mut place = descriptor.first_thunk.get(LE) as usize;
            let mut thunks = table.thunks(descriptor.original_first_thunk.get(LE)).map_err(wrong)?;
            while let Some(thunk) = thunks.next::<pe::ImageNtHeaders64>().map_err(wrong)? {
                let (_, name) = table.hint_name(thunk.0.get(LE) as u32).map_err(wrong)?;
                let name = String::from_utf8_lossy(name);
                let address = find(&module, &name).ok_or_else(|| {
                    format!("{} imports {module}!{name}, which this system does not export", self.name)
                })?;
                self.write(place, &address.to_le_bytes())?;
                place += 8;
            }
        }
        Ok(())
    }

    fn protect(&self, pe: &PeFile64<'_>) -> Result<(), String> {
        self.set(0, PAGE, libc::PROT_READ)?;
        for section in pe.section_table().iter() {
            let flags = section.characteristics.get(LE);
            let (start, size) = (section.virtual_address.get(LE) as usize, section.virtual_size.get(LE) as usize);
            let mut protection = libc::PROT_READ;
            if flags & pe::IMAGE_SCN_MEM_WRITE != 0 {
                protection |= libc::PROT_WRITE;
            }
            if flags & pe::IMAGE_SCN_MEM_EXECUTE != 0 {
                protection |= libc::PROT_EXEC;
            }
            self.set(start, round_up(size), protection)?;
        }
        Ok(())
    }

    fn set(&self, offset: usize, size: usize, protection: i32) -> Result<(), String> {
        let done = unsafe { libc::mprotect((self.base + offset) as *mut c_void, size, protection) };
        if done == 0 {
            Ok(())
        } else {
            Err(format!("{}: can't protect {size:#x} bytes at {offset:#x}", self.name))
        }
    }

    /// Where DriverEntry is.
    #[must_use]
    pub fn entry(&self) -> usize {
        self.entry
    }

    /// Where it lies.
    #[must_use]
    pub fn base(&self) -> usize {
        self.base
    }

    /// Its size in memory, in bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.size
    }

    /// Whether its header has IMAGE_DLLCHARACTERISTICS_FORCE_INTEGRITY.
    #[must_use]
    pub fn force_integrity(&self) -> bool {
        self.force_integrity
    }

    /// Whether an address lies in it.
    #[must_use]
    pub fn contains(&self, address: usize) -> bool {
        (self.base..self.base + self.size).contains(&address)
    }

    /// An address of it in words.
    #[must_use]
    pub fn describe(&self, address: usize) -> String {
        let offset = address - self.base;
        match self.symbols.near(offset) {
            Some(routine) => format!("{}!{routine}", self.name),
            None => format!("{}+{offset:#x}", self.name),
        }
    }
}

impl Drop for MappedImage {
    fn drop(&mut self) {
        unsafe { libc::munmap(self.base as *mut c_void, self.size) };
    }
}

fn round_up(size: usize) -> usize {
    (size + PAGE - 1) & !(PAGE - 1)
}

fn reserve(size: usize) -> Option<usize> {
    let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
    let base = unsafe { libc::mmap(std::ptr::null_mut(), size, libc::PROT_READ | libc::PROT_WRITE, flags, -1, 0) };
    (base != libc::MAP_FAILED).then_some(base as usize)
}
