//! Each thing that a driver may not do is found and named. One routine that does it, and the report that it must lead to.

mod support;

use std::time::Duration;

use edrkm_host::verifier::watchdog;
use support::{allocate, judge, kernel, Routine, TAG};

fn assert_named(special_pool: bool, routine: Routine, expected: &str) {
    let found = judge(special_pool, routine);
    assert!(found.iter().any(|line| line.contains(expected)), "expected {expected:?}, found {found:?}");
}

#[test]
fn what_a_driver_may_do_is_not_reported() {
    extern "win64" fn behave() {
        let block = allocate(100);
        unsafe { block.write_bytes(7, 100) };
        let mut lock = 0_usize;
        let irql = kernel("KeAcquireSpinLockRaiseToDpc", &[&raw mut lock as usize]);
        kernel("KeReleaseSpinLock", &[&raw mut lock as usize, irql & 0xFF]);
        kernel("ExFreePoolWithTag", &[block as usize, TAG]);
    }
    assert_eq!(judge(false, behave), Vec::<String>::new());
    assert_eq!(judge(true, behave), Vec::<String>::new());
}

#[test]
fn a_null_pointer_is_named() {
    extern "win64" fn write_to_null() {
        unsafe { std::hint::black_box(std::ptr::null_mut::<u8>()).write_volatile(1) };
    }
    assert_named(false, write_to_null, "bug check 0x50");
}

#[test]
fn a_block_freed_twice_is_named() {
    extern "win64" fn free_twice() {
        let block = allocate(24) as usize;
        kernel("ExFreePoolWithTag", &[block, TAG]);
        kernel("ExFreePoolWithTag", &[block, TAG]);
    }
    assert_named(false, free_twice, "freed twice");
    assert_named(true, free_twice, "freed twice");
}

#[test]
fn a_wrong_tag_is_named() {
    extern "win64" fn free_with_another_tag() {
        kernel("ExFreePoolWithTag", &[allocate(24) as usize, 0x31323334]);
    }
    assert_named(false, free_with_another_tag, "tag Test was freed with the tag 4321");
}

#[test]
fn what_is_no_block_is_named() {
    extern "win64" fn free_the_stack() {
        let here = 0_u64;
        kernel("ExFreePoolWithTag", &[&raw const here as usize, TAG]);
    }
    assert_named(false, free_the_stack, "no block of pool");
}

#[test]
fn a_write_behind_a_block_is_named() {
    extern "win64" fn write_behind() {
        let block = allocate(24);
        unsafe { block.add(24).write_volatile(0) };
        kernel("ExFreePoolWithTag", &[block as usize, TAG]);
    }
    assert_named(false, write_behind, "bytes before or behind it were written");
    assert_named(true, write_behind, "bytes before or behind it were written");
}

#[test]
fn a_read_far_behind_a_block_is_named_in_special_pool() {
    extern "win64" fn read_behind() {
        let block = allocate(24);
        unsafe { block.add(40).read_volatile() };
    }
    assert_named(true, read_behind, "(by block");
}

#[test]
fn a_use_after_free_is_named() {
    extern "win64" fn read_after_free() {
        let block = allocate(24);
        kernel("ExFreePoolWithTag", &[block as usize, TAG]);
        unsafe { block.read_volatile() };
    }
    assert_named(true, read_after_free, "tag Test, freed)");
    extern "win64" fn write_after_free() {
        let block = allocate(24);
        kernel("ExFreePoolWithTag", &[block as usize, TAG]);
        unsafe { block.write_volatile(1) };
        for _ in 0..100 {
            kernel("ExFreePoolWithTag", &[allocate(8) as usize, TAG]);
        }
    }
    assert_named(false, write_after_free, "was written after it had been freed");
}

#[test]
fn a_lock_taken_twice_is_named() {
    extern "win64" fn take_twice() {
        let mut lock = 0_usize;
        kernel("KeAcquireSpinLockRaiseToDpc", &[&raw mut lock as usize]);
        kernel("KeAcquireSpinLockRaiseToDpc", &[&raw mut lock as usize]);
    }
    assert_named(false, take_twice, "holds already");
}

#[test]
fn a_lock_released_by_another_is_named() {
    extern "win64" fn release_free_lock() {
        let mut lock = 0_usize;
        kernel("KeReleaseSpinLock", &[&raw mut lock as usize, 0]);
    }
    assert_named(false, release_free_lock, "does not hold");
}

#[test]
fn a_lock_held_on_return_is_named() {
    extern "win64" fn keep_lock() {
        let lock = Box::leak(Box::new(0_usize));
        kernel("KeAcquireSpinLockRaiseToDpc", &[std::ptr::from_mut(lock) as usize]);
    }
    assert_named(false, keep_lock, "returned at IRQL 2, was called at 0");
}

#[test]
fn locks_taken_in_both_orders_are_named() {
    extern "win64" fn take_in_both_orders() {
        let mut locks = [0_usize; 2];
        let [a, b] = [&raw mut locks[0] as usize, &raw mut locks[1] as usize];
        for (outer, inner) in [(a, b), (b, a)] {
            kernel("KeAcquireSpinLockRaiseToDpc", &[outer]);
            kernel("KeAcquireSpinLockRaiseToDpc", &[inner]);
            kernel("KeReleaseSpinLock", &[inner, 2]);
            kernel("KeReleaseSpinLock", &[outer, 0]);
        }
    }
    assert_named(false, take_in_both_orders, "taken in both orders");
}

#[test]
fn a_service_called_too_high_is_named() {
    extern "win64" fn ask_version_under_lock() {
        let (mut lock, mut version) = (0_usize, [0_u32; 70]);
        kernel("KeAcquireSpinLockRaiseToDpc", &[&raw mut lock as usize]);
        kernel("RtlGetVersion", &[&raw mut version as usize]);
    }
    assert_named(false, ask_version_under_lock, "RtlGetVersion was called at IRQL 2, allowed up to 0");
}

#[test]
fn paged_memory_touched_under_a_lock_is_named() {
    extern "win64" fn read_paged_under_lock() {
        let mut lock = 0_usize;
        let block = kernel("ExAllocatePool2", &[0x100, 64, TAG]) as *const u8;
        unsafe { block.read_volatile() };
        kernel("KeAcquireSpinLockRaiseToDpc", &[&raw mut lock as usize]);
        unsafe { block.read_volatile() };
    }
    assert_named(true, read_paged_under_lock, "bug check 0xD1");
}

#[test]
fn executable_pool_is_named() {
    extern "win64" fn ask_for_executable_pool() {
        kernel("ExAllocatePool2", &[0x80, 64, TAG]);
    }
    assert_named(false, ask_for_executable_pool, "executable");
}

#[test]
fn a_critical_region_left_too_often_or_kept_is_named() {
    extern "win64" fn leave() {
        kernel("KeLeaveCriticalRegion", &[]);
    }
    assert_named(false, leave, "nobody entered");
    extern "win64" fn keep() {
        kernel("KeEnterCriticalRegion", &[]);
    }
    assert_named(false, keep, "another critical region");
}

#[test]
fn a_wait_that_is_not_allowed_or_never_ends_is_named() {
    extern "win64" fn wait_under_lock() {
        let (mut lock, mut event) = (0_usize, [0_u64; 3]);
        kernel("KeInitializeEvent", &[&raw mut event as usize, 1, 0]);
        kernel("KeAcquireSpinLockRaiseToDpc", &[&raw mut lock as usize]);
        kernel("KeWaitForSingleObject", &[&raw mut event as usize, 0, 0, 0, 0]);
    }
    assert_named(false, wait_under_lock, "a wait above APC_LEVEL");
}

#[test]
fn a_deep_stack_is_named() {
    extern "win64" fn call_with_a_large_frame() {
        let frame = std::hint::black_box([1_u8; 9000]);
        kernel("KeGetCurrentIrql", &[usize::from(frame[5])]);
        std::hint::black_box(frame);
    }
    assert_named(false, call_with_a_large_frame, "bytes of stack are in use where KeGetCurrentIrql is called");
}

#[test]
fn an_operation_that_never_returns_is_named() {
    extern "win64" fn call_for_ever() {
        loop {
            kernel("KeGetCurrentIrql", &[]);
        }
    }
    watchdog::set_limit(Duration::from_millis(300));
    assert_named(false, call_for_ever, "bug check 0x133");
    watchdog::set_limit(Duration::from_secs(60));
}

#[test]
fn a_panic_of_the_driver_is_its_bug_check() {
    extern "win64" fn bug_check() {
        kernel("KeBugCheckEx", &[0x4145_4452, 1, 2, 3, 4]);
    }
    assert_named(false, bug_check, "bug check 0x41454452 (0x1, 0x2, 0x3, 0x4)");
}

/// Paged blocks that were freed are looked at later, but never while code runs at DISPATCH_LEVEL.
#[test]
fn paged_blocks_beside_others_freed_under_a_lock_are_no_violation() {
    extern "win64" fn free_both() {
        let mut lock = 0_usize;
        for _ in 0..200 {
            kernel("ExFreePoolWithTag", &[kernel("ExAllocatePool2", &[0x100, 64, TAG]), TAG]);
            let irql = kernel("KeAcquireSpinLockRaiseToDpc", &[&raw mut lock as usize]);
            kernel("ExFreePoolWithTag", &[allocate(24) as usize, TAG]);
            kernel("KeReleaseSpinLock", &[&raw mut lock as usize, irql & 0xFF]);
        }
    }
    assert_eq!(judge(true, free_both), Vec::<String>::new());
}
