//! Objects, references and handles; object callbacks.

mod admission;
mod callbacks;
mod close;
mod handles;
mod intercept;
mod left_behind;
mod objects;
mod open;
mod services;
mod types;

pub use admission::admit;
pub use callbacks::Callbacks;
pub use close::{close_all, close_handle, release};
pub use handles::{Handle, HandleEntry, HandleTables, NewHandle};
pub use objects::{Body, Objects};
pub use open::{duplicate, nt_open_process, open_process, open_thread, Duplicate, OpenedHandle, OBJ_INHERIT};
pub use services::{dereference, reference};
pub use types::ObjectType;

use crate::service::Service;

/// Objects and handles of a machine. Thread-safe.
#[derive(Default)]
pub struct Ob {
    /// What drivers and handles refer to.
    pub objects: Objects,
    /// Handles of all processes.
    pub handles: HandleTables,
    /// Who is asked before handles to processes and threads are made.
    pub callbacks: Callbacks,
}

/// Services of this prefix.
pub fn services() -> Vec<&'static [&'static Service]> {
    vec![services::SERVICES, types::SERVICES]
}
