//! What the Windows headers define as macros or inline functions, without reading gs or cr8.

use core::ptr::{addr_of, addr_of_mut};
use core::sync::atomic::{AtomicPtr, AtomicU8, Ordering};

use crate::{
    DRIVER_CANCEL, IO_STACK_LOCATION, IRP, LIST_ENTRY, OBJECT_ATTRIBUTES, SL_PENDING_RETURNED, UNICODE_STRING,
};
use crate::{FLTFL_CALLBACK_DATA_FAST_IO_OPERATION, FLT_CALLBACK_DATA};

/// The driver's part of a request.
///
/// # Safety
/// The request is the caller's.
///
/// Source: Microsoft, "IoGetCurrentIrpStackLocation function (wdm.h)".
#[must_use]
pub unsafe fn IoGetCurrentIrpStackLocation(Irp: *const IRP) -> *mut IO_STACK_LOCATION {
    // SAFETY: the request is the caller's, so the address of its field is one
    let field = unsafe { addr_of!((*Irp).Tail.Overlay.CurrentStackLocation) };
    // SAFETY: the I/O manager has set the location before it called the driver
    unsafe { field.read() }
}

/// Marks a request as pending; the dispatch routine then returns STATUS_PENDING, and before it is queued.
///
/// # Safety
/// The request is the caller's, and nobody else has it yet.
///
/// Source: Microsoft, "IoMarkIrpPending function (wdm.h)".
pub unsafe fn IoMarkIrpPending(Irp: *mut IRP) {
    // SAFETY: the request is the caller's
    let stack = unsafe { IoGetCurrentIrpStackLocation(Irp) };
    // SAFETY: the location is the caller's as long as the request is
    unsafe { (*stack).Control |= SL_PENDING_RETURNED };
}

/// Exchanges a request's cancel routine. `None` comes back if there was none, or if cancellation has won.
///
/// # Safety
/// The request can't be completed by anyone during the call.
///
/// Source: Microsoft, "IoSetCancelRoutine function (wdm.h)".
pub unsafe fn IoSetCancelRoutine(Irp: *mut IRP, CancelRoutine: Option<DRIVER_CANCEL>) -> Option<DRIVER_CANCEL> {
    // SAFETY: the request is valid, so is the address of its field
    let field = unsafe { addr_of_mut!((*Irp).CancelRoutine) };
    let new = CancelRoutine.map_or(core::ptr::null_mut(), |routine| routine as *mut ());
    // SAFETY: the field has a pointer's size and alignment, and the kernel changes it by atomic exchange only
    let atomic = unsafe { AtomicPtr::from_ptr(field.cast::<*mut ()>()) };
    let old = atomic.swap(new, Ordering::SeqCst);
    // SAFETY: an optional function pointer is null or the function's address, which is all that the field ever holds
    unsafe { core::mem::transmute::<*mut (), Option<DRIVER_CANCEL>>(old) }
}

/// `Irp->Cancel`: whether cancellation was asked for.
///
/// # Safety
/// The request can't be completed by anyone during the call.
///
/// Source: Microsoft, "IRP structure (wdm.h)".
#[must_use]
pub unsafe fn IrpIsCancelled(Irp: *mut IRP) -> bool {
    // SAFETY: the request is valid, so is the address of its field
    let field = unsafe { addr_of_mut!((*Irp).Cancel) };
    // SAFETY: a byte that the kernel sets at any time
    let atomic = unsafe { AtomicU8::from_ptr(field) };
    atomic.load(Ordering::SeqCst) != 0
}

/// Makes an empty list of a head.
///
/// # Safety
/// The head is the caller's and stays where it is while the list is used.
///
/// Source: Microsoft, "InitializeListHead function (wdm.h)".
pub unsafe fn InitializeListHead(ListHead: *mut LIST_ENTRY) {
    // SAFETY: the head is the caller's
    unsafe { *ListHead = LIST_ENTRY { Flink: ListHead, Blink: ListHead } };
}

/// Whether a list has no entry.
///
/// # Safety
/// The head was initialised, and the caller holds what guards the list.
///
/// Source: Microsoft, "IsListEmpty function (wdm.h)".
#[must_use]
pub unsafe fn IsListEmpty(ListHead: *const LIST_ENTRY) -> bool {
    // SAFETY: the head is initialised and guarded
    let first = unsafe { (*ListHead).Flink };
    core::ptr::eq(first, ListHead)
}

/// `FLT_IS_FASTIO_OPERATION`.
///
/// # Safety
/// The data is valid: the call is from a callback.
///
/// Source: Microsoft, "FLT_IS_FASTIO_OPERATION".
#[must_use]
pub unsafe fn FLT_IS_FASTIO_OPERATION(Data: *const FLT_CALLBACK_DATA) -> bool {
    // SAFETY: the data is valid during a callback
    let flags = unsafe { (*Data).Flags };
    flags & FLTFL_CALLBACK_DATA_FAST_IO_OPERATION != 0
}

/// `InitializeObjectAttributes`, without a root and with the default security.
///
/// Source: Microsoft, "InitializeObjectAttributes macro (ntdef.h)".
#[must_use]
pub const fn InitializeObjectAttributes(ObjectName: *const UNICODE_STRING, Attributes: u32) -> OBJECT_ATTRIBUTES {
    OBJECT_ATTRIBUTES {
        Length: core::mem::size_of::<OBJECT_ATTRIBUTES>() as u32,
        RootDirectory: core::ptr::null_mut(),
        ObjectName,
        Attributes,
        SecurityDescriptor: core::ptr::null(),
        SecurityQualityOfService: core::ptr::null(),
    }
}
