//! Configuration manager: the registry's keys and values, and its callbacks.

#![allow(dead_code)]
mod boot;
mod content;
mod names;
mod object;
mod redirect;
mod status;
mod tree;
mod walk;

pub use object::{last_handle_closed, last_reference_gone, KeyObject};
pub use tree::{KeyId, Value};

use std::sync::Arc;

use crate::locked::Locked;
use crate::mm::OpaqueAddresses;
use crate::ob::{Body, Ob};
use crate::profile::Profile;
use crate::service::Service;
use tree::Tree;

/// The registry of a machine. Thread-safe.
pub struct Cm {
    pub(crate) tree: Locked<Tree>,
    /// `\REGISTRY` itself, open for good: the root of absolute names.
    pub(crate) root: Arc<KeyObject>,
}

impl Cm {
    /// The hives that a fresh Windows has.
    pub fn boot(profile: &Profile, opaque: &OpaqueAddresses, ob: &Ob) -> Self {
        let root = Arc::new(KeyObject::new(opaque.next(), tree::ROOT));
        ob.objects.insert(root.address, Body::Key(Arc::clone(&root)));
        ob.objects.hold(root.address);
        Self { tree: Locked::new(boot::hives(profile)), root }
    }
}

/// Services of this prefix.
pub fn services() -> Vec<&'static [&'static Service]> {
    vec![]
}
