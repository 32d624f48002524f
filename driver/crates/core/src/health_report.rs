//! What one health query found, and how the answer tells it.

use crate::watched_callback::{CallbackSet, WatchedCallback};
use wire::structs::CallbackHealthReport;
use wire::CallbackHealth;

/// What one health query found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HealthReport {
    /// Callbacks that could not be registered at load.
    pub failed: CallbackSet,
    /// Callbacks that stand, after repair.
    pub standing: CallbackSet,
    /// Callbacks whose loss is told by this report.
    pub latched: CallbackSet,
    /// Callbacks for each of which one TAMPER_DETECTED is to be published, once the query's mutex is released (DRV-1).
    pub discovered: CallbackSet,
}

impl HealthReport {
    /// A callback's state as the report tells it (HLT-3, HLT-4).
    #[must_use]
    pub fn health(&self, callback: WatchedCallback) -> CallbackHealth {
        if self.failed.has(callback) {
            CallbackHealth::RegistrationFailed
        } else if self.stands(callback) {
            CallbackHealth::Registered
        } else {
            CallbackHealth::NotRegistered
        }
    }

    /// HLT-3, HLT-5: whether it stands and no loss of it is still to be told.
    #[must_use]
    pub fn stands(&self, callback: WatchedCallback) -> bool {
        self.standing.without(self.latched).has(callback)
    }

    /// The discoveries with TAMPER_DETECTED's detail1, in the order of their codes.
    pub fn discoveries(&self) -> impl Iterator<Item = (WatchedCallback, bool)> + '_ {
        let discovered = WatchedCallback::ALL.into_iter().filter(|callback| self.discovered.has(*callback));
        discovered.map(|callback| (callback, self.standing.has(callback)))
    }

    /// The answer; `process_notify_count` is HLT-6's.
    #[must_use]
    pub fn answer(&self, process_notify_count: u32) -> CallbackHealthReport {
        CallbackHealthReport {
            process_notify_count,
            process_notify_health: self.health(WatchedCallback::Process),
            registry_callback_health: self.health(WatchedCallback::Registry),
            object_callback_health: self.health(WatchedCallback::Object),
            minifilter_active: self.stands(WatchedCallback::Minifilter),
        }
    }
}
