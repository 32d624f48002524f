//! The header-style functions, on the building machine.

use core::mem::zeroed;
use core::ptr::addr_of_mut;

use kernel_abi::*;

kernel_fn! {
    fn cancel(_device: *mut DEVICE_OBJECT, _irp: *mut IRP) {}
}

fn irp() -> IRP {
    // SAFETY: numbers, null pointers and no routines
    unsafe { zeroed() }
}

#[test]
fn the_stack_location_is_the_current_one_and_is_marked_as_pending() {
    // SAFETY: numbers and null pointers
    let mut stack: IO_STACK_LOCATION = unsafe { zeroed() };
    let mut irp = irp();
    irp.Tail.Overlay.CurrentStackLocation = &mut stack;
    // SAFETY: the request is ours
    assert_eq!(unsafe { IoGetCurrentIrpStackLocation(&irp) }, addr_of_mut!(stack));
    stack.Control = 0x40;
    // SAFETY: the request is ours
    unsafe { IoMarkIrpPending(&mut irp) };
    assert_eq!(stack.Control, 0x41);
}

#[test]
fn a_cancel_routine_is_exchanged_for_the_one_before() {
    let mut irp = irp();
    let routine: DRIVER_CANCEL = cancel;
    // SAFETY: the request is ours
    assert!(unsafe { IoSetCancelRoutine(&mut irp, Some(routine)) }.is_none());
    assert!(irp.CancelRoutine.is_some_and(|set| set as usize == routine as usize));
    // SAFETY: the request is ours
    assert!(unsafe { IoSetCancelRoutine(&mut irp, None) }.is_some_and(|before| before as usize == routine as usize));
    assert!(irp.CancelRoutine.is_none());
}

#[test]
fn any_byte_but_zero_says_that_cancellation_was_asked_for() {
    let mut irp = irp();
    // SAFETY: the request is ours
    assert!(!unsafe { IrpIsCancelled(&mut irp) });
    irp.Cancel = 2;
    // SAFETY: the request is ours
    assert!(unsafe { IrpIsCancelled(&mut irp) });
}

#[test]
fn a_new_list_is_empty_and_one_with_an_entry_is_not() {
    let null = core::ptr::null_mut();
    let mut head = LIST_ENTRY { Flink: null, Blink: null };
    let mut entry = LIST_ENTRY { Flink: &mut head, Blink: &mut head };
    // SAFETY: the head stays here
    unsafe { InitializeListHead(&mut head) };
    // SAFETY: the head is initialised
    assert!(unsafe { IsListEmpty(&head) });
    head.Flink = &mut entry;
    // SAFETY: the head is initialised
    assert!(!unsafe { IsListEmpty(&head) });
}

#[test]
fn statuses_are_told_by_their_highest_bits() {
    assert!(NT_SUCCESS(STATUS_PENDING) && !NT_ERROR(STATUS_PENDING));
    assert!(!NT_SUCCESS(STATUS_BUFFER_OVERFLOW) && !NT_ERROR(STATUS_BUFFER_OVERFLOW));
    assert!(!NT_SUCCESS(STATUS_ACCESS_DENIED) && NT_ERROR(STATUS_ACCESS_DENIED));
}
