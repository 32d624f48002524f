//! Maps driver images into this process.

mod pe;
mod symbols;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::Arc;

use crate::locked::Locked;
use crate::machine::Machine;
use crate::service::Service;

pub use pe::MappedImage;
pub use symbols::Symbols;

/// Names a loaded image within its machine.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ImageId(pub u32);

/// The loaded images of a machine. Thread-safe.
#[derive(Default)]
pub struct Images {
    loaded: Locked<Vec<(ImageId, Arc<MappedImage>)>>,
    symbols: Locked<HashMap<String, Arc<Symbols>>>,
    /// Where images lie, start and end, for those who may not wait for a lock.
    ranges: [(AtomicUsize, AtomicUsize); MOST_IMAGES],
    tested: AtomicU32,
    next: AtomicU32,
}

/// Images that a machine can have at once and still be named by a signal handler.
const MOST_IMAGES: usize = 32;

impl Images {
    /// Gives the linker's map of an image that is loaded later under that name.
    pub fn give_map(&self, name: &str, map: &str) {
        self.symbols.lock().insert(name.to_owned(), Arc::new(Symbols::parse(map)));
    }

    /// The image of the driver under test; no image has this id before it is loaded.
    pub fn tested(&self) -> ImageId {
        ImageId(self.tested.load(Ordering::Acquire))
    }

    /// Maps an image: sections, relocations, imports of what this machine exports.
    ///
    /// # Errors
    /// What Windows would refuse it for, in words.
    pub fn map(
        &self,
        machine: &Machine,
        name: &str,
        file: &[u8],
        tested: bool,
    ) -> Result<(ImageId, Arc<MappedImage>), String> {
        let symbols = self.symbols.lock().get(name).cloned().unwrap_or_default();
        let image = Arc::new(MappedImage::map(name, file, symbols, |module, import| find(machine, module, import))?);
        let id = ImageId(1 + self.next.fetch_add(1, Ordering::AcqRel));
        self.loaded.lock().push((id, Arc::clone(&image)));
        self.note_ranges();
        if tested {
            self.tested.store(id.0, Ordering::Release);
        }
        Ok((id, image))
    }

    /// A loaded image.
    pub fn image(&self, id: ImageId) -> Option<Arc<MappedImage>> {
        self.loaded.lock().iter().find(|(loaded, _)| *loaded == id).map(|(_, image)| Arc::clone(image))
    }

    /// Unmaps an image; its memory goes when nobody holds it any more.
    pub fn unmap(&self, id: ImageId) {
        self.loaded.lock().retain(|(loaded, _)| *loaded != id);
        self.note_ranges();
    }

    fn note_ranges(&self) {
        let loaded = self.loaded.lock();
        let mut images = loaded.iter().map(|(_, image)| (image.base(), image.base() + image.size()));
        for (start, end) in &self.ranges {
            let range = images.next().unwrap_or((0, 0));
            // an empty range first, so that nobody sees half of a new one
            end.store(0, Ordering::Release);
            start.store(range.0, Ordering::Release);
            end.store(range.1, Ordering::Release);
        }
    }

    /// Whether an address lies in an image. Takes no lock.
    pub fn is_code(&self, address: usize) -> bool {
        let within = |start: &AtomicUsize, end: &AtomicUsize| {
            (start.load(Ordering::Acquire)..end.load(Ordering::Acquire)).contains(&address)
        };
        self.ranges.iter().any(|(start, end)| within(start, end))
    }

    /// An address in words: image and offset, or the bare address.
    pub fn describe(&self, address: usize) -> String {
        let Some(loaded) = self.loaded.try_lock() else {
            return format!("{address:#x}");
        };
        let found = loaded.iter().find(|(_, image)| image.contains(address));
        found.map_or_else(|| format!("{address:#x}"), |(_, image)| image.describe(address))
    }

    /// The image in which an address lies.
    pub fn containing(&self, address: usize) -> Option<ImageId> {
        self.loaded.lock().iter().find(|(_, image)| image.contains(address)).map(|(id, _)| *id)
    }
}

fn find(machine: &Machine, module: &str, name: &str) -> Option<usize> {
    exported(machine, name).filter(|service| service.module == module).map(|service| service.address.0 as usize)
}

/// The service of that name, if this machine's Windows exports it.
pub fn exported(machine: &Machine, name: &str) -> Option<&'static Service> {
    let profiled =
        ["CmCallbackGetKeyObjectIDEx", "CmRegisterCallbackEx", "ExAllocatePool2", "KeQuerySystemTimePrecise"];
    if profiled.contains(&name) && !machine.profile.has_export(name) {
        return None;
    }
    crate::service::all().find(|service| service.name == name)
}
