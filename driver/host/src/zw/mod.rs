//! System services that drivers call: thin, as each does what its Nt form does, in previous mode KernelMode.

mod close;
mod registry;

use crate::service::Service;

/// Services of this prefix.
pub fn services() -> Vec<&'static [&'static Service]> {
    vec![close::SERVICES, registry::SERVICES]
}
