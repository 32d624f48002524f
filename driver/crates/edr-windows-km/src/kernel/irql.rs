//! The level at which this processor runs.

use core::ffi::c_void;
use core::sync::atomic::{AtomicPtr, Ordering};

use kernel_abi::KeGetCurrentIrqlFn;

use super::routines;
use super::unicode::utf16;

const APC_LEVEL: u8 = 1;

/// By name: the header's inline reads a register that only a kernel may.
static GET_CURRENT_IRQL: AtomicPtr<c_void> = AtomicPtr::new(core::ptr::null_mut());

/// Finds KeGetCurrentIrql. IRQL: PASSIVE_LEVEL.
pub fn resolve() {
    GET_CURRENT_IRQL.store(routines::find(&utf16!("KeGetCurrentIrql")), Ordering::Release);
}

/// Whether a thread can be suspended here, so that a critical region is needed and allowed: at most APC_LEVEL. Where the system
/// doesn't tell, it isn't. IRQL: any.
pub fn allows_suspension() -> bool {
    let routine = GET_CURRENT_IRQL.load(Ordering::Acquire);
    if routine.is_null() {
        return false;
    }
    // SAFETY: the address is what the system gave for KeGetCurrentIrql, whose signature this is.
    let routine: KeGetCurrentIrqlFn = unsafe { core::mem::transmute(routine) };
    // SAFETY: it takes nothing and may be called at any level.
    let level = unsafe { routine() };
    level <= APC_LEVEL
}
