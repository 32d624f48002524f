//! The system's cryptographic generator.

use kernel_abi::{imports, BCRYPT_USE_SYSTEM_PREFERRED_RNG, NTSTATUS};

/// Fills bytes that nobody can guess (STR-2). IRQL: PASSIVE_LEVEL.
///
/// # Errors
/// The failing status of BCryptGenRandom.
pub fn fill(bytes: &mut [u8]) -> Result<(), NTSTATUS> {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    // SAFETY: the buffer has at least this many bytes; no algorithm handle goes with the preferred generator.
    let status = unsafe {
        imports::BCryptGenRandom(core::ptr::null_mut(), bytes.as_mut_ptr(), length, BCRYPT_USE_SYSTEM_PREFERRED_RNG)
    };
    super::check(status)
}
