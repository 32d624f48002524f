use core::ffi::c_void;

use crate::NTSTATUS;

imports! { "cng.sys" {
    /// Random bytes. PASSIVE_LEVEL with the system's generator, Windows Vista.
    /// Microsoft, "BCryptGenRandom function (bcrypt.h)".
    pub fn BCryptGenRandom(hAlgorithm: *mut c_void, pbBuffer: *mut u8, cbBuffer: u32, dwFlags: u32) -> NTSTATUS;
}}
