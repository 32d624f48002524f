//! Names of keys that callbacks ask for.

use std::collections::HashMap;

use kernel_abi::{NTSTATUS, STATUS_INVALID_PARAMETER};

use super::information::{string_in_pool, TAG};
use super::object::KeyObject;
use crate::guest::Context;
use crate::locked::Locked;
use crate::machine::ImageId;
use crate::ob::Body;
use crate::verifier::BugCheck;

/// Names that drivers hold and give back. Thread-safe.
#[derive(Debug, Default)]
pub struct GivenNames {
    given: Locked<HashMap<usize, Option<ImageId>>>,
}

impl GivenNames {
    /// How many a driver holds.
    pub(super) fn held_by(&self, image: ImageId) -> usize {
        self.given.lock().values().filter(|owner| **owner == Some(image)).count()
    }
}

/// A key of which a driver asks the name.
///
/// # Errors
/// STATUS_INVALID_PARAMETER for no key or a cookie that is none's. Where no object is, Windows would read freed memory: that stops the
/// machine (Microsoft, "Invalid Key Object Pointers in Registry Notifications").
pub(super) fn asked(cx: &Context, cookie: i64, object: usize) -> Result<std::sync::Arc<KeyObject>, NTSTATUS> {
    if object == 0 || !cx.machine().cm.callbacks.is_registered(cookie) {
        return Err(STATUS_INVALID_PARAMETER);
    }
    match cx.machine().ob.objects.get(object) {
        Some(Body::Key(key)) => Ok(key),
        Some(_) => Err(STATUS_INVALID_PARAMETER),
        None => cx.bug_check(BugCheck::rule("CmCallbackGetKeyObjectIDEx", "the object is no key that is open")),
    }
}

/// Identifies the key itself, however often it is open and whatever it is called.
pub(super) fn id(key: &KeyObject) -> usize {
    (key.key.0 + 1) << 4
}

/// The key's current path as a string, which the driver gives back.
pub(super) fn give(cx: &Context, key: &KeyObject) -> usize {
    let cm = &cx.machine().cm;
    let string = string_in_pool(cx, &cm.path(key.key));
    cm.names.given.lock().insert(string, cx.image());
    string
}

/// Takes a name back; what nobody was given stops the machine.
pub(super) fn take_back(cx: &Context, string: usize) {
    let known = cx.machine().cm.names.given.lock().remove(&string).is_some();
    if !known {
        let how = "a name that CmCallbackGetKeyObjectIDEx has not given, or that was given back before";
        cx.bug_check(BugCheck::rule("CmCallbackReleaseKeyObjectIDEx", how));
    }
    cx.machine().pool.free(cx, string, TAG);
}

/// The path as it was when it was first asked for this open key; the string goes with the open key.
pub(super) fn lend(cx: &Context, key: &KeyObject) -> usize {
    let known = *key.old_name.lock();
    if known != 0 {
        return known;
    }
    let string = string_in_pool(cx, &cx.machine().cm.path(key.key));
    let raced = {
        let mut name = key.old_name.lock();
        let raced = *name;
        if raced == 0 {
            *name = string;
        }
        raced
    };
    if raced == 0 {
        return string;
    }
    cx.machine().pool.free(cx, string, TAG);
    raced
}
