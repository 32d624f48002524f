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

#[derive(Default)]
struct Table {
    open: BTreeMap<u64, HandleEntry>,
    closed: VecDeque<u64>,
    last: u64,
}

#[derive(Default)]
struct State {
    tables: HashMap<Option<ProcessAddress>, Table>,
    /// Handles to each object, in all processes.
    counts: HashMap<usize, usize>,
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
        *state.counts.entry(new.entry.object).or_default() += 1;
        let table = state.tables.entry(new.process).or_default();
        let number = table.closed.pop_front().unwrap_or_else(|| {
            table.last += 4;
            table.last
        });
        table.open.insert(number, new.entry);
        Handle(if new.process.is_none() { KERNEL | number } else { number })
    }

    /// Gives a new process those handles of its parent's that it may inherit, under the same values.
    pub fn inherit(&self, parent: ProcessAddress, child: ProcessAddress) {
        let mut state = self.state.lock();
        let Some(table) = state.tables.get(&Some(parent)) else { return };
        let inherited = table.open.iter().filter(|(_, entry)| entry.inherit);
        let inherited = inherited.map(|(number, entry)| (*number, entry.clone())).collect::<BTreeMap<_, _>>();
        inherited.values().for_each(|entry| *state.counts.entry(entry.object).or_default() += 1);
        let table = state.tables.entry(Some(child)).or_default();
        table.last = table.last.max(inherited.keys().last().copied().unwrap_or(0));
        table.open.extend(inherited);
    }

    /// What a handle of a process, or of the kernel, stands for.
    pub fn get(&self, process: ProcessAddress, handle: Handle) -> Option<HandleEntry> {
        let (table, number) = place(process, handle);
        self.state.lock().tables.get(&table)?.open.get(&number).cloned()
    }

    /// Takes a handle out; also tells how many handles to its object are left, in all processes.
    pub fn close(&self, process: ProcessAddress, handle: Handle) -> Option<(HandleEntry, usize)> {
        let (table, number) = place(process, handle);
        let mut state = self.state.lock();
        let table = state.tables.get_mut(&table)?;
        let entry = table.open.remove(&number)?;
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

    /// Kernel handles that are open, in rising order.
    pub fn of_kernel(&self) -> Vec<(Handle, HandleEntry)> {
        self.all(None)
    }

    fn all(&self, table: Option<ProcessAddress>) -> Vec<(Handle, HandleEntry)> {
        let flag = if table.is_none() { KERNEL } else { 0 };
        let state = self.state.lock();
        let open = state.tables.get(&table).into_iter().flat_map(|table| &table.open);
        open.map(|(number, entry)| (Handle(flag | number), entry.clone())).collect()
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
