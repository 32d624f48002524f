//! Spin locks that own what they guard.

use core::cell::UnsafeCell;

use kernel_abi::imports;

/// A value under a kernel spin lock.
///
/// Reached in a closure only, so locks are released in the reverse order in which they were taken, as their IRQLs demand, and a
/// request can't be completed with a lock held by mistake (DRV-1). Lock order: README.md.
pub struct SpinLock<T> {
    lock: UnsafeCell<usize>,
    value: UnsafeCell<T>,
}

// SAFETY: the lock gives the value to one thread at a time.
unsafe impl<T: Send> Sync for SpinLock<T> {}

impl<T> SpinLock<T> {
    /// An open lock; a KSPIN_LOCK begins as 0 on every 64-bit system.
    pub const fn new(value: T) -> Self {
        Self { lock: UnsafeCell::new(0), value: UnsafeCell::new(value) }
    }

    /// Runs `body` with the lock held, at DISPATCH_LEVEL: non-paged memory only, no waiting. IRQL: at most DISPATCH_LEVEL.
    pub fn with<R>(&self, body: impl FnOnce(&mut T) -> R) -> R {
        // SAFETY: the lock is initialised and not held by this thread (lock order).
        let irql = unsafe { imports::KeAcquireSpinLockRaiseToDpc(self.lock.get()) };
        // SAFETY: whoever holds the lock has the value alone.
        let value = unsafe { &mut *self.value.get() };
        let result = body(value);
        // SAFETY: this thread holds the lock and came from this IRQL.
        unsafe { imports::KeReleaseSpinLock(self.lock.get(), irql) };
        result
    }
}
