//! Ps: process routines.

use crate::{CLIENT_ID, FILE_OBJECT, HANDLE, NTSTATUS, PEPROCESS, UNICODE_STRING};

layout! {
    /// A process that is being created. Bit 0 of `Flags` is FileOpenNameAvailable. An error in `CreationStatus` refuses it.
    ///
    /// Source: Microsoft, "PS_CREATE_NOTIFY_INFO structure (ntddk.h)".
    struct PS_CREATE_NOTIFY_INFO = "PS_CREATE_NOTIFY_INFO", "", 0x48 {
        Size @ 0x0: usize,
        Flags @ 0x8: u32,
        ParentProcessId @ 0x10: HANDLE,
        CreatingThreadId @ 0x18: CLIENT_ID,
        FileObject @ 0x28: *mut FILE_OBJECT,
        ImageFileName @ 0x30: *const UNICODE_STRING,
        CommandLine @ 0x38: *const UNICODE_STRING,
        CreationStatus @ 0x40: NTSTATUS,
    }
}

/// Called for each process that is created, or exits (`CreateInfo` is null). PASSIVE_LEVEL, in a critical region.
///
/// Source: Microsoft, "PCREATE_PROCESS_NOTIFY_ROUTINE_EX callback function (ntddk.h)".
pub type CREATE_PROCESS_NOTIFY_ROUTINE_EX =
    kernel_fn!(type (Process: PEPROCESS, ProcessId: HANDLE, CreateInfo: *mut PS_CREATE_NOTIFY_INFO));

constants! {
    /// Rights to a process, for the oracle.
    PROCESS_ACCESS: u32;
    /// End it.
    PROCESS_TERMINATE = 0x1;
    /// Start threads in it.
    PROCESS_CREATE_THREAD = 0x2;
    /// Change its memory's protection.
    PROCESS_VM_OPERATION = 0x8;
    /// Write its memory.
    PROCESS_VM_WRITE = 0x20;
    /// Duplicate its handles.
    PROCESS_DUP_HANDLE = 0x40;
    /// Use it as a parent.
    PROCESS_CREATE_PROCESS = 0x80;
    /// Set quotas.
    PROCESS_SET_QUOTA = 0x100;
    /// Set information.
    PROCESS_SET_INFORMATION = 0x200;
    /// Suspend it.
    PROCESS_SUSPEND_RESUME = 0x800;
    /// Ask little.
    PROCESS_QUERY_LIMITED_INFORMATION = 0x1000;
}
