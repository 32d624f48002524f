//! Configuration manager: the registry's keys and values, and its callbacks.

use crate::profile::Profile;
use crate::service::Service;

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

/// Services of this prefix.
pub fn services() -> Vec<&'static [&'static Service]> {
    vec![]
}
