//! Spin locks.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use super::FOR_EVER;
use crate::guest::Context;
use crate::verifier::BugCheck;

const DISPATCH_LEVEL: u8 = 2;

/// Takes a spin lock and raises to DISPATCH_LEVEL; returns the IRQL before.
pub fn acquire(cx: &Context, word: *mut usize) -> u8 {
    if cx.locks.borrow().contains(&(word as usize)) {
        cx.bug_check(BugCheck::new(
            0x0F,
            [word as usize, 0, 0, 0],
            "a spin lock was taken that the thread holds already".into(),
        ));
    }
    cx.machine().verifier.lock_order.note(cx, word as usize);
    let before = cx.set_irql(DISPATCH_LEVEL);
    // in the driver's non-paged memory, or the host's
    let lock = unsafe { AtomicUsize::from_ptr(word) };
    let owner = std::ptr::from_ref(cx) as usize | 1;
    if lock.compare_exchange(0, owner, Ordering::Acquire, Ordering::Relaxed).is_err() {
        contend(cx, lock, owner);
    }
    cx.locks.borrow_mut().push(word as usize);
    if before < DISPATCH_LEVEL {
        cx.machine().pool.paged.raise();
    }
    before
}

fn contend(cx: &Context, lock: &AtomicUsize, owner: usize) {
    crate::gate::blocked(cx);
    let start = Instant::now();
    while lock.compare_exchange_weak(0, owner, Ordering::Acquire, Ordering::Relaxed).is_err() {
        cx.stop_if_dead();
        std::thread::yield_now();
        if start.elapsed() > FOR_EVER {
            cx.bug_check(BugCheck::rule("spin lock", "was never released"));
        }
    }
}

/// Releases a spin lock and sets the IRQL.
pub fn release(cx: &Context, word: *mut usize, irql: u8) {
    let held = cx.locks.borrow().iter().rposition(|lock| *lock == word as usize);
    let Some(at) = held else {
        cx.bug_check(BugCheck::new(
            0x10,
            [word as usize, 0, 0, 0],
            "a spin lock was released that the thread does not hold".into(),
        ))
    };
    cx.locks.borrow_mut().remove(at);
    if irql > DISPATCH_LEVEL || (irql < DISPATCH_LEVEL && !cx.locks.borrow().is_empty()) {
        cx.bug_check(BugCheck::rule(
            "spin lock",
            &format!("released to IRQL {irql} with another one held, or above DISPATCH_LEVEL"),
        ));
    }
    let lock = unsafe { AtomicUsize::from_ptr(word) };
    lock.store(0, Ordering::Release);
    if cx.set_irql(irql) >= DISPATCH_LEVEL && irql < DISPATCH_LEVEL {
        cx.machine().pool.paged.lower();
    }
}

services! { "ntoskrnl.exe";
    /// Source: Microsoft, "KeAcquireSpinLockRaiseToDpc function (wdm.h)".
    fn KeAcquireSpinLockRaiseToDpc(cx, lock: *mut usize) -> u8, irql 2; {
        cx.machine().ke.locks_taken.fetch_add(1, Ordering::Relaxed);
        acquire(cx, lock)
    }

    /// Source: Microsoft, "KeReleaseSpinLock function (wdm.h)".
    fn KeReleaseSpinLock(cx, lock: *mut usize, irql: u8), irql 2; {
        release(cx, lock, irql);
    }
}
