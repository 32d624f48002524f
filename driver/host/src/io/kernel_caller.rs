//! What another kernel component does: it references file objects and sends requests itself, previous mode KernelMode, without
//! probes and access checks, with or without a file object.

use std::sync::Arc;

use kernel_abi::{NTSTATUS, STATUS_PENDING};

use super::device::Device;
use super::issue::{self, Sending};
use super::{Call, DeviceFile, Request};
use crate::guest::Context;
use crate::ob::{self, Body, Handle};
use crate::ps::{self, Process};

/// ObReferenceObjectByHandle for a file object of a device, given back by [`dereference`].
pub fn reference(cx: &Context, process: &Process, handle: Handle) -> Option<Arc<DeviceFile>> {
    let entry = cx.machine().ob.handles.get(process.address, handle)?;
    match entry.body {
        Body::DeviceFile(file) if cx.machine().ob.objects.hold(file.address) => Some(file),
        _ => None,
    }
}

/// ObDereferenceObject; the last reference brings IRP_MJ_CLOSE.
pub fn dereference(cx: &Context, file: &DeviceFile) {
    ob::release(cx, file.address);
}

/// IoBuildDeviceIoControlRequest, or IoAllocateIrp, and IofCallDriver: what the dispatch routine returned. No packet is ever posted
/// for it. `file` is referenced for the request, if there is one.
pub fn send(
    cx: &Context,
    device: &Arc<Device>,
    file: Option<&Arc<DeviceFile>>,
    request: &Arc<Request>,
    call: Call,
) -> NTSTATUS {
    if let Some(file) = file {
        cx.machine().ob.objects.hold(file.address);
    }
    let sending = Sending {
        device: Arc::clone(device),
        file: file.cloned(),
        process: ps::current(cx),
        thread: cx.thread(),
        call,
    };
    let status = issue::send(cx, request, &sending);
    if status != STATUS_PENDING && request.end().is_none() {
        request.finish(status, 0, Vec::new(), false);
    }
    request.set_returned(status);
    status
}
