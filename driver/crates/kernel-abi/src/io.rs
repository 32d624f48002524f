//! Io: driver and device objects, routines, codes.

use core::ffi::c_void;

use crate::{basic::opaque, DEVICE_TYPE, IRP, NTSTATUS, UNICODE_STRING};

opaque! {
    /// A table of fast I/O routines; the drivers have none.
    FAST_IO_DISPATCH
    /// What the system adds to a driver object.
    DRIVER_EXTENSION
}

/// Handles a request. At most DISPATCH_LEVEL, PASSIVE_LEVEL for creates, cleanups, closes and device controls from programs.
///
/// Source: Microsoft, "DRIVER_DISPATCH callback function (wdm.h)".
pub type DRIVER_DISPATCH = kernel_fn!(type (DeviceObject: *mut DEVICE_OBJECT, Irp: *mut IRP) -> NTSTATUS);

/// Ends a request that was taken back. Called at DISPATCH_LEVEL with the cancel spin lock held, which it must release.
///
/// Source: Microsoft, "DRIVER_CANCEL callback function (wdm.h)".
pub type DRIVER_CANCEL = kernel_fn!(type (DeviceObject: *mut DEVICE_OBJECT, Irp: *mut IRP));

/// The entry of a driver. PASSIVE_LEVEL.
///
/// Source: Microsoft, "DRIVER_INITIALIZE callback function (wdm.h)".
pub type DRIVER_INITIALIZE =
    kernel_fn!(type (DriverObject: *mut DRIVER_OBJECT, RegistryPath: *const UNICODE_STRING) -> NTSTATUS);

/// Unloads a driver. PASSIVE_LEVEL.
///
/// Source: Microsoft, "DRIVER_UNLOAD callback function (wdm.h)".
pub type DRIVER_UNLOAD = kernel_fn!(type (DriverObject: *mut DRIVER_OBJECT));

layout! {
    /// A loaded driver. The last of the major functions is 27 ([`IRP_MJ_MAXIMUM_FUNCTION`]).
    ///
    /// Source: Microsoft, "DRIVER_OBJECT structure (wdm.h)".
    struct DRIVER_OBJECT = "DRIVER_OBJECT", "", 0x150 {
        Type @ 0x0: i16,
        Size @ 0x2: i16,
        DeviceObject @ 0x8: *mut DEVICE_OBJECT,
        Flags @ 0x10: u32,
        DriverStart @ 0x18: *mut c_void,
        DriverSize @ 0x20: u32,
        DriverSection @ 0x28: *mut c_void,
        DriverExtension @ 0x30: *mut DRIVER_EXTENSION,
        DriverName @ 0x38: UNICODE_STRING,
        HardwareDatabase @ 0x48: *mut UNICODE_STRING,
        FastIoDispatch @ 0x50: *mut FAST_IO_DISPATCH,
        DriverInit @ 0x58: Option<DRIVER_INITIALIZE>,
        DriverStartIo @ 0x60: *mut c_void,
        DriverUnload @ 0x68: Option<DRIVER_UNLOAD>,
        MajorFunction @ 0x70: [Option<DRIVER_DISPATCH>; 28],
    }
}

layout! {
    /// A device. What the drivers don't use is bytes; the system makes every one of them.
    ///
    /// Source: Microsoft, "DEVICE_OBJECT structure (wdm.h)".
    struct DEVICE_OBJECT = "DEVICE_OBJECT", "", 0x150 {
        Type @ 0x0: i16,
        Size @ 0x2: u16,
        ReferenceCount @ 0x4: i32,
        DriverObject @ 0x8: *mut DRIVER_OBJECT,
        NextDevice @ 0x10: *mut DEVICE_OBJECT,
        AttachedDevice @ 0x18: *mut DEVICE_OBJECT,
        CurrentIrp @ 0x20: *mut IRP,
        Timer @ 0x28: *mut c_void,
        Flags @ 0x30: u32,
        Characteristics @ 0x34: u32,
        Vpb @ 0x38: *mut c_void,
        DeviceExtension @ 0x40: *mut c_void,
        DeviceType @ 0x48: DEVICE_TYPE,
        StackSize @ 0x4C: i8,
        Queue @ 0x50: [usize; 9],
        AlignmentRequirement @ 0x98: u32,
        DeviceQueue @ 0xA0: [usize; 5],
        Dpc @ 0xC8: [usize; 8],
        ActiveThreadCount @ 0x108: u32,
        SecurityDescriptor @ 0x110: *mut c_void,
        DeviceLock @ 0x118: [usize; 3],
        SectorSize @ 0x130: u16,
        Spare1 @ 0x132: u16,
        DeviceObjectExtension @ 0x138: *mut c_void,
        Reserved @ 0x140: *mut c_void,
        _alignment @ 0x148: usize,
    }
}

constants! {
    /// Major and minor function codes and flags in a byte, for the oracle.
    IO_BYTES: u8;
    /// Open.
    IRP_MJ_CREATE = 0x00;
    /// The last reference is gone.
    IRP_MJ_CLOSE = 0x02;
    /// Read.
    IRP_MJ_READ = 0x03;
    /// Write.
    IRP_MJ_WRITE = 0x04;
    /// Set information, such as a name.
    IRP_MJ_SET_INFORMATION = 0x06;
    /// Device control.
    IRP_MJ_DEVICE_CONTROL = 0x0E;
    /// The last handle is gone.
    IRP_MJ_CLEANUP = 0x12;
    /// The last major function.
    IRP_MJ_MAXIMUM_FUNCTION = 0x1B;
    /// A write that only finishes an MDL operation.
    IRP_MN_COMPLETE = 0x04;
    /// The request has been marked as pending.
    SL_PENDING_RETURNED = 0x01;
    /// The open is of a paging file.
    SL_OPEN_PAGING_FILE = 0x02;
    /// The open is of the target's directory.
    SL_OPEN_TARGET_DIRECTORY = 0x04;
    /// The open checks rights although the kernel asks.
    SL_FORCE_ACCESS_CHECK = 0x01;
    /// What a completed request adds to its thread's priority.
    IO_NO_INCREMENT = 0;
}

constants! {
    /// Flags of devices, files and requests, for the oracle.
    IO_FLAGS: u32;
    /// Paging I/O.
    IRP_PAGING_IO = 0x2;
    /// Synchronous paging I/O.
    IRP_SYNCHRONOUS_PAGING_IO = 0x40;
    /// The device can't be opened yet.
    DO_DEVICE_INITIALIZING = 0x80;
    /// Requests have a system buffer for reads and writes.
    DO_BUFFERED_IO = 0x4;
    /// The device's security holds for all names below it.
    FILE_DEVICE_SECURE_OPEN = 0x100;
    /// The handle has been closed.
    FO_CLEANUP_COMPLETE = 0x4000;
    /// The open is of a volume.
    FO_VOLUME_OPEN = 0x400000;
    /// Options of an open: a directory.
    FILE_DIRECTORY_FILE = 0x1;
    /// Options of an open: not a directory.
    FILE_NON_DIRECTORY_FILE = 0x40;
    /// Options of an open: requests wait, and may be alerted not.
    FILE_SYNCHRONOUS_IO_NONALERT = 0x20;
    /// Options of an open: the name is an id.
    FILE_OPEN_BY_FILE_ID = 0x2000;
    /// Options of an open: a reparse point is opened itself.
    FILE_OPEN_REPARSE_POINT = 0x20_0000;
    /// Disposition: only what exists.
    FILE_OPEN = 1;
    /// Others may read.
    FILE_SHARE_READ = 1;
    /// Others may write.
    FILE_SHARE_WRITE = 2;
    /// Others may delete.
    FILE_SHARE_DELETE = 4;
    /// No attributes.
    FILE_ATTRIBUTE_NORMAL = 0x80;
    /// A network file system's device.
    FILE_DEVICE_NETWORK_FILE_SYSTEM = 0x14;
    /// A disk file system's device.
    FILE_DEVICE_DISK_FILE_SYSTEM = 0x8;
    /// A CD file system's device.
    FILE_DEVICE_CD_ROM_FILE_SYSTEM = 0x3;
    /// Named pipes.
    FILE_DEVICE_NAMED_PIPE = 0x11;
    /// Mailslots.
    FILE_DEVICE_MAILSLOT = 0xC;
}
