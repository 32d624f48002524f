//! Order of spin locks: two that are taken in both orders can deadlock, whether or not they do.

use std::collections::HashSet;

use super::BugCheck;
use crate::guest::Context;
use crate::locked::Locked;

/// Which lock was taken while which other one was held. Thread-safe.
#[derive(Default)]
pub struct LockOrder {
    taken_after: Locked<HashSet<(usize, usize)>>,
}

/// DRIVER_VERIFIER_DETECTED_VIOLATION, deadlock detection.
const CODE: u32 = 0xC4;
const INVERSION: usize = 0x1001;

impl LockOrder {
    /// A lock is about to be taken.
    pub fn note(&self, cx: &Context, lock: usize) {
        let held = cx.locks.borrow().clone();
        if held.is_empty() {
            return;
        }
        let inverted = {
            let mut known = self.taken_after.lock();
            known.extend(held.iter().map(|before| (*before, lock)));
            held.into_iter().find(|before| known.contains(&(lock, *before)))
        };
        if let Some(before) = inverted {
            let text = format!("spin locks {before:#x} and {lock:#x} are taken in both orders");
            cx.bug_check(BugCheck::new(CODE, [INVERSION, before, lock, 0], text));
        }
    }

    /// Memory is given back: what lay in it are no locks any more.
    pub fn forget(&self, start: usize, size: usize) {
        let gone = start..start + size;
        let mut known = self.taken_after.lock();
        if !known.is_empty() {
            known.retain(|(before, after)| !gone.contains(before) && !gone.contains(after));
        }
    }
}
