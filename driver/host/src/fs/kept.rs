//! Files that the programs of stimuli keep open, and operations that a file system keeps, by number.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::open::Opening;
use super::open_file::OpenFile;
use super::operations::Held;
use crate::locked::Locked;

/// An operation that waits in a file system.
pub enum Waiting {
    /// A create; whether the file is kept open.
    Open(Box<Opening>, bool),
    /// Anything else.
    Other(Box<Held>),
}

#[derive(Default)]
struct State {
    files: BTreeMap<u64, Arc<OpenFile>>,
    last_file: u64,
    waiting: BTreeMap<u64, Waiting>,
    last_waiting: u64,
}

/// What is kept. Numbers count up from 1. Thread-safe.
#[derive(Default)]
pub struct Kept {
    state: Locked<State>,
}

impl Kept {
    /// Keeps a file open; its number.
    pub fn keep(&self, file: Arc<OpenFile>) -> u64 {
        let mut state = self.state.lock();
        state.last_file += 1;
        let number = state.last_file;
        state.files.insert(number, file);
        number
    }

    /// A file that is kept open.
    pub fn file(&self, number: u64) -> Option<Arc<OpenFile>> {
        self.state.lock().files.get(&number).cloned()
    }

    /// The same, which is to be closed.
    pub fn take_file(&self, number: u64) -> Option<Arc<OpenFile>> {
        self.state.lock().files.remove(&number)
    }

    /// Lets an operation wait; its number.
    pub fn hold(&self, operation: Waiting) -> u64 {
        let mut state = self.state.lock();
        state.last_waiting += 1;
        let number = state.last_waiting;
        state.waiting.insert(number, operation);
        number
    }

    /// An operation that is to go on.
    pub fn take_waiting(&self, number: u64) -> Option<Waiting> {
        self.state.lock().waiting.remove(&number)
    }
}
