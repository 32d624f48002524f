//! Handle tables: one for each process, and the kernel's.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use super::Body;
use crate::locked::Locked;
use crate::machine::ImageId;
use crate::ps::ProcessAddress;

/// A handle's value. Those of the kernel have the upper half set, as on Windows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Handle(pub u64);

const KERNEL: u64 = 0xFFFF_FFFF_8000_0000;

impl Handle {
    /// Whether only the kernel can use it.
    #[must_use]
    pub fn is_kernel(self) -> bool {
        self.0 & KERNEL == KERNEL
    }
}

/// What a handle stands for.
#[derive(Clone)]
pub struct HandleEntry {
    /// Address of the object.
    pub object: usize,
    /// The object.
    pub body: Body,
    /// Rights.
    pub granted: u32,
    /// Whether children may inherit it.
    pub inherit: bool,
    /// Driver that opened it, for leak reports.
    pub opener: Option<ImageId>,
}

/// A handle to be made.
pub struct NewHandle {
    /// `None` makes a kernel handle.
    pub process: Option<ProcessAddress>,
    /// What it stands for.
    pub entry: HandleEntry,
}

/// All handles of a machine. Closing an entry's object is the caller's business: see what [`HandleTables::close`] returns.
/// Thread-safe.
#[derive(Default)]
pub struct HandleTables {
    next: AtomicU64,
    open: Locked<BTreeMap<(Option<ProcessAddress>, Handle), HandleEntry>>,
}

impl HandleTables {
    /// Makes a handle.
    pub fn open(&self, new: NewHandle) -> Handle {
        let number = 4 * (1 + self.next.fetch_add(1, Ordering::Relaxed));
        let handle = Handle(if new.process.is_none() { KERNEL | number } else { number });
        self.open.lock().insert((new.process, handle), new.entry);
        handle
    }

    /// What a handle of a process, or of the kernel, stands for.
    pub fn get(&self, process: ProcessAddress, handle: Handle) -> Option<HandleEntry> {
        self.open.lock().get(&(table(process, handle), handle)).cloned()
    }

    /// Takes a handle out; also tells how many handles to its object are left, in all processes.
    pub fn close(&self, process: ProcessAddress, handle: Handle) -> Option<(HandleEntry, usize)> {
        let mut open = self.open.lock();
        let entry = open.remove(&(table(process, handle), handle))?;
        let left = open.values().filter(|other| other.object == entry.object).count();
        Some((entry, left))
    }

    /// Handles of a process, oldest first.
    pub fn of_process(&self, process: ProcessAddress) -> Vec<(Handle, HandleEntry)> {
        let open = self.open.lock();
        open.iter()
            .filter(|((owner, _), _)| *owner == Some(process))
            .map(|((_, handle), entry)| (*handle, entry.clone()))
            .collect()
    }

    /// Kernel handles that drivers have opened and not closed.
    pub fn of_kernel(&self) -> Vec<(Handle, HandleEntry)> {
        let open = self.open.lock();
        open.iter()
            .filter(|((owner, _), _)| owner.is_none())
            .map(|((_, handle), entry)| (*handle, entry.clone()))
            .collect()
    }

    /// Handles to an object, in all processes.
    pub fn to_object(&self, object: usize) -> usize {
        self.open.lock().values().filter(|entry| entry.object == object).count()
    }
}

fn table(process: ProcessAddress, handle: Handle) -> Option<ProcessAddress> {
    (!handle.is_kernel()).then_some(process)
}
