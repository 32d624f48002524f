//! Security: tokens, security descriptors, access checks.

mod access;
mod descriptor;
mod sddl;
mod sid;
mod token;

pub use access::{check, Mapping, DEVICE, MAXIMUM_ALLOWED, PROCESS, PROCESS_ALL_ACCESS, THREAD};
pub use descriptor::{Ace, Descriptor};
pub use sid::Sid;
pub use token::{Account, Token};

use crate::service::Service;

/// Services of this prefix.
pub fn services() -> Vec<&'static [&'static Service]> {
    vec![]
}
