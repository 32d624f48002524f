//! Open keys.

use std::sync::Arc;

use super::tree::KeyId;
use crate::guest::Context;
use crate::locked::Locked;
use crate::ob::Body;
use crate::ps::ProcessAddress;

/// An open key. Drivers know it by its address, behind which there is no memory. Thread-safe.
#[derive(Debug)]
pub struct KeyObject {
    /// Its address.
    pub address: usize,
    /// The key.
    pub key: KeyId,
    /// What callbacks have associated with it, by their cookies.
    pub(super) contexts: Locked<Vec<(i64, usize)>>,
    /// Address of the name that CmCallbackGetKeyObjectID gave; 0 if nobody asked.
    pub(super) old_name: Locked<usize>,
}

impl KeyObject {
    pub(super) fn new(address: usize, key: KeyId) -> Self {
        Self { address, key, contexts: Locked::default(), old_name: Locked::default() }
    }
}

/// Opens a key by itself, without asking any driver.
pub(super) fn open(cx: &Context, key: KeyId) -> Arc<KeyObject> {
    let machine = cx.machine();
    let object = Arc::new(KeyObject::new(machine.opaque.next(), key));
    machine.ob.objects.insert(object.address, Body::Key(Arc::clone(&object)));
    object
}

/// The last handle to an open key was closed. PASSIVE_LEVEL; calls drivers.
pub fn last_handle_closed(_cx: &Context, _process: ProcessAddress, _key: &Arc<KeyObject>) {}

/// Nobody refers to an open key any more. Whoever tells this has taken it out of [`crate::ob::Objects`].
pub fn last_reference_gone(_cx: &Context, _key: &Arc<KeyObject>) {}
