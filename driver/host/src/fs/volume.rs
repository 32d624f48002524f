//! Mounted volumes.

use std::sync::Arc;

use super::path::SEPARATOR;
use super::tree::Tree;
use crate::flt;
use crate::locked::Locked;
use crate::mm::OpaqueAddresses;

/// A mounted volume. Two mounts are two volumes, though they may have one name. Thread-safe.
pub struct Volume {
    /// What filters see of it.
    pub filtered: Arc<flt::Volume>,
    /// Its DEVICE_OBJECT, into which drivers don't look.
    pub device_object: usize,
    /// Its VPB.
    pub vpb: usize,
    tree: Locked<Tree>,
    life: Locked<Life>,
}

#[derive(Default)]
struct Life {
    opens: u64,
    dismount_asked: bool,
    gone: bool,
}

impl Volume {
    /// An empty one; `is_system`: Windows' own.
    pub(super) fn new(filtered: Arc<flt::Volume>, is_system: bool, opaque: &OpaqueAddresses) -> Self {
        Self {
            filtered,
            device_object: opaque.next(),
            vpb: opaque.next(),
            tree: Locked::new(Tree::new(is_system)),
            life: Locked::default(),
        }
    }

    /// Units of its device's name.
    pub fn device(&self) -> &[u16] {
        self.filtered.is.device.units()
    }

    /// Does something with what lies on it. Call no driver code meanwhile.
    pub(super) fn with<R>(&self, action: impl FnOnce(&mut Tree) -> R) -> R {
        action(&mut self.tree.lock())
    }

    /// It is dismounted; false if it was before.
    pub(super) fn leave(&self) -> bool {
        !std::mem::replace(&mut self.life.lock().gone, true)
    }

    /// Whether it has been dismounted.
    pub fn is_gone(&self) -> bool {
        self.life.lock().gone
    }

    /// A file object is there from now on.
    pub(super) fn opened(&self) {
        self.life.lock().opens += 1;
    }

    /// A file object is gone; true if the volume is to be dismounted now.
    pub(super) fn closed(&self) -> bool {
        let mut life = self.life.lock();
        life.opens -= 1;
        life.opens == 0 && life.dismount_asked && !life.gone
    }

    /// Whoever has files open keeps the volume; true if nobody does.
    pub(super) fn ask_dismount(&self) -> bool {
        let mut life = self.life.lock();
        life.dismount_asked = true;
        life.opens == 0
    }

    /// What comes after its name in a path; `None` if the path is another volume's. Case doesn't count in devices' names.
    pub fn rest_of<'p>(&self, path: &'p [u16]) -> Option<&'p [u16]> {
        let (name, rest) = path.split_at_checked(self.device().len())?;
        let is_whole = rest.is_empty() || rest[0] == SEPARATOR;
        (is_whole && crate::rtl::equal_ignoring_case(name, self.device())).then_some(rest)
    }
}
