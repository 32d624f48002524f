//! Events in the driver's own memory.

use std::sync::atomic::{AtomicI32, Ordering};

use kernel_abi::{KEVENT, NTSTATUS, STATUS_SUCCESS, STATUS_TIMEOUT};

use crate::guest::Context;
use crate::verifier::BugCheck;

/// Type of a synchronisation event: a wait that it satisfies resets it.
const SYNCHRONIZATION: u8 = 1;

fn signal(event: *mut KEVENT) -> &'static AtomicI32 {
    // in the driver's non-paged memory for as long as the call
    unsafe { AtomicI32::from_ptr(&raw mut (*event).Header.SignalState) }
}

/// DISPATCHER_HEADER.Type, its first byte.
fn kind_of(event: *mut KEVENT) -> *mut u8 {
    event.cast()
}

fn is_synchronization(event: *mut KEVENT) -> bool {
    unsafe { kind_of(event).read() == SYNCHRONIZATION }
}

fn require_event(cx: &Context, event: *mut KEVENT) {
    let kind = unsafe { kind_of(event).read() };
    if kind > SYNCHRONIZATION {
        cx.bug_check(BugCheck::rule("event", &format!("an event that KeInitializeEvent has not made (type {kind})")));
    }
}

services! { "ntoskrnl.exe";
    /// Source: Microsoft, "KeInitializeEvent function (wdm.h)".
    fn KeInitializeEvent(_cx, event: *mut KEVENT, kind: i32, state: u8), irql 31; {
        unsafe { kind_of(event).write(kind as u8) };
        signal(event).store(i32::from(state != 0), Ordering::SeqCst);
    }

    /// Returns the state before. Source: Microsoft, "KeSetEvent function (wdm.h)".
    fn KeSetEvent(cx, event: *mut KEVENT, _increment: i32, wait: u8) -> i32, irql 2; {
        require_event(cx, event);
        if wait != 0 && cx.irql() > 1 {
            cx.bug_check(BugCheck::rule("KeSetEvent", "Wait is TRUE above APC_LEVEL"));
        }
        let before = signal(event).swap(1, Ordering::SeqCst);
        cx.machine().ke.wake_all();
        before
    }

    /// Source: Microsoft, "KeClearEvent function (wdm.h)".
    fn KeClearEvent(cx, event: *mut KEVENT), irql 2; {
        require_event(cx, event);
        signal(event).store(0, Ordering::SeqCst);
    }

    /// On an event. At DISPATCH_LEVEL only with a timeout of zero.
    /// Source: Microsoft, "KeWaitForSingleObject function (wdm.h)".
    fn KeWaitForSingleObject(cx, event: *mut KEVENT, _reason: i32, _mode: i8, _alertable: u8, timeout: *const i64) -> NTSTATUS, irql 2; {
        require_event(cx, event);
        let no_wait = !timeout.is_null() && unsafe { timeout.read() } == 0;
        if cx.irql() > 1 && !no_wait {
            cx.bug_check(BugCheck::new(0x0A, [event as usize, usize::from(cx.irql()), 0, 0], "a wait above APC_LEVEL".into()));
        }
        let taken = || if is_synchronization(event) {
            signal(event).compare_exchange(1, 0, Ordering::SeqCst, Ordering::SeqCst).is_ok()
        } else {
            signal(event).load(Ordering::SeqCst) != 0
        };
        if taken() {
            return STATUS_SUCCESS;
        }
        if no_wait {
            return STATUS_TIMEOUT;
        }
        if !timeout.is_null() {
            cx.bug_check(BugCheck::host("a wait with a timeout other than zero is not simulated".into()));
        }
        cx.machine().ke.wait_until(cx, "an event that the driver waits for", taken);
        STATUS_SUCCESS
    }
}
