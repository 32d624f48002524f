//! Ex: pool.

use core::ffi::c_void;

/// Kind of pool.
pub type POOL_TYPE = i32;
/// Flags of `ExAllocatePool2`.
pub type POOL_FLAGS = u64;

constants! {
    /// Kinds of pool, for the oracle.
    POOL_TYPES: POOL_TYPE;
    /// Never paged out and not executable.
    NonPagedPoolNx = 512;
    /// May be paged out.
    PagedPool = 1;
}

constants! {
    /// Flags of pool, for the oracle.
    POOL_FLAG_VALUES: POOL_FLAGS;
    /// The memory is not zeroed.
    POOL_FLAG_UNINITIALIZED = 0x2;
    /// Never paged out and not executable.
    POOL_FLAG_NON_PAGED = 0x40;
    /// May be paged out.
    POOL_FLAG_PAGED = 0x100;
}

/// `ExAllocatePool2`, found by name: Windows 10 2004 and later. Zeroed memory, or null. At most DISPATCH_LEVEL.
///
/// Source: Microsoft, "ExAllocatePool2 function (wdm.h)".
pub type ExAllocatePool2Fn = kernel_fn!(type (Flags: POOL_FLAGS, NumberOfBytes: usize, Tag: u32) -> *mut c_void);
