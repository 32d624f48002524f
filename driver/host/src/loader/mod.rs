//! Maps driver images into this process.

mod pe;

use std::sync::Arc;

use crate::locked::Locked;
use crate::machine::Machine;
use crate::service::Service;

pub use pe::MappedImage;

/// Names a loaded image within its machine.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ImageId(pub u32);

/// The loaded images of a machine. Thread-safe.
#[derive(Default)]
pub struct Images {
    loaded: Locked<Vec<(ImageId, Arc<MappedImage>)>>,
    tested: std::sync::atomic::AtomicU32,
    next: std::sync::atomic::AtomicU32,
}

impl Images {
    /// The image of the driver under test; no image has this id before it is loaded.
    pub fn tested(&self) -> ImageId {
        ImageId(self.tested.load(std::sync::atomic::Ordering::Acquire))
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
        let image = Arc::new(MappedImage::map(name, file, |module, import| find(machine, module, import))?);
        let id = ImageId(1 + self.next.fetch_add(1, std::sync::atomic::Ordering::AcqRel));
        self.loaded.lock().push((id, Arc::clone(&image)));
        if tested {
            self.tested.store(id.0, std::sync::atomic::Ordering::Release);
        }
        Ok((id, image))
    }

    /// Unmaps an image; its memory goes when nobody holds it any more.
    pub fn unmap(&self, id: ImageId) {
        self.loaded.lock().retain(|(loaded, _)| *loaded != id);
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
