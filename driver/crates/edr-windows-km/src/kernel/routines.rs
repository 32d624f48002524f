//! Routines of the kernel that not every system has, found by name (CMR-2).

use core::ffi::c_void;

use kernel_abi::imports;

use super::unicode::UnicodeString;

/// The address of a routine that ntoskrnl exports, or null. IRQL: PASSIVE_LEVEL.
pub fn find(name: &[u16]) -> *mut c_void {
    let name = UnicodeString::new(name);
    // SAFETY: a valid string, at PASSIVE_LEVEL.
    unsafe { imports::MmGetSystemRoutineAddress(name.as_mut_ptr()) }
}
