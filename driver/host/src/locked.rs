//! Locks of the hosted kernel's own state.

use std::time::Duration;

use parking_lot::{Mutex, MutexGuard};

/// A value behind a lock that may have been abandoned: where driver code faults, the frames of the host that it was called from
/// are left as they are, locks included. No host lock is held while driver code runs; this bounds the wait should one be lost
/// all the same (a service that touched a bad pointer of the driver).
#[derive(Debug, Default)]
pub struct Locked<T>(Mutex<T>);

/// Much longer than any section of the host holds a lock.
const LOST: Duration = Duration::from_secs(5);

impl<T> Locked<T> {
    /// A value that nobody has locked.
    pub const fn new(value: T) -> Self {
        Self(Mutex::new(value))
    }

    /// Waits for the lock. Never call driver code, wait, or raise a bug check with the guard alive.
    ///
    /// # Panics
    /// If the lock was lost with a stopped machine: what is asked of such a machine after its bug check.
    pub fn lock(&self) -> MutexGuard<'_, T> {
        if let Some(guard) = self.0.try_lock() {
            return guard;
        }
        let guard = self.0.try_lock_for(LOST);
        guard.unwrap_or_else(|| panic!("a lock of the hosted kernel was lost in a fault of the driver"))
    }

    /// The value, if nobody has it locked: for reports about a machine that has stopped.
    pub fn try_lock(&self) -> Option<MutexGuard<'_, T>> {
        self.0.try_lock()
    }
}
