//! Ob: object callbacks.

use core::ffi::c_void;

use crate::{basic::opaque, ACCESS_MASK, OBJECT_TYPE, UNICODE_STRING};

opaque! {
    /// A handle that was made; the drivers have no use for it.
    OB_POST_OPERATION_INFORMATION
}

/// What an object callback answers; there is only success.
pub type OB_PREOP_CALLBACK_STATUS = i32;

/// Called before a handle is made. PASSIVE_LEVEL, in the thread that asked.
///
/// Source: Microsoft, "POB_PRE_OPERATION_CALLBACK callback function (wdm.h)".
pub type OB_PRE_OPERATION_CALLBACK = kernel_fn!(type (
    RegistrationContext: *mut c_void,
    OperationInformation: *mut OB_PRE_OPERATION_INFORMATION,
) -> OB_PREOP_CALLBACK_STATUS);

/// Called after a handle was made. PASSIVE_LEVEL.
///
/// Source: Microsoft, "POB_POST_OPERATION_CALLBACK callback function (wdm.h)".
pub type OB_POST_OPERATION_CALLBACK =
    kernel_fn!(type (RegistrationContext: *mut c_void, OperationInformation: *mut OB_POST_OPERATION_INFORMATION));

layout! {
    /// Object callbacks at an altitude.
    ///
    /// Source: Microsoft, "OB_CALLBACK_REGISTRATION structure (wdm.h)".
    struct OB_CALLBACK_REGISTRATION = "OB_CALLBACK_REGISTRATION", "", 0x28 {
        Version @ 0x0: u16,
        OperationRegistrationCount @ 0x2: u16,
        Altitude @ 0x8: UNICODE_STRING,
        RegistrationContext @ 0x18: *mut c_void,
        OperationRegistration @ 0x20: *const OB_OPERATION_REGISTRATION,
    }
}

layout! {
    /// Callbacks for one type of object: `ObjectType` is the address of a variable such as PsProcessType.
    ///
    /// Source: Microsoft, "OB_OPERATION_REGISTRATION structure (wdm.h)".
    struct OB_OPERATION_REGISTRATION = "OB_OPERATION_REGISTRATION", "", 0x20 {
        ObjectType @ 0x0: *const *mut OBJECT_TYPE,
        Operations @ 0x8: u32,
        PreOperation @ 0x10: Option<OB_PRE_OPERATION_CALLBACK>,
        PostOperation @ 0x18: Option<OB_POST_OPERATION_CALLBACK>,
    }
}

layout! {
    /// A handle that is about to be made. Bit 0 of `Flags` is KernelHandle ([`OB_FLAG_KERNEL_HANDLE`]).
    ///
    /// Source: Microsoft, "OB_PRE_OPERATION_INFORMATION structure (wdm.h)".
    struct OB_PRE_OPERATION_INFORMATION = "OB_PRE_OPERATION_INFORMATION", "", 0x28 {
        Operation @ 0x0: u32,
        Flags @ 0x4: u32,
        Object @ 0x8: *mut c_void,
        ObjectType @ 0x10: *mut OBJECT_TYPE,
        CallContext @ 0x18: *mut c_void,
        Parameters @ 0x20: *mut OB_PRE_OPERATION_PARAMETERS,
    }
}

layout! {
    /// Parameters by operation.
    ///
    /// Source: Microsoft, "OB_PRE_OPERATION_PARAMETERS union (wdm.h)".
    union OB_PRE_OPERATION_PARAMETERS = "OB_PRE_OPERATION_PARAMETERS", "", 0x18 {
        CreateHandleInformation @ 0x0: OB_PRE_CREATE_HANDLE_INFORMATION,
        DuplicateHandleInformation @ 0x0: OB_PRE_DUPLICATE_HANDLE_INFORMATION,
    }
}

layout! {
    /// Of an open. Bits may be taken from `DesiredAccess`.
    ///
    /// Source: Microsoft, "OB_PRE_CREATE_HANDLE_INFORMATION structure (wdm.h)".
    struct OB_PRE_CREATE_HANDLE_INFORMATION = "OB_PRE_CREATE_HANDLE_INFORMATION", "", 0x8 {
        DesiredAccess @ 0x0: ACCESS_MASK,
        OriginalDesiredAccess @ 0x4: ACCESS_MASK,
    }
}

layout! {
    /// Of a duplicate: `TargetProcess` receives it.
    ///
    /// Source: Microsoft, "OB_PRE_DUPLICATE_HANDLE_INFORMATION structure (wdm.h)".
    struct OB_PRE_DUPLICATE_HANDLE_INFORMATION = "OB_PRE_DUPLICATE_HANDLE_INFORMATION", "", 0x18 {
        DesiredAccess @ 0x0: ACCESS_MASK,
        OriginalDesiredAccess @ 0x4: ACCESS_MASK,
        SourceProcess @ 0x8: *mut c_void,
        TargetProcess @ 0x10: *mut c_void,
    }
}

layout! {
    /// A handle's rights.
    ///
    /// Source: Microsoft, "ObReferenceObjectByHandle function (wdm.h)".
    struct OBJECT_HANDLE_INFORMATION = "OBJECT_HANDLE_INFORMATION", "", 0x8 {
        HandleAttributes @ 0x0: u32,
        GrantedAccess @ 0x4: ACCESS_MASK,
    }
}

constants! {
    /// Operations and versions, for the oracle.
    OB_VALUES: u32;
    /// An open.
    OB_OPERATION_HANDLE_CREATE = 1;
    /// A duplicate.
    OB_OPERATION_HANDLE_DUPLICATE = 2;
    /// What `Version` says.
    OB_FLT_REGISTRATION_VERSION = 0x100;
    /// The only answer.
    OB_PREOP_SUCCESS = 0;
    /// KernelHandle, the only bit in `Flags` (a bit field in C).
    OB_FLAG_KERNEL_HANDLE = 1;
}
