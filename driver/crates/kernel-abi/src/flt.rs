//! Flt: handles, callback types, flags.

use core::ffi::c_void;

use crate::{basic::opaque, DEVICE_TYPE, FLT_CALLBACK_DATA, FLT_RELATED_OBJECTS, NTSTATUS};

opaque! {
    /// A registered minifilter.
    FLT_FILTER
    /// A minifilter's instance on a volume.
    FLT_INSTANCE
    /// A volume.
    FLT_VOLUME
}

/// A registered minifilter, by pointer.
pub type PFLT_FILTER = *mut FLT_FILTER;
/// A minifilter's instance, by pointer.
pub type PFLT_INSTANCE = *mut FLT_INSTANCE;
/// A volume, by pointer.
pub type PFLT_VOLUME = *mut FLT_VOLUME;
/// What a pre-operation callback answers.
pub type FLT_PREOP_CALLBACK_STATUS = i32;
/// What a post-operation callback answers.
pub type FLT_POSTOP_CALLBACK_STATUS = i32;
/// Flags of a post-operation callback.
pub type FLT_POST_OPERATION_FLAGS = u32;
/// Kind of a file system.
pub type FLT_FILESYSTEM_TYPE = i32;

/// Called before an operation. PASSIVE_LEVEL or APC_LEVEL; may be in another thread than the one that asked.
///
/// Source: Microsoft, "PFLT_PRE_OPERATION_CALLBACK callback function (fltkernel.h)".
pub type FLT_PRE_OPERATION_CALLBACK = kernel_fn!(type (
    Data: *mut FLT_CALLBACK_DATA,
    FltObjects: *const FLT_RELATED_OBJECTS,
    CompletionContext: *mut *mut c_void,
) -> FLT_PREOP_CALLBACK_STATUS);

/// Called after an operation. At most DISPATCH_LEVEL, any thread; PASSIVE_LEVEL in the opener's thread for creates.
///
/// Source: Microsoft, "PFLT_POST_OPERATION_CALLBACK callback function (fltkernel.h)".
pub type FLT_POST_OPERATION_CALLBACK = kernel_fn!(type (
    Data: *mut FLT_CALLBACK_DATA,
    FltObjects: *const FLT_RELATED_OBJECTS,
    CompletionContext: *mut c_void,
    Flags: FLT_POST_OPERATION_FLAGS,
) -> FLT_POSTOP_CALLBACK_STATUS);

/// Asked to unload. PASSIVE_LEVEL.
///
/// Source: Microsoft, "PFLT_FILTER_UNLOAD_CALLBACK callback function (fltkernel.h)".
pub type FLT_FILTER_UNLOAD_CALLBACK = kernel_fn!(type (Flags: u32) -> NTSTATUS);

/// Offered a volume. PASSIVE_LEVEL.
///
/// Source: Microsoft, "PFLT_INSTANCE_SETUP_CALLBACK callback function (fltkernel.h)".
pub type FLT_INSTANCE_SETUP_CALLBACK = kernel_fn!(type (
    FltObjects: *const FLT_RELATED_OBJECTS,
    Flags: u32,
    VolumeDeviceType: DEVICE_TYPE,
    VolumeFilesystemType: FLT_FILESYSTEM_TYPE,
) -> NTSTATUS);

/// Asked to detach by hand. PASSIVE_LEVEL.
///
/// Source: Microsoft, "PFLT_INSTANCE_QUERY_TEARDOWN_CALLBACK callback function (fltkernel.h)".
pub type FLT_INSTANCE_QUERY_TEARDOWN_CALLBACK =
    kernel_fn!(type (FltObjects: *const FLT_RELATED_OBJECTS, Flags: u32) -> NTSTATUS);

/// An instance is being torn down. PASSIVE_LEVEL.
///
/// Source: Microsoft, "PFLT_INSTANCE_TEARDOWN_CALLBACK callback function (fltkernel.h)".
pub type FLT_INSTANCE_TEARDOWN_CALLBACK = kernel_fn!(type (FltObjects: *const FLT_RELATED_OBJECTS, Flags: u32));

constants! {
    /// Answers of callbacks, for the oracle.
    FLT_CALLBACK_STATUSES: i32;
    /// Pass; the post-operation is wanted.
    FLT_PREOP_SUCCESS_WITH_CALLBACK = 0;
    /// Pass.
    FLT_PREOP_SUCCESS_NO_CALLBACK = 1;
    /// Refuse fast I/O, so that it comes again as an IRP.
    FLT_PREOP_DISALLOW_FASTIO = 3;
    /// Completed here; nothing below sees it.
    FLT_PREOP_COMPLETE = 4;
    /// Pass; the post-operation is wanted in this thread.
    FLT_PREOP_SYNCHRONIZE = 5;
    /// Done.
    FLT_POSTOP_FINISHED_PROCESSING = 0;
}

constants! {
    /// Flags, for the oracle.
    FLT_FLAGS: u32;
    /// No callback for paging I/O.
    FLTFL_OPERATION_REGISTRATION_SKIP_PAGING_IO = 1;
    /// Windows 8: the filter is offered named pipes and mailslots too.
    FLTFL_REGISTRATION_SUPPORT_NPFS_MSFS = 2;
    /// Windows 10 1607: the filter is offered direct access volumes too.
    FLTFL_REGISTRATION_SUPPORT_DAX_VOLUME = 4;
    /// A service stop doesn't unload the filter.
    FLTFL_REGISTRATION_DO_NOT_SUPPORT_SERVICE_STOP = 1;
    /// The unload can't be refused.
    FLTFL_FILTER_UNLOAD_MANDATORY = 1;
    /// The instance goes; only free the context.
    FLTFL_POST_OPERATION_DRAINING = 1;
    /// The data is an IRP.
    FLTFL_CALLBACK_DATA_IRP_OPERATION = 1;
    /// The data is fast I/O.
    FLTFL_CALLBACK_DATA_FAST_IO_OPERATION = 2;
    /// The data is a file system filter callback.
    FLTFL_CALLBACK_DATA_FS_FILTER_OPERATION = 4;
    /// The filter itself asked for it.
    FLTFL_CALLBACK_DATA_GENERATED_IO = 0x1_0000;
    /// The attach is automatic.
    FLTFL_INSTANCE_SETUP_AUTOMATIC_ATTACHMENT = 1;
    /// The attach is by hand.
    FLTFL_INSTANCE_SETUP_MANUAL_ATTACHMENT = 2;
    /// The volume has just been mounted.
    FLTFL_INSTANCE_SETUP_NEWLY_MOUNTED_VOLUME = 4;
}
