//! Configuration manager: the registry's keys and values, and its callbacks.

use std::sync::Arc;

use crate::guest::Context;
use crate::profile::Profile;
use crate::ps::ProcessAddress;
use crate::service::Service;
use crate::verifier::BugCheck;

/// An open key.
pub struct KeyObject {}

/// The registry of a machine. Thread-safe.
pub struct Cm {}

impl Cm {
    /// The hives that a fresh Windows has.
    pub fn boot(_profile: &Profile) -> Self {
        Self {}
    }
}

/// The last handle to a key object was closed, by that process.
pub fn last_handle_closed(cx: &Context, _process: ProcessAddress, _key: &Arc<KeyObject>) {
    cx.bug_check(BugCheck::host("the close of a key is not simulated".into()));
}

/// The last reference to a key object is gone.
pub fn last_reference_gone(cx: &Context, _key: &Arc<KeyObject>) {
    cx.bug_check(BugCheck::host("the end of a key object is not simulated".into()));
}

/// Services of this prefix.
pub fn services() -> Vec<&'static [&'static Service]> {
    vec![]
}
