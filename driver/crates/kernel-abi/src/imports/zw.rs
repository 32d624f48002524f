use core::ffi::c_void;

use crate::{ACCESS_MASK, CLIENT_ID, HANDLE, IO_STATUS_BLOCK, KEY_VALUE_INFORMATION_CLASS, LARGE_INTEGER, NTSTATUS};
use crate::{OBJECT_ATTRIBUTES, SECURITY_INFORMATION, UNICODE_STRING};

imports! { "ntoskrnl.exe" {
    /// Closes a handle. PASSIVE_LEVEL, Windows 2000. Microsoft, "ZwClose function (ntifs.h)".
    pub fn ZwClose(Handle: HANDLE) -> NTSTATUS;

    /// Opens a key. PASSIVE_LEVEL, Windows 2000. Microsoft, "ZwOpenKey function (wdm.h)".
    pub fn ZwOpenKey(KeyHandle: *mut HANDLE, DesiredAccess: ACCESS_MASK, ObjectAttributes: *const OBJECT_ATTRIBUTES) -> NTSTATUS;

    /// Makes or opens a key. PASSIVE_LEVEL, Windows 2000. Microsoft, "ZwCreateKey function (wdm.h)".
    pub fn ZwCreateKey(
        KeyHandle: *mut HANDLE,
        DesiredAccess: ACCESS_MASK,
        ObjectAttributes: *const OBJECT_ATTRIBUTES,
        TitleIndex: u32,
        Class: *const UNICODE_STRING,
        CreateOptions: u32,
        Disposition: *mut u32,
    ) -> NTSTATUS;

    /// Deletes a key. PASSIVE_LEVEL, Windows 2000. Microsoft, "ZwDeleteKey function (wdm.h)".
    pub fn ZwDeleteKey(KeyHandle: HANDLE) -> NTSTATUS;

    /// Reads a value. PASSIVE_LEVEL, Windows 2000. Microsoft, "ZwQueryValueKey function (wdm.h)".
    pub fn ZwQueryValueKey(
        KeyHandle: HANDLE,
        ValueName: *const UNICODE_STRING,
        KeyValueInformationClass: KEY_VALUE_INFORMATION_CLASS,
        KeyValueInformation: *mut c_void,
        Length: u32,
        ResultLength: *mut u32,
    ) -> NTSTATUS;

    /// Sets a value. PASSIVE_LEVEL, Windows 2000. Microsoft, "ZwSetValueKey function (wdm.h)".
    pub fn ZwSetValueKey(
        KeyHandle: HANDLE,
        ValueName: *const UNICODE_STRING,
        TitleIndex: u32,
        Type: u32,
        Data: *const c_void,
        DataSize: u32,
    ) -> NTSTATUS;

    /// Deletes a value. PASSIVE_LEVEL, Windows 2000. Microsoft, "ZwDeleteValueKey function (wdm.h)".
    pub fn ZwDeleteValueKey(KeyHandle: HANDLE, ValueName: *const UNICODE_STRING) -> NTSTATUS;

    /// Opens or makes a file. PASSIVE_LEVEL, Windows 2000. Microsoft, "ZwCreateFile function (wdm.h)".
    pub fn ZwCreateFile(
        FileHandle: *mut HANDLE,
        DesiredAccess: ACCESS_MASK,
        ObjectAttributes: *const OBJECT_ATTRIBUTES,
        IoStatusBlock: *mut IO_STATUS_BLOCK,
        AllocationSize: *const LARGE_INTEGER,
        FileAttributes: u32,
        ShareAccess: u32,
        CreateDisposition: u32,
        CreateOptions: u32,
        EaBuffer: *const c_void,
        EaLength: u32,
    ) -> NTSTATUS;

    /// Sets an object's security. PASSIVE_LEVEL, Windows XP. Microsoft, "ZwSetSecurityObject function (ntifs.h)".
    pub fn ZwSetSecurityObject(
        Handle: HANDLE,
        SecurityInformation: SECURITY_INFORMATION,
        SecurityDescriptor: *const c_void,
    ) -> NTSTATUS;

    /// Opens a link. PASSIVE_LEVEL, Windows 2000. Microsoft, "ZwOpenSymbolicLinkObject function (wdm.h)".
    pub fn ZwOpenSymbolicLinkObject(
        LinkHandle: *mut HANDLE,
        DesiredAccess: ACCESS_MASK,
        ObjectAttributes: *const OBJECT_ATTRIBUTES,
    ) -> NTSTATUS;

    /// A link's target. PASSIVE_LEVEL, Windows 2000. Microsoft, "ZwQuerySymbolicLinkObject function (wdm.h)".
    pub fn ZwQuerySymbolicLinkObject(LinkHandle: HANDLE, LinkTarget: *mut UNICODE_STRING, ReturnedLength: *mut u32) -> NTSTATUS;

    /// Opens a process. PASSIVE_LEVEL, Windows 2000. Microsoft, "ZwOpenProcess function (ntddk.h)".
    pub fn ZwOpenProcess(
        ProcessHandle: *mut HANDLE,
        DesiredAccess: ACCESS_MASK,
        ObjectAttributes: *const OBJECT_ATTRIBUTES,
        ClientId: *const CLIENT_ID,
    ) -> NTSTATUS;
}}
