//! Memory: addresses of opaque objects, and look-up of exported routines.

mod paged;

pub use paged::PagedMemory;

use std::sync::atomic::{AtomicUsize, Ordering};

use kernel_abi::UNICODE_STRING;

use crate::service::Service;
use crate::text::Text;

/// Hands out addresses for objects into which drivers must not look (EPROCESS, FLT_INSTANCE, ...): reading or writing one
/// faults, as no memory is there. Never reused within a machine, so that a stale pointer names nothing. Thread-safe.
pub struct OpaqueAddresses {
    base: usize,
    next: AtomicUsize,
}

/// Address space that each machine reserves, without memory behind it: 262,144 objects.
const RESERVED: usize = 16 << 20;
const STEP: usize = 64;

impl Default for OpaqueAddresses {
    fn default() -> Self {
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
        let base = unsafe { libc::mmap(std::ptr::null_mut(), RESERVED, libc::PROT_NONE, flags, -1, 0) };
        assert!(base != libc::MAP_FAILED, "no address space for a machine");
        Self { base: base as usize, next: AtomicUsize::new(0) }
    }
}

impl OpaqueAddresses {
    /// The next address.
    ///
    /// # Panics
    /// After 262,144 objects.
    pub fn next(&self) -> usize {
        let offset = self.next.fetch_add(STEP, Ordering::Relaxed);
        assert!(offset < RESERVED, "the machine has made too many objects");
        self.base + offset
    }
}

impl Drop for OpaqueAddresses {
    fn drop(&mut self) {
        unsafe { libc::munmap(self.base as *mut libc::c_void, RESERVED) };
    }
}

services! { "ntoskrnl.exe";
    /// Null for what this system does not export. Source: Microsoft, "MmGetSystemRoutineAddress function (wdm.h)".
    fn MmGetSystemRoutineAddress(cx, name: *const UNICODE_STRING) -> usize, irql 0, fails |_status| 0; {
        let name = Text::read(name).map(|name| name.to_string()).unwrap_or_default();
        crate::loader::exported(cx.machine(), &name).filter(|found| found.module == "ntoskrnl.exe").map_or(0, |found| found.address.0 as usize)
    }
}

/// Services of this prefix.
pub fn services() -> Vec<&'static [&'static Service]> {
    vec![SERVICES]
}
