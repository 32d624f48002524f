//! Io: a driver's part of a request.

use core::ffi::c_void;

use crate::{DEVICE_OBJECT, FILE_OBJECT, IO_SECURITY_CONTEXT, LARGE_INTEGER};

layout! {
    /// A driver's part of a request.
    ///
    /// Source: Microsoft, "IO_STACK_LOCATION structure (wdm.h)".
    struct IO_STACK_LOCATION = "IO_STACK_LOCATION", "", 0x48 {
        MajorFunction @ 0x0: u8,
        MinorFunction @ 0x1: u8,
        Flags @ 0x2: u8,
        Control @ 0x3: u8,
        Parameters @ 0x8: IO_PARAMETERS,
        DeviceObject @ 0x28: *mut DEVICE_OBJECT,
        FileObject @ 0x30: *mut FILE_OBJECT,
        CompletionRoutine @ 0x38: *mut c_void,
        Context @ 0x40: *mut c_void,
    }
}

layout! {
    /// Parameters by major function; those that the drivers read.
    ///
    /// Source: Microsoft, "IO_STACK_LOCATION structure (wdm.h)".
    union IO_PARAMETERS = "IO_STACK_LOCATION", "Parameters", 0x20 {
        Create @ 0x0: IO_PARAMETERS_CREATE,
        Write @ 0x0: IO_PARAMETERS_WRITE,
        DeviceIoControl @ 0x0: IO_PARAMETERS_DEVICE_IO_CONTROL,
        Others @ 0x0: IO_PARAMETERS_OTHERS,
    }
}

layout! {
    /// Of a create. C aligns two fields like a pointer, so the gaps are named here.
    ///
    /// Source: Microsoft, "IRP_MJ_CREATE".
    struct IO_PARAMETERS_CREATE = "IO_STACK_LOCATION", "Parameters.Create", 0x20 {
        SecurityContext @ 0x0: *mut IO_SECURITY_CONTEXT,
        Options @ 0x8: u32,
        _gap1 @ 0xC: u32,
        FileAttributes @ 0x10: u16,
        ShareAccess @ 0x12: u16,
        _gap2 @ 0x14: u32,
        EaLength @ 0x18: u32,
    }
}

layout! {
    /// Of a write.
    ///
    /// Source: Microsoft, "IRP_MJ_WRITE".
    struct IO_PARAMETERS_WRITE = "IO_STACK_LOCATION", "Parameters.Write", 0x18 {
        Length @ 0x0: u32,
        _gap1 @ 0x4: u32,
        Key @ 0x8: u32,
        Flags @ 0xC: u32,
        ByteOffset @ 0x10: LARGE_INTEGER,
    }
}

layout! {
    /// Of a device control. Its three numbers are each aligned like a pointer.
    ///
    /// Source: Microsoft, "IRP_MJ_DEVICE_CONTROL".
    struct IO_PARAMETERS_DEVICE_IO_CONTROL = "IO_STACK_LOCATION", "Parameters.DeviceIoControl", 0x20 {
        OutputBufferLength @ 0x0: u32,
        _gap1 @ 0x4: u32,
        InputBufferLength @ 0x8: u32,
        _gap2 @ 0xC: u32,
        IoControlCode @ 0x10: u32,
        _gap3 @ 0x14: u32,
        Type3InputBuffer @ 0x18: *mut c_void,
    }
}

layout! {
    /// Of any other request.
    ///
    /// Source: Microsoft, "IO_STACK_LOCATION structure (wdm.h)".
    struct IO_PARAMETERS_OTHERS = "IO_STACK_LOCATION", "Parameters.Others", 0x20 {
        Argument1 @ 0x0: *mut c_void,
        Argument2 @ 0x8: *mut c_void,
        Argument3 @ 0x10: *mut c_void,
        Argument4 @ 0x18: *mut c_void,
    }
}
