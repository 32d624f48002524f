//! How often a callback is registered anew while the system never calls it (HLT-9).
//!
//! A repair registers and unregisters nothing. On a system that takes registrations and never calls, each query would leave one more:
//! another altitude taken from every other product, or one more routine in the way of each registry operation. So HLT-3's "each
//! query tries the repair again" holds for this many registrations in a row that no canary was seen by; after them a query still sends
//! its canary, and registers again once one is seen.

use crate::watched_callback::WatchedCallback;

/// Registrations by repair that may stand without one of them having been seen.
pub const UNSEEN_REPAIRS: u32 = 16;

/// Registrations by repair since a canary was seen, by callback. Guarded by the query's mutex.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RepairLimit([u32; WatchedCallback::ALL.len()]);

impl RepairLimit {
    /// Nothing was repaired.
    pub const NONE: Self = Self([0; WatchedCallback::ALL.len()]);

    /// Whether a callback that is missing is to be repaired.
    #[must_use]
    pub fn allows(&self, callback: WatchedCallback) -> bool {
        self.unseen(callback) < UNSEEN_REPAIRS
    }

    /// A repair has registered the callback anew.
    pub fn registered(&mut self, callback: WatchedCallback) {
        let unseen = self.unseen(callback).saturating_add(1);
        self.set(callback, unseen);
    }

    /// A canary was seen by the callback.
    pub fn seen(&mut self, callback: WatchedCallback) {
        self.set(callback, 0);
    }

    fn unseen(&self, callback: WatchedCallback) -> u32 {
        self.0.get(callback.code() as usize).copied().unwrap_or(0)
    }

    fn set(&mut self, callback: WatchedCallback, unseen: u32) {
        if let Some(place) = self.0.get_mut(callback.code() as usize) {
            *place = unseen;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hlt9_sixteen_in_a_row_and_again_once_one_is_seen() {
        for callback in WatchedCallback::ALL {
            let mut limit = RepairLimit::NONE;
            for _ in 0..2 {
                for _ in 0..16 {
                    assert!(limit.allows(callback));
                    limit.registered(callback);
                }
                assert!(!limit.allows(callback));
                let others = WatchedCallback::ALL.into_iter().filter(|other| *other != callback);
                assert!(others.into_iter().all(|other| limit.allows(other)), "{callback:?}");
                limit.seen(callback);
            }
        }
    }
}
