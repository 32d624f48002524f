//! Flt: an operation.

use core::ffi::c_void;

use crate::{FILE_OBJECT, FLT_PARAMETERS, IO_STATUS_BLOCK, KPROCESSOR_MODE};
use crate::{PETHREAD, PFLT_FILTER, PFLT_INSTANCE, PFLT_VOLUME};

layout! {
    /// An operation on its way. `Thread` is null where nobody asked for it.
    ///
    /// Source: Microsoft, "FLT_CALLBACK_DATA structure (fltkernel.h)".
    struct FLT_CALLBACK_DATA = "FLT_CALLBACK_DATA", "", 0x58 {
        Flags @ 0x0: u32,
        Thread @ 0x8: PETHREAD,
        Iopb @ 0x10: *mut FLT_IO_PARAMETER_BLOCK,
        IoStatus @ 0x18: IO_STATUS_BLOCK,
        TagData @ 0x28: *mut c_void,
        FilterContext @ 0x30: [*mut c_void; 4],
        RequestorMode @ 0x50: KPROCESSOR_MODE,
    }
}

layout! {
    /// What the operation is.
    ///
    /// Source: Microsoft, "FLT_IO_PARAMETER_BLOCK structure (fltkernel.h)".
    struct FLT_IO_PARAMETER_BLOCK = "FLT_IO_PARAMETER_BLOCK", "", 0x48 {
        IrpFlags @ 0x0: u32,
        MajorFunction @ 0x4: u8,
        MinorFunction @ 0x5: u8,
        OperationFlags @ 0x6: u8,
        Reserved @ 0x7: u8,
        TargetFileObject @ 0x8: *mut FILE_OBJECT,
        TargetInstance @ 0x10: PFLT_INSTANCE,
        Parameters @ 0x18: FLT_PARAMETERS,
    }
}

layout! {
    /// What the operation is about.
    ///
    /// Source: Microsoft, "FLT_RELATED_OBJECTS structure (fltkernel.h)".
    struct FLT_RELATED_OBJECTS = "FLT_RELATED_OBJECTS", "", 0x30 {
        Size @ 0x0: u16,
        TransactionContext @ 0x2: u16,
        Filter @ 0x8: PFLT_FILTER,
        Volume @ 0x10: PFLT_VOLUME,
        Instance @ 0x18: PFLT_INSTANCE,
        FileObject @ 0x20: *mut FILE_OBJECT,
        Transaction @ 0x28: *mut c_void,
    }
}
