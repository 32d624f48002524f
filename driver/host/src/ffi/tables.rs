//! What tests name by a number: requests, ports, references.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::Arc;

use super::operations::Failure;
use crate::io::{CompletionPort, DeviceFile, Request};
use crate::locked::Locked;
use crate::ob::Handle;
use crate::ps::Process;

/// Things by number. Thread-safe.
pub struct Table<T> {
    what: &'static str,
    next: AtomicU64,
    known: Locked<HashMap<u64, Arc<T>>>,
}

impl<T> Table<T> {
    fn of(what: &'static str) -> Self {
        Self { what, next: AtomicU64::new(1), known: Locked::default() }
    }

    fn insert(&self, id: u64, thing: &Arc<T>) {
        self.known.lock().insert(id, Arc::clone(thing));
    }

    /// The thing of a number.
    ///
    /// # Errors
    /// If there is none.
    pub fn get(&self, id: u64) -> Result<Arc<T>, Failure> {
        let found = self.known.lock().get(&id).cloned();
        found.ok_or_else(|| Failure::Refused(format!("no {} {id}", self.what)))
    }

    /// Forgets a number; what it was.
    pub fn remove(&self, id: u64) -> Option<Arc<T>> {
        self.known.lock().remove(&id)
    }

    fn number(&self) -> u64 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }
}

impl Table<Request> {
    /// Adds a request that knows its number.
    pub fn add(&self, make: impl FnOnce(u64) -> Request) -> Arc<Request> {
        let id = self.number();
        let request = Arc::new(make(id));
        self.insert(id, &request);
        request
    }
}

/// A port of a process.
pub type Port = (Arc<Process>, Handle, Arc<CompletionPort>);

impl Table<Port> {
    /// Adds a port; its number.
    pub fn add(&self, make: impl FnOnce(u64) -> Port) -> u64 {
        let id = self.number();
        self.insert(id, &Arc::new(make(id)));
        id
    }
}

impl Table<DeviceFile> {
    /// Adds a reference; its number.
    pub fn add(&self, file: &Arc<DeviceFile>) -> u64 {
        let id = self.number();
        self.insert(id, file);
        id
    }
}

/// Closes that wait behind a request of a synchronous handle.
#[derive(Default)]
pub struct Closing(Locked<HashMap<(u32, Handle), Arc<DeviceFile>>>);

impl Closing {
    /// The file object of a close that had to wait.
    pub fn get(&self, key: &(u32, Handle)) -> Option<Arc<DeviceFile>> {
        self.0.lock().get(key).cloned()
    }

    /// Notes a close, and whether it waits.
    pub fn set(&self, key: (u32, Handle), file: Option<Arc<DeviceFile>>) {
        match file {
            Some(file) => self.0.lock().insert(key, file),
            None => self.0.lock().remove(&key),
        };
    }
}

/// All of a machine. Thread-safe.
pub struct Tables {
    /// Requests of programs and kernel components.
    pub requests: Table<Request>,
    /// Completion ports.
    pub ports: Table<Port>,
    /// References of the kernel caller's.
    pub references: Table<DeviceFile>,
    /// Closes that wait.
    pub closing: Closing,
}

impl Default for Tables {
    fn default() -> Self {
        Self {
            requests: Table::of("request"),
            ports: Table::of("port"),
            references: Table::of("reference"),
            closing: Closing::default(),
        }
    }
}
