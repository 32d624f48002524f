//! Objects by address, with the references that keep them.

use std::collections::HashMap;
use std::sync::Arc;

use kernel_abi::{NTSTATUS, STATUS_INVALID_HANDLE};

use crate::locked::Locked;
use crate::text::Text;

/// What an object is.
#[derive(Clone)]
pub enum Body {
    /// EPROCESS.
    Process(Arc<crate::ps::Process>),
    /// ETHREAD.
    Thread(Arc<crate::ps::Thread>),
    /// FILE_OBJECT of a device of a driver.
    DeviceFile(Arc<crate::io::DeviceFile>),
    /// FILE_OBJECT of a file on a volume.
    VolumeFile(Arc<crate::fs::OpenFile>),
    /// An open registry key.
    Key(Arc<crate::cm::KeyObject>),
    /// A completion port.
    CompletionPort(Arc<crate::io::CompletionPort>),
    /// A symbolic link of the object manager: its target.
    SymbolicLink(Text),
}

struct Entry {
    body: Body,
    /// References that drivers took and have not given back.
    references: u64,
}

/// All objects that have an address. Thread-safe.
#[derive(Default)]
pub struct Objects {
    known: Locked<HashMap<usize, Entry>>,
}

impl Objects {
    /// Makes an object known under its address.
    pub fn insert(&self, address: usize, body: Body) {
        self.known.lock().insert(address, Entry { body, references: 0 });
    }

    /// What lies at an address.
    pub fn get(&self, address: usize) -> Option<Body> {
        self.known.lock().get(&address).map(|entry| entry.body.clone())
    }

    /// Forgets an object that is gone.
    pub fn remove(&self, address: usize) {
        self.known.lock().remove(&address);
    }

    /// ObReferenceObject of a driver; false if there is no such object.
    pub fn reference(&self, address: usize) -> bool {
        self.known.lock().get_mut(&address).map(|entry| entry.references += 1).is_some()
    }

    /// ObDereferenceObject of a driver: how many of its references are left.
    ///
    /// # Errors
    /// If there is no such object, or it has no reference.
    pub fn dereference(&self, address: usize) -> Result<u64, NTSTATUS> {
        let mut known = self.known.lock();
        let entry = known.get_mut(&address).filter(|entry| entry.references > 0).ok_or(STATUS_INVALID_HANDLE)?;
        entry.references -= 1;
        Ok(entry.references)
    }

    /// Addresses that drivers hold references to, with their number: leaks once all drivers are gone.
    pub fn referenced(&self) -> Vec<(usize, u64)> {
        self.known
            .lock()
            .iter()
            .filter(|(_, entry)| entry.references > 0)
            .map(|(address, entry)| (*address, entry.references))
            .collect()
    }
}
