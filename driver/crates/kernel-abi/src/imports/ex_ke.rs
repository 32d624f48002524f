use core::ffi::c_void;

use crate::{
    BOOLEAN, EVENT_TYPE, KEVENT, KIRQL, KPROCESSOR_MODE, KSPIN_LOCK, KWAIT_REASON, LARGE_INTEGER, NTSTATUS, POOL_TYPE,
};

imports! { "ntoskrnl.exe" {
    /// Memory, not zeroed, or null. DISPATCH_LEVEL for non-paged pool, Windows 2000.
    /// Microsoft, "ExAllocatePoolWithTag function (wdm.h)".
    pub fn ExAllocatePoolWithTag(PoolType: POOL_TYPE, NumberOfBytes: usize, Tag: u32) -> *mut c_void;

    /// Gives memory back; a tag of 0 goes with memory of an unknown one. DISPATCH_LEVEL for non-paged pool, Windows 2000.
    /// Microsoft, "ExFreePoolWithTag function (wdm.h)".
    pub fn ExFreePoolWithTag(P: *mut c_void, Tag: u32);

    /// The mode that the current request came from. PASSIVE_LEVEL, Windows 2000.
    /// Microsoft, "ExGetPreviousMode function (wdm.h)".
    pub fn ExGetPreviousMode() -> KPROCESSOR_MODE;

    /// Takes a spin lock and gives the level of before. DISPATCH_LEVEL, Windows 2000 (x64).
    /// Microsoft, "KeAcquireSpinLockRaiseToDpc function (wdm.h)".
    pub fn KeAcquireSpinLockRaiseToDpc(SpinLock: *mut KSPIN_LOCK) -> KIRQL;

    /// Releases a spin lock. DISPATCH_LEVEL, Windows 2000. Microsoft, "KeReleaseSpinLock function (wdm.h)".
    pub fn KeReleaseSpinLock(SpinLock: *mut KSPIN_LOCK, NewIrql: KIRQL);

    /// Makes an event. DISPATCH_LEVEL, Windows 2000. Microsoft, "KeInitializeEvent function (wdm.h)".
    pub fn KeInitializeEvent(Event: *mut KEVENT, Type: EVENT_TYPE, State: BOOLEAN);

    /// Sets an event. DISPATCH_LEVEL if `Wait` is 0, Windows 2000. Microsoft, "KeSetEvent function (wdm.h)".
    pub fn KeSetEvent(Event: *mut KEVENT, Increment: i32, Wait: BOOLEAN) -> i32;

    /// Clears an event. DISPATCH_LEVEL, Windows 2000. Microsoft, "KeClearEvent function (wdm.h)".
    pub fn KeClearEvent(Event: *mut KEVENT);

    /// Waits; no timeout is for good. APC_LEVEL, or DISPATCH_LEVEL with a timeout of 0, Windows 2000.
    /// Microsoft, "KeWaitForSingleObject function (wdm.h)".
    pub fn KeWaitForSingleObject(
        Object: *mut c_void,
        WaitReason: KWAIT_REASON,
        WaitMode: KPROCESSOR_MODE,
        Alertable: BOOLEAN,
        Timeout: *const LARGE_INTEGER,
    ) -> NTSTATUS;

    /// Keeps the thread from being suspended or ended. APC_LEVEL, Windows 2000.
    /// Microsoft, "KeEnterCriticalRegion function (ntddk.h)".
    pub fn KeEnterCriticalRegion();

    /// Undoes KeEnterCriticalRegion. APC_LEVEL, Windows 2000. Microsoft, "KeLeaveCriticalRegion function (ntddk.h)".
    pub fn KeLeaveCriticalRegion();

    /// Stops the system. Any IRQL, Windows 2000. Microsoft, "KeBugCheckEx function (wdm.h)".
    pub fn KeBugCheckEx(
        BugCheckCode: u32,
        BugCheckParameter1: usize,
        BugCheckParameter2: usize,
        BugCheckParameter3: usize,
        BugCheckParameter4: usize,
    ) -> !;
}}
