//! The system's clock.

use core::ffi::c_void;
use core::sync::atomic::{AtomicPtr, Ordering};

use kernel_abi::{KeQuerySystemTimeFn, NTSTATUS, STATUS_PROCEDURE_NOT_FOUND};

use super::routines;
use super::unicode::utf16;

static QUERY_SYSTEM_TIME: AtomicPtr<c_void> = AtomicPtr::new(core::ptr::null_mut());

/// Finds the most precise clock that the system has. Both are found by name: Wine lacks the first, and 64-bit Windows exports the
/// second to nobody. IRQL: PASSIVE_LEVEL.
///
/// # Errors
/// STATUS_PROCEDURE_NOT_FOUND: neither exists.
pub fn resolve() -> Result<(), NTSTATUS> {
    let mut routine = routines::find(&utf16!("KeQuerySystemTimePrecise"));
    if routine.is_null() {
        routine = routines::find(&utf16!("KeQuerySystemTime"));
    }
    QUERY_SYSTEM_TIME.store(routine, Ordering::Release);
    if routine.is_null() {
        Err(STATUS_PROCEDURE_NOT_FOUND)
    } else {
        Ok(())
    }
}

/// 100 ns since 1601 UTC (EVT-4); 0 before [`resolve`]. IRQL: any.
pub fn now() -> u64 {
    let routine = QUERY_SYSTEM_TIME.load(Ordering::Acquire);
    if routine.is_null() {
        return 0;
    }
    // SAFETY: the address is what the system gave for one of the two routines, which share this signature.
    let routine: KeQuerySystemTimeFn = unsafe { core::mem::transmute(routine) };
    let mut time = 0_i64;
    // SAFETY: writes one LARGE_INTEGER.
    unsafe { routine(&raw mut time) };
    u64::from_ne_bytes(time.to_ne_bytes())
}
