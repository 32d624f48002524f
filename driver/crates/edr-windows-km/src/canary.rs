//! An operation that the driver sends to itself to see its own callback called (HLT-8).
//!
//! One is under way at a time: the health query's mutex sees to that. Callbacks of other threads read one word and go on, so a
//! canary costs them nothing (STR-12) and no client's query mixes with another's (HLT-2).

use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use edr_core::health_monitor::Verdict;
use edr_core::out_of_memory::is_out_of_memory;
use kernel_abi::{NTSTATUS, STATUS_INSUFFICIENT_RESOURCES};

use crate::kernel::ps;

/// No thread: no canary is under way.
const NOBODY: usize = 0;

/// One canary's state, read by callbacks without a lock.
pub struct Canary {
    sender: AtomicUsize,
    seen: AtomicBool,
}

/// What a callback's verification showed.
pub enum Sighting {
    /// The own callback was called.
    Seen,
    /// It was not, or something above it ended the canary first.
    NotSeen,
    /// The canary could not be issued for want of memory: the query fails, and nothing was changed.
    NotIssued,
}

impl Sighting {
    /// What it says of the callback.
    pub fn verdict(self) -> Verdict {
        match self {
            Sighting::Seen => Verdict::Stands,
            Sighting::NotSeen => Verdict::Missing,
            Sighting::NotIssued => Verdict::Unknown(STATUS_INSUFFICIENT_RESOURCES),
        }
    }
}

impl Canary {
    /// No canary is under way.
    pub const fn new() -> Self {
        Self { sender: AtomicUsize::new(NOBODY), seen: AtomicBool::new(false) }
    }

    /// Sends it in the calling thread: `operation` is the call, and returns its status.
    ///
    /// IRQL: PASSIVE_LEVEL, with the health query's mutex held.
    pub fn send(&self, operation: impl FnOnce() -> NTSTATUS) -> Sighting {
        self.seen.store(false, Ordering::Relaxed);
        // The callback that matters runs in this thread: program order is all that it needs.
        self.sender.store(ps::current_thread_address(), Ordering::Relaxed);
        let status = operation();
        self.sender.store(NOBODY, Ordering::Relaxed);
        // Being seen counts, whatever became of the operation above or below.
        if self.seen.load(Ordering::Relaxed) {
            Sighting::Seen
        } else if is_out_of_memory(status) {
            Sighting::NotIssued
        } else {
            Sighting::NotSeen
        }
    }

    /// Whether an operation of the thread with this address may be the canary; its name decides. IRQL: any.
    pub fn may_be_sent_by(&self, thread_address: usize) -> bool {
        self.sender.load(Ordering::Relaxed) == thread_address
    }

    /// Whether one is under way: costs one read. IRQL: any.
    pub fn is_under_way(&self) -> bool {
        self.sender.load(Ordering::Relaxed) != NOBODY
    }

    /// The own callback has seen it. IRQL: any.
    pub fn see(&self) {
        self.seen.store(true, Ordering::Relaxed);
    }
}
