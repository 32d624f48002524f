//! Ke: events, spin locks, time.

use crate::{KIRQL, LARGE_INTEGER, LIST_ENTRY};

/// A spin lock: 0 when it is free. It must be in memory that is never paged out.
///
/// Source: Microsoft, "KeInitializeSpinLock macro (wdm.h)".
pub type KSPIN_LOCK = usize;

/// Why a thread waits.
pub type KWAIT_REASON = i32;
/// Kind of a KEVENT.
pub type EVENT_TYPE = i32;

layout! {
    /// What every object that can be waited for begins with. C gives the first four bytes several names.
    ///
    /// Source: Microsoft, "DISPATCHER_HEADER" (opaque).
    struct DISPATCHER_HEADER = "DISPATCHER_HEADER", "", 0x18 {
        Lock @ 0x0: i32,
        SignalState @ 0x4: i32,
        WaitListHead @ 0x8: LIST_ENTRY,
    }
}

layout! {
    /// An event, in memory that is never paged out.
    ///
    /// Source: Microsoft, "KEVENT" in "KeInitializeEvent function (wdm.h)".
    struct KEVENT = "KEVENT", "", 0x18 {
        Header @ 0x0: DISPATCHER_HEADER,
    }
}

layout! {
    /// A link in a device's queue.
    ///
    /// Source: Microsoft, "KDEVICE_QUEUE_ENTRY" (opaque), for the size that it gives the IRP.
    struct KDEVICE_QUEUE_ENTRY = "KDEVICE_QUEUE_ENTRY", "", 0x18 {
        DeviceListEntry @ 0x0: LIST_ENTRY,
        SortKey @ 0x10: u32,
        Inserted @ 0x14: u8,
    }
}

constants! {
    /// Kinds of events and waits, for the oracle.
    WAIT_ENUMS: i32;
    /// The event stays set until it is cleared.
    NotificationEvent = 0;
    /// The event lets one waiter through.
    SynchronizationEvent = 1;
    /// The wait is a driver's own.
    Executive = 0;
}

constants! {
    /// Interrupt request levels, for the oracle.
    IRQLS: KIRQL;
    /// Nothing is masked.
    PASSIVE_LEVEL = 0;
    /// Asynchronous procedure calls are masked.
    APC_LEVEL = 1;
    /// No wait, no paged memory.
    DISPATCH_LEVEL = 2;
}

/// `KeQuerySystemTimePrecise` (Windows 8) and `KeQuerySystemTime`, both found by name: Wine lacks the first one, and 64-bit Windows
/// on x86 doesn't export the second one, which its headers make a macro of. Any IRQL.
///
/// Source: Microsoft, "KeQuerySystemTimePrecise function (wdm.h)", "KeQuerySystemTime function (wdm.h)".
pub type KeQuerySystemTimeFn = kernel_fn!(type (CurrentTime: *mut LARGE_INTEGER));

/// `KeGetCurrentIrql`, found by name, as the header's inline reads a register. Any IRQL.
///
/// Source: Microsoft, "KeGetCurrentIrql function (wdm.h)".
pub type KeGetCurrentIrqlFn = kernel_fn!(type () -> u8);
