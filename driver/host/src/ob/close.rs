//! Ends of handles and references, and what they mean for the object.

use kernel_abi::{NTSTATUS, STATUS_INVALID_HANDLE, STATUS_SUCCESS};

use super::{Body, Handle};
use crate::guest::Context;
use crate::ps::ProcessAddress;

/// NtClose in the name of a process; a kernel handle is found from any. Tells the object's module of the last handle
/// (`io::last_handle_closed`, ...), then, if no reference is left either, of its end (`io::last_reference_gone`, ...). PASSIVE_LEVEL.
pub fn close_handle(cx: &Context, process: ProcessAddress, handle: Handle) -> NTSTATUS {
    let ob = &cx.machine().ob;
    let Some(entry) = ob.handles.get(process, handle) else { return STATUS_INVALID_HANDLE };
    // the object outlives its last handle until its module has been told
    ob.objects.hold(entry.object);
    let closed = ob.handles.close(process, handle);
    if let Some((entry, 0)) = &closed {
        last_handle(cx, process, &entry.body);
    }
    release(cx, entry.object);
    if closed.is_some() {
        STATUS_SUCCESS
    } else {
        STATUS_INVALID_HANDLE
    }
}

/// Closes all handles of a process that ends, in rising order.
pub fn close_all(cx: &Context, process: ProcessAddress) {
    for (handle, _) in cx.machine().ob.handles.of_process(process) {
        close_handle(cx, process, handle);
    }
}

/// Gives back a reference of the system's own ([`super::Objects::hold`]); the last one, of handles too, ends the object.
pub fn release(cx: &Context, object: usize) {
    if cx.machine().ob.objects.let_go(object) {
        end_if_unused(cx, object);
    }
}

/// Ends an object that nobody refers to any more.
pub(super) fn end_if_unused(cx: &Context, object: usize) {
    let ob = &cx.machine().ob;
    if ob.handles.to_object(object) > 0 || !ob.objects.unreferenced(object) {
        return;
    }
    match ob.objects.remove(object) {
        Some(Body::DeviceFile(file)) => cx.as_host(|| crate::io::last_reference_gone(cx, &file)),
        Some(Body::VolumeFile(file)) => cx.as_host(|| crate::fs::last_reference_gone(cx, &file)),
        Some(Body::Key(key)) => cx.as_host(|| crate::cm::last_reference_gone(cx, &key)),
        _ => {}
    }
}

fn last_handle(cx: &Context, process: ProcessAddress, body: &Body) {
    match body {
        Body::DeviceFile(file) => cx.as_host(|| crate::io::last_handle_closed(cx, process, file)),
        Body::VolumeFile(file) => cx.as_host(|| crate::fs::last_handle_closed(cx, process, file)),
        Body::Key(key) => cx.as_host(|| crate::cm::last_handle_closed(cx, process, key)),
        Body::CompletionPort(port) => port.last_handle_closed(),
        _ => {}
    }
}
