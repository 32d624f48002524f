//! Uses that an end waits for, made by hand: Ex rundown protection crashes under Wine when called.

use core::ptr;
use core::sync::atomic::{AtomicPtr, Ordering};

use edr_core::use_count::UseCount;

use super::event::{wait_on_stack, Event};

/// Uses of something, until it is closed to new ones.
pub struct Rundown {
    uses: UseCount,
    /// The event of the one thread that waits, on its stack.
    waiter: AtomicPtr<Event>,
}

impl Rundown {
    /// Open, without uses.
    pub const fn new() -> Self {
        Self { uses: UseCount::new(), waiter: AtomicPtr::new(ptr::null_mut()) }
    }

    /// Begins a use; false once closed. IRQL: any.
    #[must_use]
    pub fn acquire(&self) -> bool {
        self.uses.acquire()
    }

    /// Ends a use. The last one after closing wakes the waiter: this may then be gone. IRQL: at most DISPATCH_LEVEL.
    pub fn release(&self) {
        if self.uses.release() {
            // SAFETY: a closer that saw this use waits until its event, set before it closed, is signalled.
            if let Some(event) = unsafe { self.waiter.load(Ordering::Acquire).as_ref() } {
                event.set();
            }
        }
    }

    /// Refuses new uses and waits for those that have begun. One thread at a time; again, later, is harmless.
    /// IRQL: PASSIVE_LEVEL.
    pub fn close_and_wait(&self) {
        wait_on_stack(|event| {
            self.waiter.store(ptr::from_ref(event).cast_mut(), Ordering::Release);
            self.uses.close()
        });
    }

    /// Open again, after [`close_and_wait`](Self::close_and_wait) has returned.
    pub fn reopen(&self) {
        self.uses.reopen();
    }
}
