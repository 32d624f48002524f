//! Sends requests to drivers and takes them back, by the rules of the I/O manager and of Driver Verifier.
//!
//! Who ends a request: one that was not marked pending is ended by the dispatcher once the driver has returned, one that was is
//! ended by whoever completes it.

use std::sync::Arc;

use kernel_abi::{
    DEVICE_OBJECT, IRP, NTSTATUS, NT_ERROR, STATUS_CANCELLED, STATUS_INVALID_DEVICE_REQUEST, STATUS_PENDING,
};

use super::irp::{self, End, Irp, Wrong};
use super::{end, irp::TAG};
use crate::guest::{self, Context};
use crate::ke;
use crate::verifier::BugCheck;

/// MULTIPLE_IRP_COMPLETE_REQUESTS.
const COMPLETED_TWICE: u32 = 0x44;
/// STATUS_VERIFY_REQUIRED: a warning that copies nothing.
const STATUS_VERIFY_REQUIRED: NTSTATUS = 0x8000_0016_u32 as NTSTATUS;

/// IofCallDriver with all that follows; what the dispatch routine returned.
pub(super) fn call_driver(cx: &Context, irp: &Arc<Irp>) -> NTSTATUS {
    let driver = &irp.device.driver;
    let routine = driver.routine(irp.major);
    if routine == 0 {
        cx.bug_check(BugCheck::rule("dispatch", &format!("no routine for major function {:#x}", irp.major)));
    }
    if let Some(file) = &irp.file {
        file.began();
    }
    let returned = guest::call(driver.image, routine, &[irp.device.address, irp.address]) as NTSTATUS;
    let (marked, ended) = irp.dispatch_returned();
    if marked != (returned == STATUS_PENDING) {
        let how = if marked {
            format!("an IRP marked pending, but the dispatch routine returned {returned:#x}")
        } else {
            "the dispatch routine returned STATUS_PENDING without IoMarkIrpPending".into()
        };
        cx.bug_check(BugCheck::rule("IoMarkIrpPending", &how));
    }
    if !marked {
        judge_end(cx, irp, returned, ended);
    }
    returned
}

fn judge_end(cx: &Context, irp: &Arc<Irp>, returned: NTSTATUS, ended: Option<End>) {
    let Some(ended) = ended else {
        cx.bug_check(BugCheck::rule(
            "dispatch",
            &format!("returned {returned:#x} for major function {:#x} without completing the IRP", irp.major),
        ));
    };
    if ended.status != returned {
        let text = format!("returned {returned:#x} after completing with {:#x}", ended.status);
        cx.bug_check(BugCheck::rule("dispatch", &text));
    }
    end::end(cx, irp, ended, false);
}

/// Sends a request of the system's own and waits for its end.
pub(super) fn call_and_wait(cx: &Context, irp: &Arc<Irp>, what: &str) -> End {
    if call_driver(cx, irp) == STATUS_PENDING {
        cx.machine().ke.wait_until(cx, what, || irp.end().is_some());
    }
    irp.end().unwrap_or(End { status: STATUS_CANCELLED, information: 0, marked: true })
}

/// IoCancelIrp: whether a cancel routine was called. Source: Microsoft, "IoCancelIrp function (wdm.h)".
pub(super) fn cancel(cx: &Context, irp: &Irp) -> bool {
    let lock = cx.machine().ke.cancel_lock.as_ptr();
    let before = ke::acquire(cx, lock);
    let routine = irp.begin_cancel(before);
    if routine == 0 {
        ke::release(cx, lock, before);
        return false;
    }
    // it releases the lock
    let arguments = [irp.device.address, irp.address];
    guest::call_releasing(irp.device.driver.image, routine, &arguments, before);
    true
}

/// What every entry of a dispatch table holds until the driver sets it.
pub(super) unsafe extern "win64" fn invalid_device_request(_device: *mut DEVICE_OBJECT, irp: *mut IRP) -> NTSTATUS {
    let block = unsafe { &mut (*irp).IoStatus };
    block.Status = STATUS_INVALID_DEVICE_REQUEST;
    block.Information = 0;
    complete(guest::current(), irp as usize);
    STATUS_INVALID_DEVICE_REQUEST
}

fn complete(cx: &Context, address: usize) {
    let machine = cx.machine();
    if !cx.locks.borrow().is_empty() {
        cx.bug_check(BugCheck::rule("IofCompleteRequest", "was called with a spin lock held"));
    }
    let Some(irp) = machine.io.irps.at(address) else {
        completed_twice(cx, address);
    };
    let ended = match irp.complete() {
        Ok(ended) => ended,
        Err(Wrong::Twice) => completed_twice(cx, address),
        Err(Wrong::CancelRoutine) => cx.bug_check(BugCheck::new(
            0x48,
            [address, 0, 0, 0],
            "an IRP was completed with a cancel routine set".into(),
        )),
        Err(Wrong::Pending) => {
            cx.bug_check(BugCheck::rule("IofCompleteRequest", "an IRP was completed with STATUS_PENDING"))
        }
    };
    machine.io.irps.forget(&irp);
    judge_block(cx, &irp, ended);
    let copies = irp.buffers.copies_output && !NT_ERROR(ended.status) && ended.status != STATUS_VERIFY_REQUIRED;
    let output = if copies { irp.buffers.take_output(cx, ended.information) } else { Vec::new() };
    irp.keep_output(output);
    // whoever touches either from here on touches poison
    irp.buffers.free(cx);
    machine.pool.free(cx, address, TAG);
    if ended.marked {
        end::end(cx, &irp, ended, true);
    }
    machine.ke.wake_all();
}

fn completed_twice(cx: &Context, address: usize) -> ! {
    let text = "what was completed is no IRP, or was completed before";
    cx.bug_check(BugCheck::new(COMPLETED_TWICE, [address, 0, 0, 0], text.into()))
}

fn judge_block(cx: &Context, irp: &irp::Irp, ended: End) {
    if NT_ERROR(ended.status) {
        if ended.information != 0 {
            let text = format!("an IRP ended with {:#x} and Information {}", ended.status, ended.information);
            cx.machine().verifier.finding(text);
        }
    } else if irp.buffers.copies_output && ended.information > irp.buffers.output_length as usize {
        let text = format!("Information {} beyond the output's {}", ended.information, irp.buffers.output_length);
        cx.bug_check(BugCheck::rule("IofCompleteRequest", &text));
    }
}

services! { "ntoskrnl.exe";
    /// The IRP is the system's again. No spin lock may be held. Source: Microsoft, "IofCompleteRequest function (wdm.h)".
    fn IofCompleteRequest(cx, irp: *mut IRP, _boost: i8), irql 2; {
        complete(cx, irp as usize);
    }

    /// What a cancel routine does first. Source: Microsoft, "IoReleaseCancelSpinLock function (wdm.h)".
    fn IoReleaseCancelSpinLock(cx, irql: u8), irql 2; {
        ke::release(cx, cx.machine().ke.cancel_lock.as_ptr(), irql);
    }
}
