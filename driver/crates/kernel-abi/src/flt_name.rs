//! Flt: parameters and names.

use core::ffi::c_void;

use crate::{IO_SECURITY_CONTEXT, LARGE_INTEGER, MDL, UNICODE_STRING};

layout! {
    /// Parameters by major function; those that the drivers read.
    ///
    /// Source: Microsoft, "FLT_PARAMETERS structure (fltkernel.h)".
    union FLT_PARAMETERS = "FLT_PARAMETERS", "", 0x30 {
        Create @ 0x0: FLT_PARAMETERS_CREATE,
        Write @ 0x0: FLT_PARAMETERS_WRITE,
    }
}

layout! {
    /// Of a create. C aligns two fields like a pointer, so the gaps are named here.
    ///
    /// Source: Microsoft, "FLT_PARAMETERS for IRP_MJ_CREATE union".
    struct FLT_PARAMETERS_CREATE = "FLT_PARAMETERS", "Create", 0x30 {
        SecurityContext @ 0x0: *mut IO_SECURITY_CONTEXT,
        Options @ 0x8: u32,
        _gap1 @ 0xC: u32,
        FileAttributes @ 0x10: u16,
        ShareAccess @ 0x12: u16,
        _gap2 @ 0x14: u32,
        EaLength @ 0x18: u32,
        EaBuffer @ 0x20: *mut c_void,
        AllocationSize @ 0x28: LARGE_INTEGER,
    }
}

layout! {
    /// Of a write.
    ///
    /// Source: Microsoft, "FLT_PARAMETERS for IRP_MJ_WRITE union".
    struct FLT_PARAMETERS_WRITE = "FLT_PARAMETERS", "Write", 0x28 {
        Length @ 0x0: u32,
        _gap1 @ 0x4: u32,
        Key @ 0x8: u32,
        ByteOffset @ 0x10: LARGE_INTEGER,
        WriteBuffer @ 0x18: *mut c_void,
        MdlAddress @ 0x20: *mut MDL,
    }
}

layout! {
    /// A file's name and its parts, shared and read-only. The parts are there after FltParseFileNameInformation.
    ///
    /// Source: Microsoft, "FLT_FILE_NAME_INFORMATION structure (fltkernel.h)".
    struct FLT_FILE_NAME_INFORMATION = "FLT_FILE_NAME_INFORMATION", "", 0x78 {
        Size @ 0x0: u16,
        NamesParsed @ 0x2: u16,
        Format @ 0x4: u32,
        Name @ 0x8: UNICODE_STRING,
        Volume @ 0x18: UNICODE_STRING,
        Share @ 0x28: UNICODE_STRING,
        Extension @ 0x38: UNICODE_STRING,
        Stream @ 0x48: UNICODE_STRING,
        FinalComponent @ 0x58: UNICODE_STRING,
        ParentDir @ 0x68: UNICODE_STRING,
    }
}

constants! {
    /// Options of a name query, for the oracle.
    FLT_FILE_NAME_OPTIONS: u32;
    /// Short names are expanded.
    FLT_FILE_NAME_NORMALIZED = 1;
    /// As opened.
    FLT_FILE_NAME_OPENED = 2;
    /// Ask the cache, then the file system.
    FLT_FILE_NAME_QUERY_DEFAULT = 0x100;
}
