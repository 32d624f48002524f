//! Handle tables: one for each process, and the kernel's.

use std::collections::{BTreeMap, HashMap, VecDeque};

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

struct Opened {
    entry: HandleEntry,
    /// Tells which of two handles is newer.
    turn: u64,
}

#[derive(Default)]
struct Table {
    open: BTreeMap<u64, Opened>,
    closed: VecDeque<u64>,
    last: u64,
}

#[derive(Default)]
struct State {
    tables: HashMap<Option<ProcessAddress>, Table>,
    /// Handles to each object, in all processes.
    counts: HashMap<usize, usize>,
    turns: u64,
}

impl State {
    fn opened(&mut self, entry: HandleEntry) -> Opened {
        *self.counts.entry(entry.object).or_default() += 1;
        self.turns += 1;
        Opened { entry, turn: self.turns }
    }
}

/// All handles of a machine: multiples of 4 from 4 on in each table; closed ones are used again in the order of their closing.
/// What closing means for the object is [`super::close_handle`]'s business. Thread-safe.
#[derive(Default)]
pub struct HandleTables {
    state: Locked<State>,
}

impl HandleTables {
    /// Makes a handle.
    pub fn open(&self, new: NewHandle) -> Handle {
        let mut state = self.state.lock();
        let opened = state.opened(new.entry);
        let table = state.tables.entry(new.process).or_default();
        let number = table.closed.pop_front().unwrap_or_else(|| {
            table.last += 4;
            table.last
        });
        table.open.insert(number, opened);
        Handle(if new.process.is_none() { KERNEL | number } else { number })
    }

    /// Gives a new process those handles of its parent's that it may inherit, under the same values.
    pub fn inherit(&self, parent: ProcessAddress, child: ProcessAddress) {
        let mut state = self.state.lock();
        let Some(table) = state.tables.get(&Some(parent)) else { return };
        let inherited = table.open.iter().filter(|(_, opened)| opened.entry.inherit);
        let inherited = inherited.map(|(number, opened)| (*number, opened.entry.clone())).collect::<Vec<_>>();
        for (number, entry) in inherited {
            let opened = state.opened(entry);
            let table = state.tables.entry(Some(child)).or_default();
            table.last = table.last.max(number);
            table.open.insert(number, opened);
        }
    }

    /// What a handle of a process, or of the kernel, stands for.
    pub fn get(&self, process: ProcessAddress, handle: Handle) -> Option<HandleEntry> {
        let (table, number) = place(process, handle);
        self.state.lock().tables.get(&table)?.open.get(&number).map(|opened| opened.entry.clone())
    }

    /// Takes a handle out; also tells how many handles to its object are left, in all processes.
    pub fn close(&self, process: ProcessAddress, handle: Handle) -> Option<(HandleEntry, usize)> {
        let (table, number) = place(process, handle);
        let mut state = self.state.lock();
        let table = state.tables.get_mut(&table)?;
        let Opened { entry, .. } = table.open.remove(&number)?;
        table.closed.push_back(number);
        let left = state.counts.get_mut(&entry.object).map_or(0, |count| {
            *count -= 1;
            *count
        });
        if left == 0 {
            state.counts.remove(&entry.object);
        }
        Some((entry, left))
    }

    /// Handles of a process, in rising order.
    pub fn of_process(&self, process: ProcessAddress) -> Vec<(Handle, HandleEntry)> {
        self.all(Some(process))
    }

    /// The newest handle of a process to an object.
    pub fn newest(&self, process: ProcessAddress, object: usize) -> Option<Handle> {
        let state = self.state.lock();
        let to_object =
            state.tables.get(&Some(process))?.open.iter().filter(|(_, opened)| opened.entry.object == object);
        to_object.max_by_key(|(_, opened)| opened.turn).map(|(number, _)| Handle(*number))
    }

    /// Kernel handles that are open, in rising order.
    pub fn of_kernel(&self) -> Vec<(Handle, HandleEntry)> {
        self.all(None)
    }

    fn all(&self, table: Option<ProcessAddress>) -> Vec<(Handle, HandleEntry)> {
        let flag = if table.is_none() { KERNEL } else { 0 };
        let state = self.state.lock();
        let open = state.tables.get(&table).into_iter().flat_map(|table| &table.open);
        open.map(|(number, opened)| (Handle(flag | number), opened.entry.clone())).collect()
    }

    /// Handles that a driver has opened and not closed, in all tables.
    pub fn of_opener(&self, opener: ImageId) -> Vec<(Handle, HandleEntry)> {
        let state = self.state.lock();
        let all = state.tables.iter().flat_map(|(table, handles)| {
            let flag = if table.is_none() { KERNEL } else { 0 };
            handles.open.iter().map(move |(number, opened)| (Handle(flag | number), &opened.entry))
        });
        let opened = all.filter(|(_, entry)| entry.opener == Some(opener));
        let mut found = opened.map(|(handle, entry)| (handle, entry.clone())).collect::<Vec<_>>();
        found.sort_by_key(|(handle, _)| *handle);
        found
    }

    /// Handles to an object, in all processes.
    pub fn to_object(&self, object: usize) -> usize {
        self.state.lock().counts.get(&object).copied().unwrap_or(0)
    }
}

fn place(process: ProcessAddress, handle: Handle) -> (Option<ProcessAddress>, u64) {
    if handle.is_kernel() {
        (None, handle.0 & !KERNEL)
    } else {
        (Some(process), handle.0)
    }
}
