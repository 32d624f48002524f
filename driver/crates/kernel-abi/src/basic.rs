//! Types that every other file uses.

use core::ffi::c_void;

/// Status of a call: success and information are not negative, warnings and errors are.
///
/// Source: Microsoft, "Using NTSTATUS Values".
pub type NTSTATUS = i32;
/// A handle, or an id of a process or thread, in a pointer's width.
pub type HANDLE = *mut c_void;
/// One byte, 0 or 1. Not `bool`: what the kernel writes may be any byte.
pub type BOOLEAN = u8;
/// Rights, asked for or granted.
pub type ACCESS_MASK = u32;
/// Interrupt request level.
pub type KIRQL = u8;
/// [`KernelMode`] or [`UserMode`].
pub type KPROCESSOR_MODE = i8;
/// A signed 64-bit number, as a time in 100 ns units. C's union has the same size and alignment.
pub type LARGE_INTEGER = i64;
/// Kind of a device, as 0x8000.
pub type DEVICE_TYPE = u32;

/// Declares types that Windows keeps to itself; they are used by pointer only.
macro_rules! opaque {
    ($($(#[$meta:meta])* $name:ident)*) => {
        $($(#[$meta])* #[repr(C)] pub struct $name { _opaque: [u8; 0] })*
    };
}
pub(crate) use opaque;

opaque! {
    /// An object's type, as what `imports::PsProcessType` points to.
    OBJECT_TYPE
}

layout! {
    /// A counted UTF-16 string, without terminator. Lengths are in bytes.
    ///
    /// Source: Microsoft, "UNICODE_STRING structure (ntdef.h)".
    struct UNICODE_STRING = "UNICODE_STRING", "", 0x10 {
        Length @ 0x0: u16,
        MaximumLength @ 0x2: u16,
        Buffer @ 0x8: *mut u16,
    }
}

layout! {
    /// A link of a circular list, or its head.
    ///
    /// Source: Microsoft, "LIST_ENTRY structure (ntdef.h)".
    struct LIST_ENTRY = "LIST_ENTRY", "", 0x10 {
        Flink @ 0x0: *mut LIST_ENTRY,
        Blink @ 0x8: *mut LIST_ENTRY,
    }
}

layout! {
    /// A globally unique id; the first three fields are little-endian in memory.
    ///
    /// Source: Microsoft, "GUID structure (guiddef.h)".
    struct GUID = "GUID", "", 0x10 {
        Data1 @ 0x0: u32,
        Data2 @ 0x4: u16,
        Data3 @ 0x6: u16,
        Data4 @ 0x8: [u8; 8],
    }
}

layout! {
    /// A locally unique id.
    ///
    /// Source: Microsoft, "LUID structure (igpupvdev.h)".
    struct LUID = "LUID", "", 0x8 {
        LowPart @ 0x0: u32,
        HighPart @ 0x4: i32,
    }
}

layout! {
    /// A process and one of its threads.
    ///
    /// Source: Microsoft, "CLIENT_ID" in "ZwOpenProcess function (ntddk.h)".
    struct CLIENT_ID = "CLIENT_ID", "", 0x10 {
        UniqueProcess @ 0x0: HANDLE,
        UniqueThread @ 0x8: HANDLE,
    }
}

layout! {
    /// Names an object to be opened.
    ///
    /// Source: Microsoft, "OBJECT_ATTRIBUTES structure (ntdef.h)".
    struct OBJECT_ATTRIBUTES = "OBJECT_ATTRIBUTES", "", 0x30 {
        Length @ 0x0: u32,
        RootDirectory @ 0x8: HANDLE,
        ObjectName @ 0x10: *const UNICODE_STRING,
        Attributes @ 0x18: u32,
        SecurityDescriptor @ 0x20: *const c_void,
        SecurityQualityOfService @ 0x28: *const c_void,
    }
}

layout! {
    /// Outcome of a request. In C `Status` shares its place with a pointer, which gives the structure its size.
    ///
    /// Source: Microsoft, "IO_STATUS_BLOCK structure (wdm.h)".
    struct IO_STATUS_BLOCK = "IO_STATUS_BLOCK", "", 0x10 {
        Status @ 0x0: NTSTATUS,
        Information @ 0x8: usize,
    }
}

constants! {
    /// Processor modes, for the oracle.
    PROCESSOR_MODES: KPROCESSOR_MODE;
    /// The request comes from the kernel.
    KernelMode = 0;
    /// The request comes from a program.
    UserMode = 1;
}

constants! {
    /// OBJ_ attributes, for the oracle.
    OBJECT_ATTRIBUTE_FLAGS: u32;
    /// The name is compared without regard to case.
    OBJ_CASE_INSENSITIVE = 0x40;
    /// The handle is the kernel's: no program can use it.
    OBJ_KERNEL_HANDLE = 0x200;
    /// Rights are checked although the caller is the kernel.
    OBJ_FORCE_ACCESS_CHECK = 0x400;
}
