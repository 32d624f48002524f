//! Waiting at PASSIVE_LEVEL.

use core::cell::UnsafeCell;
use core::mem::MaybeUninit;

use kernel_abi::{imports, Executive, KernelMode, NotificationEvent, SynchronizationEvent, EVENT_TYPE, KEVENT};

use super::pool::{PoolBox, Tag};

/// A KEVENT where it stays: its list points to itself, so it is initialised in place.
pub(super) struct Event(UnsafeCell<MaybeUninit<KEVENT>>);

// SAFETY: the kernel's dispatcher lock guards an event.
unsafe impl Sync for Event {}
// SAFETY: moved before it is initialised only.
unsafe impl Send for Event {}

impl Event {
    /// An event that is no event before [`initialise`](Self::initialise).
    pub(super) const fn uninitialised() -> Self {
        Self(UnsafeCell::new(MaybeUninit::uninit()))
    }

    /// Makes it an event; it must not move afterwards. IRQL: any.
    pub(super) fn initialise(&self, kind: EVENT_TYPE, signalled: bool) {
        // SAFETY: the memory is large enough for a KEVENT and in non-paged pool or on this thread's resident stack.
        unsafe { imports::KeInitializeEvent(self.raw(), kind, u8::from(signalled)) };
    }

    /// Signals it. IRQL: at most DISPATCH_LEVEL. The event may be gone when this returns: KeSetEvent does not touch it after
    /// its waiter may run.
    pub(super) fn set(&self) {
        // SAFETY: initialised; no wait follows in this call.
        unsafe { imports::KeSetEvent(self.raw(), 0, 0) };
    }

    /// Waits, not alertable and in kernel mode, so that the stack stays resident. IRQL: PASSIVE_LEVEL (at most APC_LEVEL).
    pub(super) fn wait(&self) {
        // SAFETY: initialised; IRQL below DISPATCH_LEVEL. Without a time limit the result can only be success.
        unsafe { imports::KeWaitForSingleObject(self.raw().cast(), Executive, KernelMode, 0, core::ptr::null_mut()) };
    }

    fn raw(&self) -> *mut KEVENT {
        self.0.get().cast()
    }
}

/// Runs `publish` with an event on this thread's stack, then waits until somebody signals it if `publish` says so.
/// IRQL: PASSIVE_LEVEL.
pub(super) fn wait_on_stack(publish: impl FnOnce(&Event) -> bool) {
    let event = Event::uninitialised();
    event.initialise(NotificationEvent, false);
    if publish(&event) {
        event.wait();
    }
}

/// Lets one thread at a time through, at PASSIVE_LEVEL: neither a fast mutex nor a guarded one, which would raise the IRQL or
/// hold back the APCs that file I/O needs. Taken by no callback (DRV-1). Not recursive.
pub struct Mutex(PoolBox<Event>);

impl Mutex {
    /// A free mutex; `None` when memory is short. IRQL: at most DISPATCH_LEVEL.
    pub fn new() -> Option<Self> {
        let event = PoolBox::new(Event::uninitialised(), Tag::State)?;
        event.initialise(SynchronizationEvent, true);
        Some(Self(event))
    }

    /// Runs `body` alone. The caller is in a critical region, as every request is (`device_dispatch::dispatch`): without one,
    /// suspending the thread in the middle of `body`, which is a normal kernel APC, would hold up every other caller, and unload, for
    /// as long as somebody likes. IRQL: PASSIVE_LEVEL.
    pub fn with<R>(&self, body: impl FnOnce() -> R) -> R {
        self.0.wait();
        let result = body();
        self.0.set();
        result
    }
}
