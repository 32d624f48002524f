//! Which handles have still to be told of which callbacks found missing (HLT-3).
//!
//! No list of handles is kept: the driver counts each callback's discoveries, a handle the discoveries that it has been
//! told of. A latch is pending where the two differ, so that one discovery sets it on every open handle at once, a handle
//! opened later has none, and several discoveries are told once.

use crate::watched_callback::{CallbackSet, WatchedCallback};
use core::sync::atomic::{AtomicBool, AtomicU64, Ordering};

const CALLBACKS: usize = WatchedCallback::ALL.len();

/// The driver's count of discoveries. Thread-safe without a lock; discoveries come from one query at a time. IRQL: any.
#[derive(Debug, Default)]
pub struct Latches {
    discoveries: [AtomicU64; CALLBACKS],
}

/// One handle's share, in its session. CREATE makes it; the queries of all handles take turns (HLT-8).
#[derive(Debug)]
pub struct HandleLatches {
    told: [AtomicU64; CALLBACKS],
    closed: AtomicBool,
}

impl Latches {
    /// Nothing was discovered.
    #[must_use]
    pub const fn new() -> Self {
        Latches { discoveries: [const { AtomicU64::new(0) }; CALLBACKS] }
    }

    /// A handle is opened: it has no latch, whatever was discovered before.
    #[must_use]
    pub fn open(&self) -> HandleLatches {
        let handle = HandleLatches { told: [const { AtomicU64::new(0) }; CALLBACKS], closed: AtomicBool::new(false) };
        for (told, discovered) in handle.told.iter().zip(&self.discoveries) {
            told.store(discovered.load(Ordering::Acquire), Ordering::Relaxed);
        }
        handle
    }

    /// Sets latches on every open handle. Called with the query's mutex held.
    pub fn set(&self, callbacks: CallbackSet) {
        for (callback, discovered) in WatchedCallback::ALL.into_iter().zip(&self.discoveries) {
            if callbacks.has(callback) {
                discovered.fetch_add(1, Ordering::AcqRel);
            }
        }
    }

    /// Takes the latches of the handle that asks; none for a request without a file object or after CLEANUP (STR-15).
    /// Called with the query's mutex held.
    #[must_use]
    pub fn take(&self, handle: Option<&HandleLatches>) -> CallbackSet {
        let Some(handle) = handle.filter(|handle| !handle.closed.load(Ordering::Acquire)) else {
            return CallbackSet::EMPTY;
        };
        let mut taken = CallbackSet::EMPTY;
        let counts = handle.told.iter().zip(&self.discoveries);
        for (callback, (told, discovered)) in WatchedCallback::ALL.into_iter().zip(counts) {
            let now = discovered.load(Ordering::Acquire);
            if told.swap(now, Ordering::AcqRel) != now {
                taken = taken.with(callback);
            }
        }
        taken
    }
}

impl HandleLatches {
    /// CLEANUP, or CLOSE without one: the handle's queries consume nothing any more. Idempotent.
    pub fn close(&self) {
        self.closed.store(true, Ordering::Release);
    }
}
