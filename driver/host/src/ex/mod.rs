//! Executive: pool, previous mode.

mod pool;

pub use pool::{Pool, PoolUsage};

use std::ffi::c_void;

use crate::guest::Mode;
use crate::service::Service;
use crate::verifier::BugCheck;

/// POOL_FLAG_UNINITIALIZED, POOL_FLAG_NON_PAGED, POOL_FLAG_NON_PAGED_EXECUTE, POOL_FLAG_PAGED.
const UNINITIALIZED: u64 = 0x02;
const NON_PAGED: u64 = 0x40;
const NON_PAGED_EXECUTE: u64 = 0x80;
const PAGED: u64 = 0x100;

services! { "ntoskrnl.exe";
    /// Zeroes the block unless told not to; null without memory. Source: Microsoft, "ExAllocatePool2 function (wdm.h)".
    fn ExAllocatePool2(cx, flags: u64, bytes: usize, tag: u32) -> *mut c_void, irql 2, fails |_status| std::ptr::null_mut(); {
        if flags & NON_PAGED_EXECUTE != 0 || (flags & (NON_PAGED | PAGED)).count_ones() != 1 || tag == 0 {
            cx.bug_check(BugCheck::rule("ExAllocatePool2", &format!("flags {flags:#x}, tag {tag:#x}: executable, not one kind of pool, or without tag")));
        }
        if flags & PAGED != 0 && cx.irql() > 1 {
            cx.bug_check(BugCheck::rule("ExAllocatePool2", "paged pool at DISPATCH_LEVEL"));
        }
        let (pool, zeroed) = (&cx.machine().pool, flags & UNINITIALIZED == 0);
        let block = if flags & PAGED == 0 { pool.allocate(cx.image(), bytes, tag, zeroed) } else { pool.allocate_paged(cx.image(), bytes, tag, zeroed) };
        block as *mut c_void
    }

    /// NonPagedPoolNx or PagedPool; not zeroed. Source: Microsoft, "ExAllocatePoolWithTag function (wdm.h)".
    fn ExAllocatePoolWithTag(cx, kind: i32, bytes: usize, tag: u32) -> *mut c_void, irql 2, fails |_status| std::ptr::null_mut(); {
        let allowed = [kernel_abi::NonPagedPoolNx, 1];
        if !allowed.contains(&kind) || tag == 0 || (kind == 1 && cx.irql() > 1) {
            cx.bug_check(BugCheck::rule("ExAllocatePoolWithTag", &format!("pool type {kind}, tag {tag:#x} at IRQL {}", cx.irql())));
        }
        let pool = &cx.machine().pool;
        let block = if kind == 1 { pool.allocate_paged(cx.image(), bytes, tag, false) } else { pool.allocate(cx.image(), bytes, tag, false) };
        block as *mut c_void
    }

    /// A tag of 0 fits every block. Source: Microsoft, "ExFreePoolWithTag function (wdm.h)".
    fn ExFreePoolWithTag(cx, block: *mut c_void, tag: u32), irql 2; {
        cx.machine().pool.free(cx, block as usize, tag);
    }

    /// Source: Microsoft, "ExGetPreviousMode function (wdm.h)".
    fn ExGetPreviousMode(cx) -> i8, irql 0; {
        i8::from(cx.mode() == Mode::User)
    }
}

/// Services of this prefix.
pub fn services() -> Vec<&'static [&'static Service]> {
    vec![SERVICES]
}
