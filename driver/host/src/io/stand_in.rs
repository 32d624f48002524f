//! What other modules are to offer and don't yet.

use kernel_abi::NTSTATUS;

use crate::guest::Context;
use crate::machine::ImageId;
use crate::verifier::BugCheck;

/// FilterUnloadCallback.
pub(super) fn filter_unload(cx: &Context, _image: ImageId, _mandatory: bool) -> NTSTATUS {
    cx.bug_check(BugCheck::host("the unload of a filter is not simulated".into()))
}

/// Registrations, handles and references that a driver has left.
pub(super) fn left_behind(_cx: &Context, _image: ImageId) -> Vec<String> {
    Vec::new()
}
