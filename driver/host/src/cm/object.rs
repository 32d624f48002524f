//! Open keys.

use std::sync::{Arc, Weak};

use kernel_abi::{NTSTATUS, REG_DELETE_KEY_INFORMATION, STATUS_SUCCESS};

use super::information::{REG_CALLBACK_CONTEXT_CLEANUP_INFORMATION, TAG};
use super::notify::around;
use super::tree::KeyId;
use crate::guest::Context;
use crate::locked::Locked;
use crate::ob::Body;
use crate::ps::ProcessAddress;

/// RegNtPreKeyHandleClose, whose structure is that of a deletion, and RegNtCallbackObjectContextCleanup.
const PRE_CLOSE: i32 = 14;
const CONTEXT_CLEANUP: i32 = 40;

/// An open key. Drivers know it by its address, behind which there is no memory. Thread-safe.
#[derive(Debug)]
pub struct KeyObject {
    /// Its address.
    pub address: usize,
    /// The key.
    pub key: KeyId,
    /// What callbacks have associated with it, by their cookies.
    contexts: Locked<Vec<(i64, usize)>>,
    /// Address of the name that CmCallbackGetKeyObjectID gave; 0 if nobody asked.
    pub(super) old_name: Locked<usize>,
}

impl KeyObject {
    pub(super) fn new(address: usize, key: KeyId) -> Self {
        Self { address, key, contexts: Locked::default(), old_name: Locked::default() }
    }

    /// What the callback of that cookie has associated with it, or 0.
    pub(super) fn context(&self, cookie: i64) -> usize {
        let contexts = self.contexts.lock();
        contexts.iter().find(|(owner, _)| *owner == cookie).map_or(0, |(_, context)| *context)
    }

    /// Associates something else; what it was before.
    pub(super) fn set_context(&self, cookie: i64, context: usize) -> usize {
        let mut contexts = self.contexts.lock();
        match contexts.iter_mut().find(|(owner, _)| *owner == cookie) {
            Some((_, old)) => std::mem::replace(old, context),
            None => {
                contexts.push((cookie, context));
                0
            }
        }
    }

    fn take_context(&self, cookie: i64) -> Option<usize> {
        let mut contexts = self.contexts.lock();
        let at = contexts.iter().position(|(owner, _)| *owner == cookie)?;
        Some(contexts.swap_remove(at).1)
    }
}

/// Open keys that have contexts of a callback.
pub(super) type WithContexts = Locked<Vec<(i64, Weak<KeyObject>)>>;

/// Opens a key by itself, without asking any driver. The system refers to it until it [gives it back](crate::ob::release).
pub fn open(cx: &Context, key: KeyId) -> Arc<KeyObject> {
    let machine = cx.machine();
    let object = Arc::new(KeyObject::new(machine.opaque.next(), key));
    machine.ob.objects.insert(object.address, Body::Key(Arc::clone(&object)));
    machine.ob.objects.hold(object.address);
    object
}

/// The last handle to an open key was closed. PASSIVE_LEVEL, in the thread that closed it; nobody can refuse it.
pub fn last_handle_closed(cx: &Context, _process: ProcessAddress, key: &Arc<KeyObject>) {
    let mut information = REG_DELETE_KEY_INFORMATION {
        Object: key.address as *mut _,
        CallContext: std::ptr::null_mut(),
        ObjectContext: std::ptr::null_mut(),
        Reserved: std::ptr::null_mut(),
    };
    around(cx, PRE_CLOSE, key, &mut information, || STATUS_SUCCESS);
    let owners = key.contexts.lock().iter().map(|(cookie, _)| *cookie).collect::<Vec<_>>();
    for cookie in owners {
        if let (Some(registration), Some(context)) = (cx.machine().cm.callbacks.find(cookie), key.take_context(cookie))
        {
            let mut information = cleanup(key, context);
            registration.call(cx, CONTEXT_CLEANUP, (&raw mut information).cast());
        }
    }
}

/// Nobody refers to an open key any more. Whoever tells this has taken it out of [`crate::ob::Objects`].
pub fn last_reference_gone(cx: &Context, key: &Arc<KeyObject>) {
    let name = std::mem::take(&mut *key.old_name.lock());
    if name != 0 {
        cx.machine().pool.free(cx, name, TAG);
    }
}

/// CmUnRegisterCallback: waits until nobody runs the callback any more, then lets it clean up what it has associated with keys.
pub fn unregister(cx: &Context, cookie: i64) -> NTSTATUS {
    let cm = &cx.machine().cm;
    let registration = match cm.callbacks.unregister(cx, cookie) {
        Ok(registration) => registration,
        Err(status) => return status,
    };
    let mut theirs = Vec::new();
    cm.with_contexts.lock().retain(|(owner, key)| {
        if *owner == cookie {
            theirs.extend(key.upgrade());
        }
        *owner != cookie && key.strong_count() > 0
    });
    for key in theirs {
        if let Some(context) = key.take_context(cookie) {
            let mut information = cleanup(&key, context);
            registration.run(cx, CONTEXT_CLEANUP, (&raw mut information).cast());
        }
    }
    STATUS_SUCCESS
}

fn cleanup(key: &KeyObject, context: usize) -> REG_CALLBACK_CONTEXT_CLEANUP_INFORMATION {
    let (Object, ObjectContext) = (key.address as *mut _, context as *mut _);
    REG_CALLBACK_CONTEXT_CLEANUP_INFORMATION { Object, ObjectContext, Reserved: std::ptr::null_mut() }
}
