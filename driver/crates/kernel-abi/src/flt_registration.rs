//! Flt: registration.

use core::ffi::c_void;

use crate::{FLT_FILTER_UNLOAD_CALLBACK, FLT_INSTANCE_QUERY_TEARDOWN_CALLBACK, FLT_INSTANCE_SETUP_CALLBACK};
use crate::{FLT_INSTANCE_TEARDOWN_CALLBACK, FLT_POST_OPERATION_CALLBACK, FLT_PRE_OPERATION_CALLBACK};

layout! {
    /// Callbacks for one major function. The array ends with [`IRP_MJ_OPERATION_END`].
    ///
    /// Source: Microsoft, "FLT_OPERATION_REGISTRATION structure (fltkernel.h)".
    struct FLT_OPERATION_REGISTRATION = "FLT_OPERATION_REGISTRATION", "", 0x20 {
        MajorFunction @ 0x0: u8,
        Flags @ 0x4: u32,
        PreOperation @ 0x8: Option<FLT_PRE_OPERATION_CALLBACK>,
        PostOperation @ 0x10: Option<FLT_POST_OPERATION_CALLBACK>,
        Reserved1 @ 0x18: *mut c_void,
    }
}

// SAFETY: the filter manager only reads it, and its pointers are to functions or null
unsafe impl Sync for FLT_OPERATION_REGISTRATION {}

layout! {
    /// A kind of context. The array ends with a type of 0xFFFF.
    ///
    /// Source: Microsoft, "FLT_CONTEXT_REGISTRATION structure (fltkernel.h)".
    struct FLT_CONTEXT_REGISTRATION = "FLT_CONTEXT_REGISTRATION", "", 0x38 {
        ContextType @ 0x0: u16,
        Flags @ 0x2: u16,
        ContextCleanupCallback @ 0x8: *mut c_void,
        Size @ 0x10: usize,
        PoolTag @ 0x18: u32,
        ContextAllocateCallback @ 0x20: *mut c_void,
        ContextFreeCallback @ 0x28: *mut c_void,
        Reserved1 @ 0x30: *mut c_void,
    }
}

layout! {
    /// A minifilter.
    ///
    /// Source: Microsoft, "FLT_REGISTRATION structure (fltkernel.h)".
    struct FLT_REGISTRATION = "FLT_REGISTRATION", "", 0x70 {
        Size @ 0x0: u16,
        Version @ 0x2: u16,
        Flags @ 0x4: u32,
        ContextRegistration @ 0x8: *const FLT_CONTEXT_REGISTRATION,
        OperationRegistration @ 0x10: *const FLT_OPERATION_REGISTRATION,
        FilterUnloadCallback @ 0x18: Option<FLT_FILTER_UNLOAD_CALLBACK>,
        InstanceSetupCallback @ 0x20: Option<FLT_INSTANCE_SETUP_CALLBACK>,
        InstanceQueryTeardownCallback @ 0x28: Option<FLT_INSTANCE_QUERY_TEARDOWN_CALLBACK>,
        InstanceTeardownStartCallback @ 0x30: Option<FLT_INSTANCE_TEARDOWN_CALLBACK>,
        InstanceTeardownCompleteCallback @ 0x38: Option<FLT_INSTANCE_TEARDOWN_CALLBACK>,
        GenerateFileNameCallback @ 0x40: *mut c_void,
        NormalizeNameComponentCallback @ 0x48: *mut c_void,
        NormalizeContextCleanupCallback @ 0x50: *mut c_void,
        TransactionNotificationCallback @ 0x58: *mut c_void,
        NormalizeNameComponentExCallback @ 0x60: *mut c_void,
        SectionNotificationCallback @ 0x68: *mut c_void,
    }
}

// SAFETY: the filter manager only reads it, and what its pointers lead to is constant
unsafe impl Sync for FLT_REGISTRATION {}

constants! {
    /// Major functions that no IRP has, for the oracle.
    FLT_OPERATIONS: u8;
    /// Fast I/O that begins a write by an MDL, as IRP_MJ_WRITE with IRP_MN_MDL does. (UCHAR)-17.
    ///
    /// Source: Microsoft, "FLT_PARAMETERS for IRP_MJ_PREPARE_MDL_WRITE union".
    IRP_MJ_PREPARE_MDL_WRITE = 0xEF;
    /// Ends an array of operation registrations.
    IRP_MJ_OPERATION_END = 0x80;
}

constants! {
    /// Versions, for the oracle.
    FLT_VERSIONS: u16;
    /// Version of the registration that has `SectionNotificationCallback`: Windows 8 and later.
    FLT_REGISTRATION_VERSION = 0x0203;
}
