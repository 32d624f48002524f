//! Io: the request.

use core::ffi::c_void;

use crate::{basic::opaque, KEVENT, LIST_ENTRY};
use crate::{
    BOOLEAN, DRIVER_CANCEL, FILE_OBJECT, IO_STACK_LOCATION, IO_STATUS_BLOCK, KIRQL, KPROCESSOR_MODE, LARGE_INTEGER,
};

opaque! {
    /// Describes locked pages.
    MDL
    /// A thread.
    ETHREAD
    /// A process.
    EPROCESS
}

/// A thread, by pointer.
pub type PETHREAD = *mut ETHREAD;
/// A process, by pointer.
pub type PEPROCESS = *mut EPROCESS;

layout! {
    /// A request. `Cancel` and `CancelRoutine` change under the driver's hands: use [`crate::IrpIsCancelled`] and
    /// [`crate::IoSetCancelRoutine`].
    ///
    /// Source: Microsoft, "IRP structure (wdm.h)".
    struct IRP = "IRP", "", 0xD0 {
        Type @ 0x0: i16,
        Size @ 0x2: u16,
        MdlAddress @ 0x8: *mut MDL,
        Flags @ 0x10: u32,
        AssociatedIrp @ 0x18: IRP_ASSOCIATED,
        ThreadListEntry @ 0x20: LIST_ENTRY,
        IoStatus @ 0x30: IO_STATUS_BLOCK,
        RequestorMode @ 0x40: KPROCESSOR_MODE,
        PendingReturned @ 0x41: BOOLEAN,
        StackCount @ 0x42: i8,
        CurrentLocation @ 0x43: i8,
        Cancel @ 0x44: BOOLEAN,
        CancelIrql @ 0x45: KIRQL,
        ApcEnvironment @ 0x46: i8,
        AllocationFlags @ 0x47: u8,
        UserIosb @ 0x48: *mut IO_STATUS_BLOCK,
        UserEvent @ 0x50: *mut KEVENT,
        Overlay @ 0x58: IRP_OVERLAY,
        CancelRoutine @ 0x68: Option<DRIVER_CANCEL>,
        UserBuffer @ 0x70: *mut c_void,
        Tail @ 0x78: IRP_TAIL,
    }
}

layout! {
    /// The buffer of buffered I/O, or a master request.
    ///
    /// Source: Microsoft, "IRP structure (wdm.h)".
    union IRP_ASSOCIATED = "IRP", "AssociatedIrp", 0x8 {
        MasterIrp @ 0x0: *mut IRP,
        IrpCount @ 0x0: i32,
        SystemBuffer @ 0x0: *mut c_void,
    }
}

layout! {
    /// The caller's routine or size.
    ///
    /// Source: Microsoft, "IRP structure (wdm.h)".
    union IRP_OVERLAY = "IRP", "Overlay", 0x10 {
        AsynchronousParameters @ 0x0: IRP_ASYNCHRONOUS_PARAMETERS,
        AllocationSize @ 0x0: LARGE_INTEGER,
    }
}

layout! {
    /// What is called at the end.
    ///
    /// Source: Microsoft, "IRP structure (wdm.h)".
    struct IRP_ASYNCHRONOUS_PARAMETERS = "IRP", "Overlay.AsynchronousParameters", 0x10 {
        UserApcRoutine @ 0x0: *mut c_void,
        UserApcContext @ 0x8: *mut c_void,
    }
}

layout! {
    /// What the driver that holds the request may use, while it does.
    ///
    /// Source: Microsoft, "IRP structure (wdm.h)".
    union IRP_TAIL = "IRP", "Tail", 0x58 {
        Overlay @ 0x0: IRP_TAIL_OVERLAY,
        Apc @ 0x0: [usize; 11],
        CompletionKey @ 0x0: *mut c_void,
    }
}

layout! {
    /// The driver's own words, the thread and the current stack location.
    ///
    /// Source: Microsoft, "IRP structure (wdm.h)".
    struct IRP_TAIL_OVERLAY = "IRP", "Tail.Overlay", 0x50 {
        DriverContext @ 0x0: [*mut c_void; 4],
        Thread @ 0x20: PETHREAD,
        AuxiliaryBuffer @ 0x28: *mut i8,
        ListEntry @ 0x30: LIST_ENTRY,
        CurrentStackLocation @ 0x40: *mut IO_STACK_LOCATION,
        OriginalFileObject @ 0x48: *mut FILE_OBJECT,
    }
}
