//! Memory that may be paged out: touched at DISPATCH_LEVEL it faults, as on a Windows that is short of memory.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::locked::Locked;

/// Bytes of each machine that watches paged memory.
const SIZE: usize = 8 << 20;
const STEP: usize = 64;

/// Paged memory of a machine: all of it is out of reach while code runs at DISPATCH_LEVEL. Only for machines on which one
/// thread runs at a time; on others paged memory is as any other. Thread-safe.
pub struct PagedMemory {
    /// 0: not watched.
    base: usize,
    watched: AtomicBool,
    running: AtomicUsize,
    high: AtomicUsize,
    state: Locked<State>,
}

#[derive(Default)]
struct State {
    next: usize,
    free: HashMap<usize, Vec<usize>>,
}

impl PagedMemory {
    /// Watched or not.
    pub fn new(watched: bool) -> Self {
        let base = if watched { reserve() } else { 0 };
        let (running, high) = (AtomicUsize::new(0), AtomicUsize::new(0));
        Self { base, watched: AtomicBool::new(watched), running, high, state: Locked::default() }
    }

    /// Memory for that many bytes that must be given back with the same number; `None` where it is not watched or full.
    pub fn allocate(&self, bytes: usize) -> Option<usize> {
        let bytes = bytes.max(1).next_multiple_of(STEP);
        let mut state = self.state.lock();
        if let Some(address) = state.free.get_mut(&bytes).and_then(Vec::pop) {
            return Some(address);
        }
        if self.base == 0 || state.next + bytes > SIZE {
            return None;
        }
        state.next += bytes;
        Some(self.base + state.next - bytes)
    }

    /// Takes memory back.
    pub fn give_back(&self, address: usize, bytes: usize) {
        let bytes = bytes.max(1).next_multiple_of(STEP);
        self.state.lock().free.entry(bytes).or_default().push(address);
    }

    /// Whether an address lies in it.
    pub fn contains(&self, address: usize) -> bool {
        self.base != 0 && (self.base..self.base + SIZE).contains(&address)
    }

    /// An operation begins to run, or goes on after an interruption. Two at once end the watch for good: one's DISPATCH_LEVEL is
    /// not the other's.
    pub fn begin(&self) {
        if self.base != 0
            && self.running.fetch_add(1, Ordering::AcqRel) > 0
            && self.watched.swap(false, Ordering::AcqRel)
        {
            self.protect(libc::PROT_READ | libc::PROT_WRITE);
        }
    }

    /// It ends, or is interrupted.
    pub fn end(&self) {
        if self.base != 0 {
            self.running.fetch_sub(1, Ordering::AcqRel);
        }
    }

    fn is_watched(&self) -> bool {
        self.base != 0 && self.watched.load(Ordering::Acquire)
    }

    /// Code begins to run at DISPATCH_LEVEL.
    pub fn raise(&self) {
        if self.is_watched() && self.high.fetch_add(1, Ordering::AcqRel) == 0 {
            self.protect(libc::PROT_NONE);
        }
    }

    /// It ends.
    pub fn lower(&self) {
        if self.is_watched() && self.high.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.protect(libc::PROT_READ | libc::PROT_WRITE);
        }
    }

    fn protect(&self, protection: libc::c_int) {
        let done = unsafe { libc::mprotect(self.base as *mut libc::c_void, SIZE, protection) };
        assert!(done == 0, "can't protect paged memory");
    }
}

impl Drop for PagedMemory {
    fn drop(&mut self) {
        if self.base != 0 {
            unsafe { libc::munmap(self.base as *mut libc::c_void, SIZE) };
        }
    }
}

fn reserve() -> usize {
    let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
    let base = unsafe { libc::mmap(std::ptr::null_mut(), SIZE, libc::PROT_READ | libc::PROT_WRITE, flags, -1, 0) };
    assert!(base != libc::MAP_FAILED, "no address space for paged memory");
    base as usize
}
