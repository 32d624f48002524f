//! Objects by address, with the references that keep them.

use std::collections::HashMap;
use std::sync::Arc;

use kernel_abi::{NTSTATUS, STATUS_INVALID_HANDLE};

use crate::locked::Locked;
use crate::machine::ImageId;
use crate::text::Text;

/// What an object is.
#[derive(Clone)]
pub enum Body {
    /// EPROCESS.
    Process(Arc<crate::ps::Process>),
    /// ETHREAD.
    Thread(Arc<crate::ps::Thread>),
    /// DEVICE_OBJECT of a driver, at this address.
    Device(usize),
    /// FILE_OBJECT of a device of a driver.
    DeviceFile(Arc<crate::io::DeviceFile>),
    /// FILE_OBJECT of a file on a volume.
    VolumeFile(Arc<crate::fs::OpenFile>),
    /// FILE_OBJECT of a process's image.
    ImageFile(Arc<crate::ps::ImageFile>),
    /// An open registry key.
    Key(Arc<crate::cm::KeyObject>),
    /// A completion port.
    CompletionPort(Arc<crate::io::CompletionPort>),
    /// A symbolic link of the object manager: its target.
    SymbolicLink(Text),
}

impl Body {
    /// The name of its type, for reports.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Process(_) => "process",
            Self::Thread(_) => "thread",
            Self::Device(_) => "device",
            Self::DeviceFile(_) | Self::VolumeFile(_) | Self::ImageFile(_) => "file",
            Self::Key(_) => "key",
            Self::CompletionPort(_) => "completion port",
            Self::SymbolicLink(_) => "symbolic link",
        }
    }
}

struct Entry {
    body: Body,
    /// References that drivers took and have not given back, each once; `None` is the host's own tests.
    drivers: Vec<Option<ImageId>>,
    /// References of the system itself.
    system: u64,
}

impl Entry {
    fn references(&self) -> u64 {
        self.drivers.len() as u64 + self.system
    }

    fn unreferenced(&self) -> bool {
        self.drivers.is_empty() && self.system == 0
    }
}

/// All objects that have an address. Handles count apart, in [`super::HandleTables`]. Thread-safe.
#[derive(Default)]
pub struct Objects {
    known: Locked<HashMap<usize, Entry>>,
}

impl Objects {
    /// Makes an object known under its address, without reference. It goes when the last handle or reference does, so whoever
    /// shows it to a driver before it has either [holds](Self::hold) it meanwhile.
    pub fn insert(&self, address: usize, body: Body) {
        self.known.lock().insert(address, Entry { body, drivers: Vec::new(), system: 0 });
    }

    /// What lies at an address.
    pub fn get(&self, address: usize) -> Option<Body> {
        self.known.lock().get(&address).map(|entry| entry.body.clone())
    }

    /// Forgets an object that is gone, and gives what it was. Only the first caller gets it.
    pub fn remove(&self, address: usize) -> Option<Body> {
        self.known.lock().remove(&address).map(|entry| entry.body)
    }

    /// ObReferenceObject of the system itself, given back by [`super::release`]; false if there is no such object.
    pub fn hold(&self, address: usize) -> bool {
        self.known.lock().get_mut(&address).map(|entry| entry.system += 1).is_some()
    }

    /// Gives one of the system's references back; whether no reference is left.
    pub(super) fn let_go(&self, address: usize) -> bool {
        let mut known = self.known.lock();
        let Some(entry) = known.get_mut(&address) else { return false };
        entry.system = entry.system.saturating_sub(1);
        entry.unreferenced()
    }

    /// ObReferenceObject of a driver; how many there are then, or `None` if there is no such object.
    pub fn reference(&self, address: usize, driver: Option<ImageId>) -> Option<u64> {
        let mut known = self.known.lock();
        let entry = known.get_mut(&address)?;
        entry.drivers.push(driver);
        Some(entry.references())
    }

    /// ObDereferenceObject of a driver, which may give back what another has taken: how many references are left.
    ///
    /// # Errors
    /// If there is no such object, or no driver has a reference to it.
    pub fn dereference(&self, address: usize, driver: Option<ImageId>) -> Result<u64, NTSTATUS> {
        let mut known = self.known.lock();
        let entry = known.get_mut(&address).ok_or(STATUS_INVALID_HANDLE)?;
        let own = entry.drivers.iter().rposition(|taker| *taker == driver);
        let given = own.or_else(|| entry.drivers.len().checked_sub(1)).ok_or(STATUS_INVALID_HANDLE)?;
        entry.drivers.swap_remove(given);
        Ok(entry.references())
    }

    /// Whether nobody refers to an object, handles aside; true too if there is none.
    pub fn unreferenced(&self, address: usize) -> bool {
        self.known.lock().get(&address).is_none_or(Entry::unreferenced)
    }

    /// Objects that a driver holds references to, with their number.
    pub fn referenced_by(&self, driver: ImageId) -> Vec<(Body, usize)> {
        let known = self.known.lock();
        let held = |entry: &Entry| entry.drivers.iter().filter(|taker| **taker == Some(driver)).count();
        let mut found = known.iter().filter(|(_, entry)| held(entry) > 0).collect::<Vec<_>>();
        found.sort_unstable_by_key(|(address, _)| **address);
        found.into_iter().map(|(_, entry)| (entry.body.clone(), held(entry))).collect()
    }
}
