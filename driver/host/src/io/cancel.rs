//! What programs do with handles to devices besides requests: cancel, bind, duplicate.

use std::sync::Arc;

use kernel_abi::{
    NTSTATUS, STATUS_INVALID_HANDLE, STATUS_INVALID_PARAMETER, STATUS_OBJECT_TYPE_MISMATCH, STATUS_SUCCESS,
};

use super::{dispatch, CompletionPort, DeviceFile, Request};
use crate::guest::Context;
use crate::ob::{self, Body, Handle, HandleEntry, NewHandle};
use crate::ps::{self, Process};

/// EVENT_ALL_ACCESS and IO_COMPLETION_ALL_ACCESS.
const ALL_ACCESS: u32 = 0x001F_0003;

/// The file object behind a handle of the current process.
fn file(cx: &Context, handle: Handle) -> Result<Arc<DeviceFile>, NTSTATUS> {
    match cx.machine().ob.handles.get(ps::current(cx).address, handle).map(|entry| entry.body) {
        Some(Body::DeviceFile(file)) => Ok(file),
        Some(_) => Err(STATUS_OBJECT_TYPE_MISMATCH),
        None => Err(STATUS_INVALID_HANDLE),
    }
}

/// NtCancelIoFileEx: asks to cancel what the current process has under way on the file object, one request or all; whether any was
/// found.
///
/// # Errors
/// What is wrong with the handle.
pub fn cancel(cx: &Context, handle: Handle, request: Option<&Arc<Request>>) -> Result<bool, NTSTATUS> {
    let file = file(cx, handle)?;
    let process = ps::current(cx).address;
    let found = cx.machine().io.irps.matching(|irp| {
        let of_file = irp.file.as_ref().is_some_and(|other| Arc::ptr_eq(other, &file));
        let asked = match (request, &irp.request) {
            (Some(wanted), Some(request)) => Arc::ptr_eq(wanted, request),
            (None, Some(_)) => true,
            (_, None) => false,
        };
        of_file && asked && irp.process == process
    });
    found.iter().for_each(|irp| {
        dispatch::cancel(cx, irp);
    });
    Ok(!found.is_empty())
}

/// NtCreateIoCompletion in the current process.
pub fn create_port(cx: &Context) -> (Handle, Arc<CompletionPort>) {
    let port = Arc::new(CompletionPort::default());
    let object = cx.machine().opaque.next();
    let body = Body::CompletionPort(Arc::clone(&port));
    cx.machine().ob.objects.insert(object, body.clone());
    let entry = HandleEntry { object, body, granted: ALL_ACCESS, inherit: false, opener: None };
    let process = Some(ps::current(cx).address);
    (cx.machine().ob.handles.open(NewHandle { process, entry }), port)
}

/// NtSetInformationFile of FileCompletionInformation: once and for good, not for synchronous file objects.
pub fn bind(cx: &Context, handle: Handle, port: &Arc<CompletionPort>, key: u64) -> NTSTATUS {
    match file(cx, handle) {
        Ok(file) if file.synchronous || !file.bind(port, key) => STATUS_INVALID_PARAMETER,
        Ok(_) => STATUS_SUCCESS,
        Err(status) => status,
    }
}

/// NtDuplicateObject with DUPLICATE_SAME_ACCESS, from the current process into another, of a handle that no callback watches.
pub fn duplicate(cx: &Context, handle: Handle, target: &Arc<Process>) -> Option<Handle> {
    let machine = cx.machine();
    let entry = machine.ob.handles.get(ps::current(cx).address, handle)?;
    if target.has_ended() || !machine.ob.objects.hold(entry.object) {
        return None;
    }
    let object = entry.object;
    let copy = machine.ob.handles.open(NewHandle { process: Some(target.address), entry });
    ob::release(cx, object);
    if target.has_ended() {
        ob::close_handle(cx, target.address, copy);
        return None;
    }
    Some(copy)
}
