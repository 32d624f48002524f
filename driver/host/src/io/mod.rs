//! I/O manager: drivers, devices, files on devices, requests, completion ports.

pub mod drivers;

use std::sync::Arc;

use crate::guest::Context;
use crate::ps::{Process, ProcessAddress};
use crate::service::Service;
use crate::verifier::BugCheck;

/// A file object of a driver's device.
pub struct DeviceFile {}

/// A completion port.
pub struct CompletionPort {}

/// The I/O manager's state of a machine. Thread-safe.
#[derive(Default)]
pub struct Io {}

/// The last handle to a file object was closed, by that process: IRP_MJ_CLEANUP.
pub fn last_handle_closed(cx: &Context, _process: ProcessAddress, _file: &Arc<DeviceFile>) {
    cx.bug_check(BugCheck::host("IRP_MJ_CLEANUP is not simulated".into()));
}

/// The last reference to a file object is gone: IRP_MJ_CLOSE.
pub fn last_reference_gone(cx: &Context, _file: &Arc<DeviceFile>) {
    cx.bug_check(BugCheck::host("IRP_MJ_CLOSE is not simulated".into()));
}

/// A process ends: the I/O manager cancels what its threads have pending. Its handles are still open.
pub fn process_exiting(_cx: &Context, _process: &Arc<Process>) {}

/// Services of this prefix.
pub fn services() -> Vec<&'static [&'static Service]> {
    vec![]
}
