//! Io: the file object.

use core::ffi::c_void;

use crate::{BOOLEAN, DEVICE_OBJECT, KEVENT, KSPIN_LOCK, LARGE_INTEGER, LIST_ENTRY, NTSTATUS, UNICODE_STRING};

layout! {
    /// An open of a file or device.
    ///
    /// Source: Microsoft, "FILE_OBJECT structure (wdm.h)".
    struct FILE_OBJECT = "FILE_OBJECT", "", 0xD8 {
        Type @ 0x0: i16,
        Size @ 0x2: i16,
        DeviceObject @ 0x8: *mut DEVICE_OBJECT,
        Vpb @ 0x10: *mut c_void,
        FsContext @ 0x18: *mut c_void,
        FsContext2 @ 0x20: *mut c_void,
        SectionObjectPointer @ 0x28: *mut c_void,
        PrivateCacheMap @ 0x30: *mut c_void,
        FinalStatus @ 0x38: NTSTATUS,
        RelatedFileObject @ 0x40: *mut FILE_OBJECT,
        LockOperation @ 0x48: BOOLEAN,
        DeletePending @ 0x49: BOOLEAN,
        ReadAccess @ 0x4A: BOOLEAN,
        WriteAccess @ 0x4B: BOOLEAN,
        DeleteAccess @ 0x4C: BOOLEAN,
        SharedRead @ 0x4D: BOOLEAN,
        SharedWrite @ 0x4E: BOOLEAN,
        SharedDelete @ 0x4F: BOOLEAN,
        Flags @ 0x50: u32,
        FileName @ 0x58: UNICODE_STRING,
        CurrentByteOffset @ 0x68: LARGE_INTEGER,
        Waiters @ 0x70: u32,
        Busy @ 0x74: u32,
        LastLock @ 0x78: *mut c_void,
        Lock @ 0x80: KEVENT,
        Event @ 0x98: KEVENT,
        CompletionContext @ 0xB0: *mut c_void,
        IrpListLock @ 0xB8: KSPIN_LOCK,
        IrpList @ 0xC0: LIST_ENTRY,
        FileObjectExtension @ 0xD0: *mut c_void,
    }
}
