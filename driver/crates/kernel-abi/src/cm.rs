//! Cm: registry callbacks.

use core::ffi::c_void;

use crate::{ACCESS_MASK, HANDLE, KPROCESSOR_MODE, NTSTATUS, SECURITY_INFORMATION, UNICODE_STRING};

/// Kind of a notification.
pub type REG_NOTIFY_CLASS = i32;

layout! {
    /// A value is set.
    ///
    /// Source: Microsoft, "REG_SET_VALUE_KEY_INFORMATION structure (wdm.h)".
    struct REG_SET_VALUE_KEY_INFORMATION = "REG_SET_VALUE_KEY_INFORMATION", "", 0x40 {
        Object @ 0x0: *mut c_void,
        ValueName @ 0x8: *const UNICODE_STRING,
        TitleIndex @ 0x10: u32,
        Type @ 0x14: u32,
        Data @ 0x18: *mut c_void,
        DataSize @ 0x20: u32,
        CallContext @ 0x28: *mut c_void,
        ObjectContext @ 0x30: *mut c_void,
        Reserved @ 0x38: *mut c_void,
    }
}

layout! {
    /// A value is deleted.
    ///
    /// Source: Microsoft, "REG_DELETE_VALUE_KEY_INFORMATION structure (wdm.h)".
    struct REG_DELETE_VALUE_KEY_INFORMATION = "REG_DELETE_VALUE_KEY_INFORMATION", "", 0x28 {
        Object @ 0x0: *mut c_void,
        ValueName @ 0x8: *const UNICODE_STRING,
        CallContext @ 0x10: *mut c_void,
        ObjectContext @ 0x18: *mut c_void,
        Reserved @ 0x20: *mut c_void,
    }
}

layout! {
    /// A key is deleted.
    ///
    /// Source: Microsoft, "REG_DELETE_KEY_INFORMATION structure (wdm.h)".
    struct REG_DELETE_KEY_INFORMATION = "REG_DELETE_KEY_INFORMATION", "", 0x20 {
        Object @ 0x0: *mut c_void,
        CallContext @ 0x8: *mut c_void,
        ObjectContext @ 0x10: *mut c_void,
        Reserved @ 0x18: *mut c_void,
    }
}

layout! {
    /// A key is renamed.
    ///
    /// Source: Microsoft, "REG_RENAME_KEY_INFORMATION structure (wdm.h)".
    struct REG_RENAME_KEY_INFORMATION = "REG_RENAME_KEY_INFORMATION", "", 0x28 {
        Object @ 0x0: *mut c_void,
        NewName @ 0x8: *const UNICODE_STRING,
        CallContext @ 0x10: *mut c_void,
        ObjectContext @ 0x18: *mut c_void,
        Reserved @ 0x20: *mut c_void,
    }
}

layout! {
    /// A key is created or opened: RegNtPreCreateKeyEx and RegNtPreOpenKeyEx, version 1 (Windows 7).
    ///
    /// Source: Microsoft, "REG_CREATE_KEY_INFORMATION_V1 structure (wdm.h)", "REG_OPEN_KEY_INFORMATION_V1 structure (wdm.h)".
    struct REG_CREATE_KEY_INFORMATION_V1 = "REG_CREATE_KEY_INFORMATION_V1", "", 0x88 {
        CompleteName @ 0x0: *const UNICODE_STRING,
        RootObject @ 0x8: *mut c_void,
        ObjectType @ 0x10: *mut c_void,
        Options @ 0x18: u32,
        Class @ 0x20: *const UNICODE_STRING,
        SecurityDescriptor @ 0x28: *mut c_void,
        SecurityQualityOfService @ 0x30: *mut c_void,
        DesiredAccess @ 0x38: ACCESS_MASK,
        GrantedAccess @ 0x3C: ACCESS_MASK,
        Disposition @ 0x40: *mut u32,
        ResultObject @ 0x48: *mut *mut c_void,
        CallContext @ 0x50: *mut c_void,
        RootObjectContext @ 0x58: *mut c_void,
        Transaction @ 0x60: *mut c_void,
        Version @ 0x68: usize,
        RemainingName @ 0x70: *const UNICODE_STRING,
        Wow64Flags @ 0x78: u32,
        Attributes @ 0x7C: u32,
        CheckAccessMode @ 0x80: KPROCESSOR_MODE,
    }
}

/// The same structure for an open.
pub type REG_OPEN_KEY_INFORMATION_V1 = REG_CREATE_KEY_INFORMATION_V1;

layout! {
    /// A hive is loaded: `KeyName` is relative to `Object` unless that is null.
    ///
    /// Source: Microsoft, "REG_LOAD_KEY_INFORMATION structure (wdm.h)".
    struct REG_LOAD_KEY_INFORMATION = "REG_LOAD_KEY_INFORMATION", "", 0x58 {
        Object @ 0x0: *mut c_void,
        KeyName @ 0x8: *const UNICODE_STRING,
        SourceFile @ 0x10: *const UNICODE_STRING,
        Flags @ 0x18: u32,
        TrustClassObject @ 0x20: *mut c_void,
        UserEvent @ 0x28: *mut c_void,
        DesiredAccess @ 0x30: ACCESS_MASK,
        RootHandle @ 0x38: *mut HANDLE,
        CallContext @ 0x40: *mut c_void,
        ObjectContext @ 0x48: *mut c_void,
        Reserved @ 0x50: *mut c_void,
    }
}

layout! {
    /// A hive is unloaded.
    ///
    /// Source: Microsoft, "REG_UNLOAD_KEY_INFORMATION structure (wdm.h)".
    struct REG_UNLOAD_KEY_INFORMATION = "REG_UNLOAD_KEY_INFORMATION", "", 0x28 {
        Object @ 0x0: *mut c_void,
        UserEvent @ 0x8: *mut c_void,
        CallContext @ 0x10: *mut c_void,
        ObjectContext @ 0x18: *mut c_void,
        Reserved @ 0x20: *mut c_void,
    }
}

layout! {
    /// A key is restored from a file.
    ///
    /// Source: Microsoft, "REG_RESTORE_KEY_INFORMATION structure (wdm.h)".
    struct REG_RESTORE_KEY_INFORMATION = "REG_RESTORE_KEY_INFORMATION", "", 0x30 {
        Object @ 0x0: *mut c_void,
        FileHandle @ 0x8: HANDLE,
        Flags @ 0x10: u32,
        CallContext @ 0x18: *mut c_void,
        ObjectContext @ 0x20: *mut c_void,
        Reserved @ 0x28: *mut c_void,
    }
}

layout! {
    /// A hive's file is replaced.
    ///
    /// Source: Microsoft, "REG_REPLACE_KEY_INFORMATION structure (wdm.h)".
    struct REG_REPLACE_KEY_INFORMATION = "REG_REPLACE_KEY_INFORMATION", "", 0x30 {
        Object @ 0x0: *mut c_void,
        OldFileName @ 0x8: *const UNICODE_STRING,
        NewFileName @ 0x10: *const UNICODE_STRING,
        CallContext @ 0x18: *mut c_void,
        ObjectContext @ 0x20: *mut c_void,
        Reserved @ 0x28: *mut c_void,
    }
}

layout! {
    /// A key's security is set.
    ///
    /// Source: Microsoft, "REG_SET_KEY_SECURITY_INFORMATION structure (wdm.h)".
    struct REG_SET_KEY_SECURITY_INFORMATION = "REG_SET_KEY_SECURITY_INFORMATION", "", 0x30 {
        Object @ 0x0: *mut c_void,
        SecurityInformation @ 0x8: *mut SECURITY_INFORMATION,
        SecurityDescriptor @ 0x10: *mut c_void,
        CallContext @ 0x18: *mut c_void,
        ObjectContext @ 0x20: *mut c_void,
        Reserved @ 0x28: *mut c_void,
    }
}

layout! {
    /// An operation is done.
    ///
    /// Source: Microsoft, "REG_POST_OPERATION_INFORMATION structure (wdm.h)".
    struct REG_POST_OPERATION_INFORMATION = "REG_POST_OPERATION_INFORMATION", "", 0x38 {
        Object @ 0x0: *mut c_void,
        Status @ 0x8: NTSTATUS,
        PreInformation @ 0x10: *mut c_void,
        ReturnStatus @ 0x18: NTSTATUS,
        CallContext @ 0x20: *mut c_void,
        ObjectContext @ 0x28: *mut c_void,
        Reserved @ 0x30: *mut c_void,
    }
}
