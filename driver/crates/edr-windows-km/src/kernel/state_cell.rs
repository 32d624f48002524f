//! Where callbacks and dispatch routines, which get no context of this driver's, find its state.

use core::ptr::{self, NonNull};
use core::sync::atomic::{AtomicPtr, Ordering};

use super::pool::{PoolBox, Tag};
use crate::driver_state::DriverState;

static STATE: AtomicPtr<DriverState> = AtomicPtr::new(ptr::null_mut());

/// Makes the state to be found. For DriverEntry, before anything that could call this driver.
pub fn publish(state: PoolBox<DriverState>) -> &'static DriverState {
    let state = state.into_raw();
    STATE.store(state.as_ptr(), Ordering::Release);
    // SAFETY: valid until `withdraw`, which comes after everything that could use it (driver_unload.rs).
    unsafe { state.as_ref() }
}

/// The state, for whoever keeps it: a callback that is registered, a request within the device's rundown, a file object that is
/// open. All of these end before it is freed. IRQL: any.
pub fn state() -> Option<&'static DriverState> {
    // SAFETY: null or valid for as long as the caller keeps it, as said above.
    unsafe { STATE.load(Ordering::Acquire).as_ref() }
}

/// Takes the state back, to be freed, once nobody keeps it.
pub fn withdraw() -> Option<PoolBox<DriverState>> {
    let state = STATE.swap(ptr::null_mut(), Ordering::AcqRel);
    // SAFETY: published with this tag; nobody keeps it any more.
    NonNull::new(state).map(|state| unsafe { PoolBox::from_raw(state, Tag::State) })
}
