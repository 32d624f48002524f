//! Objects, references and handles; object callbacks.

mod close;
mod handles;
mod objects;
mod open;

pub use close::{close_all, close_handle, release};
pub use handles::{Handle, HandleEntry, HandleTables, NewHandle};
pub use objects::{Body, Objects};
pub use open::{open_process, OpenedHandle, OBJ_INHERIT};

use crate::service::Service;

/// Objects and handles of a machine. Thread-safe.
#[derive(Default)]
pub struct Ob {
    /// What drivers and handles refer to.
    pub objects: Objects,
    /// Handles of all processes.
    pub handles: HandleTables,
}

/// Services of this prefix.
pub fn services() -> Vec<&'static [&'static Service]> {
    vec![]
}
