//! The filter manager.

use crate::mm::OpaqueAddresses;
use crate::profile::Profile;
use crate::service::Service;

/// Filters, volumes and instances of a machine. Thread-safe.
pub struct Flt {}

impl Flt {
    /// The profile's volumes, without filters.
    pub fn boot(_profile: &Profile, _opaque: &OpaqueAddresses) -> Self {
        Self {}
    }
}

/// Services of this prefix.
pub fn services() -> Vec<&'static [&'static Service]> {
    vec![]
}
