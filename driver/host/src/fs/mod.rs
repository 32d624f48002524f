//! File systems: what is on the volumes, below the filter manager.

use std::sync::Arc;

use crate::guest::Context;
use crate::profile::Profile;
use crate::ps::ProcessAddress;
use crate::verifier::BugCheck;

/// An open file on a volume.
pub struct OpenFile {}

/// The files of a machine. Thread-safe.
pub struct Fs {}

impl Fs {
    /// Empty volumes, but for what every Windows has.
    pub fn boot(_profile: &Profile) -> Self {
        Self {}
    }
}

/// The last handle to a file object was closed, by that process: IRP_MJ_CLEANUP.
pub fn last_handle_closed(cx: &Context, _process: ProcessAddress, _file: &Arc<OpenFile>) {
    cx.bug_check(BugCheck::host("IRP_MJ_CLEANUP of a file is not simulated".into()));
}

/// The last reference to a file object is gone: IRP_MJ_CLOSE.
pub fn last_reference_gone(cx: &Context, _file: &Arc<OpenFile>) {
    cx.bug_check(BugCheck::host("IRP_MJ_CLOSE of a file is not simulated".into()));
}
