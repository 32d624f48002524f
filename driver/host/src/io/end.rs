//! What becomes of a request that was completed: copy, status block, packet. Source: Microsoft, "I/O Completion Ports".

use std::sync::Arc;

use kernel_abi::{NT_ERROR, NT_SUCCESS};

use super::file::DeviceFile;
use super::irp::{End, Irp};
use super::issue;
use crate::guest::Context;
use crate::ob;

/// Ends a request. `pended`: its caller was told STATUS_PENDING; else a synchronous error is told by the call alone.
pub(super) fn end(cx: &Context, irp: &Arc<Irp>, ended: End, pended: bool) {
    let file = irp.file.as_ref();
    if let Some(file) = file {
        file.ended();
    }
    let Some(request) = &irp.request else { return };
    let told = pended || !NT_ERROR(ended.status);
    let port = file.and_then(|file| file.port()).filter(|_| told && !request.kernel);
    request.finish(ended.status, ended.information, irp.take_kept_output(), port.is_some());
    if let Some((port, key)) = port {
        port.post(key, request);
    }
    if let Some(file) = file {
        if pended && file.synchronous && !request.kernel {
            hand_over(cx, file);
        }
        let address = file.address;
        cx.after_drivers(move |cx| ob::release(cx, address));
    }
}

/// A synchronous file object's request is over: the next one in line goes on, as its own thread would.
pub(super) fn hand_over(cx: &Context, file: &Arc<DeviceFile>) {
    if let Some(next) = file.release() {
        let file = Arc::clone(file);
        cx.after_drivers(move |cx| issue::go_on(cx, &file, next));
    }
}

/// Whether a status lets NtCreateFile succeed.
pub(super) fn is_success(ended: End) -> bool {
    NT_SUCCESS(ended.status)
}
