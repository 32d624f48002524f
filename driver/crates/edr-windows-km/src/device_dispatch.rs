//! The device's dispatch routines (DEV-4, IOC-3, STR-15). IRQL: PASSIVE_LEVEL for programs' requests; a kernel-mode caller that
//! sends them at a higher one breaks the I/O manager's rule for device controls.

use edr_core::request_checks::{self, Request};
use kernel_abi::{
    IRP_MJ_CLEANUP, IRP_MJ_CLOSE, IRP_MJ_CREATE, IRP_MJ_DEVICE_CONTROL, NTSTATUS, STATUS_DELETE_PENDING,
    STATUS_INSUFFICIENT_RESOURCES, STATUS_INVALID_DEVICE_REQUEST, STATUS_OBJECT_NAME_NOT_FOUND, STATUS_SUCCESS,
};

use crate::driver_state::DriverState;
use crate::kernel::critical_region::critical_region;
use crate::kernel::irp::{File, Irp, Outcome};
use crate::kernel::state_cell::{self, state};
use crate::kernel::Rundown;
use crate::open_files::OPEN_FILES;
use crate::{health_query, minifilter_status_query, stream_requests};

/// Control requests under way; pending receives are none. Not in the state block: a request may come when that is gone.
pub static REQUESTS: Rundown = Rundown::new();

/// Any request. Nobody can suspend the thread in it: others may wait for what it holds or ends.
pub fn dispatch(irp: Irp) -> Outcome {
    critical_region(|| serve_function(irp))
}

fn serve_function(irp: Irp) -> Outcome {
    match irp.major_function() {
        IRP_MJ_CREATE => create(irp),
        IRP_MJ_CLEANUP => cleanup(irp),
        IRP_MJ_CLOSE => close(irp),
        IRP_MJ_DEVICE_CONTROL => device_control(irp),
        _ => irp.complete(STATUS_INVALID_DEVICE_REQUEST, 0),
    }
}

/// Only the device itself can be opened.
fn create(irp: Irp) -> Outcome {
    if !OPEN_FILES.opened() {
        return irp.complete(STATUS_DELETE_PENDING, 0);
    }
    let status = match (state(), irp.file()) {
        (Some(state), Some(file)) => open(state, &file),
        _ => STATUS_INVALID_DEVICE_REQUEST,
    };
    if status != STATUS_SUCCESS {
        file_is_gone();
    }
    irp.complete(status, 0)
}

fn open(state: &DriverState, file: &File<'_>) -> NTSTATUS {
    if file.names_something_below() {
        return STATUS_OBJECT_NAME_NOT_FOUND;
    }
    match state.begin_session() {
        Some(session) => {
            file.attach(session);
            STATUS_SUCCESS
        }
        None => STATUS_INSUFFICIENT_RESOURCES,
    }
}

/// The last handle is gone: ends the session.
fn cleanup(irp: Irp) -> Outcome {
    if let (Some(state), Some(session)) = (state(), irp.session()) {
        state.end_session(session);
    }
    irp.complete(STATUS_SUCCESS, 0)
}

/// The last reference is gone: does what CLEANUP did not, as where the system sends none, and frees the session.
fn close(irp: Irp) -> Outcome {
    let session = irp.file().and_then(|file| file.detach());
    if let (Some(state), Some(session)) = (state(), session) {
        state.end_session(&session);
        drop(session);
        file_is_gone();
    }
    irp.complete(STATUS_SUCCESS, 0)
}

/// The state goes with the last file object if unload has left it to that.
fn file_is_gone() {
    if OPEN_FILES.closed() {
        drop(state_cell::withdraw());
    }
}

fn device_control(irp: Irp) -> Outcome {
    if !REQUESTS.acquire() {
        return irp.complete(STATUS_DELETE_PENDING, 0);
    }
    let outcome = match state() {
        Some(state) => serve(state, irp),
        None => irp.complete(STATUS_DELETE_PENDING, 0),
    };
    REQUESTS.release();
    outcome
}

/// The checks read the whole input before any output is written (IOC-12).
fn serve(state: &DriverState, irp: Irp) -> Outcome {
    let control = irp.control();
    match request_checks::check(control.code, irp.input(), control.output_length) {
        Err(status) => irp.complete(status, 0),
        Ok(Request::QueryHealth) => health_query::answer_query(state, irp),
        Ok(Request::QueryMinifilter) => minifilter_status_query::answer_query(state, irp),
        Ok(Request::OpenStream { event_mask, queue_bytes }) => {
            stream_requests::open(state.streams(), irp, event_mask, queue_bytes)
        }
        Ok(Request::Receive { token }) => stream_requests::receive(state.streams(), irp, token),
        Ok(Request::StopStream { token, answer }) => stream_requests::stop(state.streams(), irp, token, answer),
    }
}

/// Completes a request with an answer, for which the checks have found room; the bytes past it stay untouched (IOC-5).
pub fn answer(mut irp: Irp, bytes: &[u8]) -> Outcome {
    for (place, byte) in irp.output().iter_mut().zip(bytes) {
        *place = *byte;
    }
    irp.complete(STATUS_SUCCESS, bytes.len())
}
