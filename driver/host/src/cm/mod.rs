//! Configuration manager: the registry's keys and values, and its callbacks.

mod boot;
mod callbacks;
mod content;
mod hives;
mod information;
mod key_names;
mod names;
mod notify;
mod object;
mod open;
mod operations;
mod redirect;
mod services;
mod status;
mod tree;
mod walk;

pub use callbacks::{Callbacks, NewCallback, Registration};
pub use hives::{load, replace, restore, save, unload};
pub use object::{last_handle_closed, last_reference_gone, open as open_by_id, unregister, KeyObject};
pub use open::{open, Opened, Request};
pub use operations::{delete_key, delete_value, flush_key, query_value, rename_key, set_security, set_value};
pub use tree::{KeyId, Value};

use std::sync::Arc;

use crate::locked::Locked;
use crate::machine::ImageId;
use crate::mm::OpaqueAddresses;
use crate::ob::{Body, Ob};
use crate::profile::Profile;
use crate::service::Service;
use tree::Tree;

/// The registry of a machine. Thread-safe.
pub struct Cm {
    /// Who is asked before the registry changes.
    pub callbacks: Callbacks,
    tree: Locked<Tree>,
    /// Taken before the tree, by whoever needs both.
    files: Locked<hives::HiveFiles>,
    names: key_names::GivenNames,
    with_contexts: object::WithContexts,
    /// `\REGISTRY` itself, open for good: the root of absolute names.
    root: Arc<KeyObject>,
    /// Address of the object type of keys, into which nobody may look.
    key_type: usize,
    /// An address at which no object ever is: what a notification of a failure has for one.
    nothing: usize,
}

impl Cm {
    /// The hives that a fresh Windows has.
    pub fn boot(profile: &Profile, opaque: &OpaqueAddresses, ob: &Ob) -> Self {
        let root = Arc::new(KeyObject::new(opaque.next(), tree::ROOT));
        ob.objects.insert(root.address, Body::Key(Arc::clone(&root)));
        ob.objects.hold(root.address);
        Self {
            callbacks: Callbacks::default(),
            tree: Locked::new(boot::hives(profile)),
            files: Locked::default(),
            names: key_names::GivenNames::default(),
            with_contexts: Locked::default(),
            root,
            key_type: opaque.next(),
            nothing: opaque.next(),
        }
    }

    /// What a driver that is gone should have given back, one line each: callbacks, and names of keys. Handles of keys are
    /// [`crate::ob`]'s to tell.
    pub fn left_behind(&self, image: ImageId) -> Vec<String> {
        let mut lines = self.callbacks.of(image);
        let names = self.names.held_by(image);
        if names > 0 {
            lines.push(format!("{names} names of CmCallbackGetKeyObjectIDEx"));
        }
        lines
    }
}

/// Services of this prefix.
pub fn services() -> Vec<&'static [&'static Service]> {
    vec![services::SERVICES]
}
