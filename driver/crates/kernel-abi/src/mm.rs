//! Mm: routines by name.

use core::ffi::c_void;

/// What `imports::MmGetSystemRoutineAddress` gives: null if the system lacks the routine.
pub type SystemRoutine = *mut c_void;
