//! Cm: notifications by number, and routines that are found by name.

use core::ffi::c_void;

use crate::{LARGE_INTEGER, NTSTATUS, REG_NOTIFY_CLASS, UNICODE_STRING};

/// A registry callback: `Argument1` is a [`REG_NOTIFY_CLASS`], `Argument2` its structure. PASSIVE_LEVEL, in the caller's thread.
///
/// Source: Microsoft, "EX_CALLBACK_FUNCTION callback function (wdm.h)".
pub type EX_CALLBACK_FUNCTION = kernel_fn!(type (
    CallbackContext: *mut c_void,
    Argument1: *mut c_void,
    Argument2: *mut c_void,
) -> NTSTATUS);

/// `CmRegisterCallbackEx`, found by name: Windows Vista, but Wine lacks it. At most APC_LEVEL.
///
/// Source: Microsoft, "CmRegisterCallbackEx function (wdm.h)".
pub type CmRegisterCallbackExFn = kernel_fn!(type (
    Function: EX_CALLBACK_FUNCTION,
    Altitude: *const UNICODE_STRING,
    Driver: *mut c_void,
    Context: *mut c_void,
    Cookie: *mut LARGE_INTEGER,
    Reserved: *mut c_void,
) -> NTSTATUS);

/// `CmCallbackGetKeyObjectIDEx`, found by name: Windows 8. The name is given back by [`CmCallbackReleaseKeyObjectIDExFn`].
/// At most APC_LEVEL.
///
/// Source: Microsoft, "CmCallbackGetKeyObjectIDEx function (wdm.h)".
pub type CmCallbackGetKeyObjectIDExFn = kernel_fn!(type (
    Cookie: *mut LARGE_INTEGER,
    Object: *mut c_void,
    ObjectID: *mut usize,
    ObjectName: *mut *const UNICODE_STRING,
    Flags: u32,
) -> NTSTATUS);

/// `CmCallbackReleaseKeyObjectIDEx`, found by name: Windows 8. At most APC_LEVEL.
///
/// Source: Microsoft, "CmCallbackReleaseKeyObjectIDEx function (wdm.h)".
pub type CmCallbackReleaseKeyObjectIDExFn = kernel_fn!(type (ObjectName: *const UNICODE_STRING));

constants! {
    /// Notifications, for the oracle.
    REG_NOTIFY_CLASSES: REG_NOTIFY_CLASS;
    /// A key is to be deleted.
    RegNtPreDeleteKey = 0;
    /// A value is to be set.
    RegNtPreSetValueKey = 1;
    /// A value is to be deleted.
    RegNtPreDeleteValueKey = 2;
    /// A key is to be renamed.
    RegNtPreRenameKey = 4;
    /// A key has been deleted.
    RegNtPostDeleteKey = 15;
    /// A value has been set.
    RegNtPostSetValueKey = 16;
    /// A value has been deleted.
    RegNtPostDeleteValueKey = 17;
    /// A key has been renamed.
    RegNtPostRenameKey = 19;
    /// A key is to be created, or opened by a create.
    RegNtPreCreateKeyEx = 26;
    /// It has been.
    RegNtPostCreateKeyEx = 27;
    /// A key is to be opened.
    RegNtPreOpenKeyEx = 28;
    /// A key has been opened.
    RegNtPostOpenKeyEx = 29;
    /// A hive is to be loaded.
    RegNtPreLoadKey = 32;
    /// A hive has been loaded.
    RegNtPostLoadKey = 33;
    /// A hive is to be unloaded.
    RegNtPreUnLoadKey = 34;
    /// A hive has been unloaded.
    RegNtPostUnLoadKey = 35;
    /// A key's security is to be set.
    RegNtPreSetKeySecurity = 38;
    /// A key's security has been set.
    RegNtPostSetKeySecurity = 39;
    /// A key is to be restored.
    RegNtPreRestoreKey = 41;
    /// A key has been restored.
    RegNtPostRestoreKey = 42;
    /// A hive's file is to be replaced.
    RegNtPreReplaceKey = 45;
    /// A hive's file has been replaced.
    RegNtPostReplaceKey = 46;
}
