//! Security: tokens, security descriptors, access checks.

use crate::service::Service;

/// Services of this prefix.
pub fn services() -> Vec<&'static [&'static Service]> {
    vec![]
}
