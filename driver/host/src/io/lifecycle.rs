//! Ends of file objects: IRP_MJ_CLEANUP with the last handle, IRP_MJ_CLOSE with the last reference.

use std::sync::Arc;

use kernel_abi::{
    IO_PARAMETERS, IO_PARAMETERS_OTHERS, IRP_MJ_CLEANUP, IRP_MJ_CLOSE, STATUS_INSUFFICIENT_RESOURCES, STATUS_SUCCESS,
};

use super::buffers::Buffers;
use super::device::Device;
use super::file::{self, DeviceFile, Waiter};
use super::irp::{End, NewIrp};
use super::{dispatch, end, issue, unload};
use crate::guest::Context;
use crate::ps::{self, Process, ProcessAddress};

/// IRP_CLOSE_OPERATION and IRP_SYNCHRONOUS_API.
const CLOSE_FLAGS: u32 = 0x404;

/// The last handle to a file object was closed, by that process: IRP_MJ_CLEANUP, after the request under way if it is synchronous.
pub fn last_handle_closed(cx: &Context, _process: ProcessAddress, file: &Arc<DeviceFile>) {
    if !file.synchronous {
        return clean_up(cx, file);
    }
    // a reference keeps the file object for a close that has to wait
    cx.machine().ob.objects.hold(file.address);
    if file.acquire(Waiter::Close(cx.thread())).is_some() {
        clean_up_in_turn(cx, file);
        crate::ob::release(cx, file.address);
    }
}

/// The close of a synchronous file object whose turn it is.
pub(super) fn clean_up_in_turn(cx: &Context, file: &Arc<DeviceFile>) {
    clean_up(cx, file);
    end::hand_over(cx, file);
}

fn clean_up(cx: &Context, file: &Arc<DeviceFile>) {
    let ended = send(cx, file, IRP_MJ_CLEANUP, CLOSE_FLAGS, "the end of an IRP_MJ_CLEANUP");
    require_success(cx, ended, "IRP_MJ_CLEANUP");
    file.set_cleaned();
}

fn require_success(cx: &Context, ended: End, what: &str) {
    if ended.status != STATUS_SUCCESS {
        cx.machine().verifier.finding(format!("{what} ended with {:#x}", ended.status));
    }
}

fn send(cx: &Context, file: &Arc<DeviceFile>, major: u8, flags: u32, what: &str) -> End {
    let new = NewIrp {
        device: Arc::clone(&file.device),
        file: Some(Arc::clone(file)),
        request: None,
        thread: cx.thread(),
        process: ps::current(cx).address,
        user: false,
        major,
        flags,
        parameters: IO_PARAMETERS { Others: unsafe { std::mem::zeroed::<IO_PARAMETERS_OTHERS>() } },
        buffers: Buffers::default(),
    };
    match cx.machine().io.irps.make(cx, new) {
        Some(irp) => dispatch::call_and_wait(cx, &irp, what),
        None => End { status: STATUS_INSUFFICIENT_RESOURCES, information: 0, marked: false },
    }
}

/// The last reference to a file object is gone: IRP_MJ_CLOSE, in an arbitrary thread.
pub fn last_reference_gone(cx: &Context, file: &Arc<DeviceFile>) {
    if !super::must_wait(cx) {
        return close(cx, file);
    }
    let file = Arc::clone(file);
    cx.after_drivers(move |cx| close(cx, &file));
}

fn close(cx: &Context, file: &Arc<DeviceFile>) {
    let ended = send(cx, file, IRP_MJ_CLOSE, CLOSE_FLAGS, "the end of an IRP_MJ_CLOSE");
    require_success(cx, ended, "IRP_MJ_CLOSE");
    cx.machine().pool.free(cx, file.address, file::TAG);
    open_ended(cx, &file.device);
}

/// One file object less: its driver may have waited for that to be unloaded.
pub(super) fn open_ended(cx: &Context, device: &Arc<Device>) {
    if cx.machine().io.devices.end_open(cx, device) {
        unload::unload_soon(cx, &device.driver);
    }
}

/// A process ends: what its threads have under way is cancelled. Its handles are still open.
pub fn process_exiting(cx: &Context, process: &Arc<Process>) {
    let irps = &cx.machine().io.irps;
    let synchronous = irps.matching(|irp| irp.file.as_ref().is_some_and(|file| file.synchronous));
    for file in synchronous.iter().filter_map(|irp| irp.file.as_ref()) {
        let waiting = file.give_up(|sending| sending.process.address == process.address);
        waiting.into_iter().for_each(|waiter| issue::give_up(cx, waiter));
    }
    for irp in irps.matching(|irp| irp.process == process.address && irp.request.is_some()) {
        dispatch::cancel(cx, &irp);
    }
}
