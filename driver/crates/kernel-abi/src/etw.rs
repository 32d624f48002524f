//! Etw: tracing. All routines are found by name; Wine lacks them.

use core::ffi::c_void;

use crate::{GUID, NTSTATUS};

/// A registered provider; 0 is none.
pub type REGHANDLE = u64;

layout! {
    /// Identifies an event.
    ///
    /// Source: Microsoft, "EVENT_DESCRIPTOR structure (evntprov.h)".
    struct EVENT_DESCRIPTOR = "EVENT_DESCRIPTOR", "", 0x10 {
        Id @ 0x0: u16,
        Version @ 0x2: u8,
        Channel @ 0x3: u8,
        Level @ 0x4: u8,
        Opcode @ 0x5: u8,
        Task @ 0x6: u16,
        Keyword @ 0x8: u64,
    }
}

layout! {
    /// One piece of an event's data. `Ptr` is an address in 64 bits.
    ///
    /// Source: Microsoft, "EVENT_DATA_DESCRIPTOR structure (evntprov.h)".
    struct EVENT_DATA_DESCRIPTOR = "EVENT_DATA_DESCRIPTOR", "", 0x10 {
        Ptr @ 0x0: u64,
        Size @ 0x8: u32,
        Reserved @ 0xC: u32,
    }
}

layout! {
    /// A filter that a tracing session gives.
    ///
    /// Source: Microsoft, "EVENT_FILTER_DESCRIPTOR structure (evntprov.h)".
    struct EVENT_FILTER_DESCRIPTOR = "EVENT_FILTER_DESCRIPTOR", "", 0x10 {
        Ptr @ 0x0: u64,
        Size @ 0x8: u32,
        Type @ 0xC: u32,
    }
}

/// Called when a session turns the provider on or off. PASSIVE_LEVEL.
///
/// Source: Microsoft, "ETWENABLECALLBACK callback function (wdm.h)".
pub type ETWENABLECALLBACK = kernel_fn!(type (
    SourceId: *const GUID,
    ControlCode: u32,
    Level: u8,
    MatchAnyKeyword: u64,
    MatchAllKeyword: u64,
    FilterData: *mut EVENT_FILTER_DESCRIPTOR,
    CallbackContext: *mut c_void,
));

/// `EtwRegister`, found by name: Windows Vista. PASSIVE_LEVEL (documented for at most APC_LEVEL).
///
/// Source: Microsoft, "EtwRegister function (wdm.h)".
pub type EtwRegisterFn = kernel_fn!(type (
    ProviderId: *const GUID,
    EnableCallback: Option<ETWENABLECALLBACK>,
    CallbackContext: *mut c_void,
    RegHandle: *mut REGHANDLE,
) -> NTSTATUS);

/// `EtwUnregister`, found by name: Windows Vista. PASSIVE_LEVEL.
///
/// Source: Microsoft, "EtwUnregister function (wdm.h)".
pub type EtwUnregisterFn = kernel_fn!(type (RegHandle: REGHANDLE) -> NTSTATUS);

/// `EtwWrite`, found by name: Windows Vista. Any IRQL up to HIGH_LEVEL; data that is paged at most at APC_LEVEL.
///
/// Source: Microsoft, "EtwWrite function (wdm.h)".
pub type EtwWriteFn = kernel_fn!(type (
    RegHandle: REGHANDLE,
    EventDescriptor: *const EVENT_DESCRIPTOR,
    ActivityId: *const GUID,
    UserDataCount: u32,
    UserData: *mut EVENT_DATA_DESCRIPTOR,
) -> NTSTATUS);
