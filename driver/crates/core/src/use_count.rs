//! Counting of uses that an end must wait for; the waiting is the shell's.

use core::sync::atomic::{AtomicUsize, Ordering};

const CLOSED: usize = 1;
const ONE: usize = 2;

/// Uses of something, until it is closed to new ones. Thread-safe, takes no lock. IRQL: any.
#[derive(Debug)]
pub struct UseCount(AtomicUsize);

impl UseCount {
    /// Open, without uses.
    #[must_use]
    pub const fn new() -> Self {
        Self(AtomicUsize::new(0))
    }

    /// Begins a use; false once closed.
    #[must_use]
    pub fn acquire(&self) -> bool {
        let one_more = |uses: usize| if uses & CLOSED == 0 { uses.checked_add(ONE) } else { None };
        self.0.fetch_update(Ordering::Acquire, Ordering::Relaxed, one_more).is_ok()
    }

    /// Ends a use; true if it was the last one after closing, and the caller must wake who waits. Otherwise nothing of this may be
    /// touched afterwards: it may be gone.
    #[must_use]
    pub fn release(&self) -> bool {
        self.0.fetch_sub(ONE, Ordering::AcqRel) == ONE | CLOSED
    }

    /// Refuses new uses; true if some are left, whose last one wakes the caller. Idempotent.
    #[must_use]
    pub fn close(&self) -> bool {
        self.0.fetch_or(CLOSED, Ordering::AcqRel) & !CLOSED != 0
    }

    /// Open again, once it is closed and no use is left.
    pub fn reopen(&self) {
        self.0.store(0, Ordering::Release);
    }
}

impl Default for UseCount {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::UseCount;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::thread;

    #[test]
    fn has_nobody_to_wake_while_it_is_open() {
        let uses = UseCount::new();
        assert!(uses.acquire());
        assert!(uses.acquire());
        assert!(!uses.release());
        assert!(!uses.release());
        assert!(!uses.close(), "no use is left: nothing to wait for");
    }

    #[test]
    fn takes_no_use_once_it_is_closed_and_has_the_last_one_wake() {
        let uses = UseCount::new();
        assert!(uses.acquire());
        assert!(uses.acquire());
        assert!(uses.close());
        assert!(!uses.acquire());
        assert!(!uses.release());
        assert!(uses.release());
        assert!(!uses.close(), "asked again");
    }

    #[test]
    fn can_be_used_again_after_it_was_reopened() {
        let uses = UseCount::new();
        assert!(!uses.close());
        uses.reopen();
        assert!(uses.acquire());
        assert!(uses.close());
        assert!(uses.release());
    }

    #[test]
    fn wakes_exactly_once_if_and_only_if_the_closer_waits() {
        for _ in 0..2_000 {
            let (uses, woken) = (UseCount::new(), AtomicU32::new(0));
            let use_it = || {
                if uses.acquire() && uses.release() {
                    woken.fetch_add(1, Ordering::Relaxed);
                }
            };
            let waits = thread::scope(|scope| {
                scope.spawn(use_it);
                scope.spawn(use_it);
                scope.spawn(|| uses.close()).join()
            });
            assert_eq!(waits.ok().map(u32::from), Some(woken.load(Ordering::Relaxed)));
        }
    }
}
