//! What an attacker with kernel rights does to a driver's filters, and a system that calls none.

use std::sync::atomic::Ordering;

use super::attach::{tear_down, TEARDOWN_INTERNAL_ERROR};
use crate::guest::Context;
use crate::machine::{ImageId, Machine};
use crate::text::Text;

/// Patches a driver's operation callbacks so that they do nothing, or takes that back; its instances stand.
pub fn silence(machine: &Machine, image: ImageId, silenced: bool) {
    for filter in machine.flt.filters_of(image) {
        filter.silenced.store(silenced, Ordering::Release);
    }
}

/// Takes a driver's instances from a volume without asking it; false if it has none there.
pub fn remove_instance(cx: &Context, image: ImageId, device: &Text) -> bool {
    let instances = cx.machine().flt.state.lock().instances.clone();
    let mut of_volume = instances.iter().filter(|one| one.filter.image == image && one.volume.is.device == *device);
    let mut removed = false;
    of_volume.by_ref().for_each(|instance| {
        tear_down(cx, instance, TEARDOWN_INTERNAL_ERROR);
        removed = true;
    });
    removed
}

/// From now on no filter is offered a volume, as on a system whose filter manager is a stub.
pub fn never_call(machine: &Machine) {
    machine.flt.state.lock().never_calls = true;
}
