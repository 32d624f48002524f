//! Makes of what health queries find missing discoveries: repair, latches, events (HLT-1 to HLT-4).

use crate::health_report::HealthReport;
use crate::latches::{HandleLatches, Latches};
use crate::out_of_memory::is_out_of_memory;
use crate::repair_limit::RepairLimit;
use crate::watched_callback::{CallbackSet, WatchedCallback};
use wire::status::INSUFFICIENT_RESOURCES;
use wire::NtStatus;

/// What a verification showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The callback stands: the own routine saw the canary.
    Stands,
    /// It does not.
    Missing,
    /// It could not be found out, and nothing was changed: the query fails with this status (HLT-8).
    Unknown(NtStatus),
}

impl Verdict {
    /// HLT-8: what a failing call says that was made to find out. Only lack of memory says nothing of the callback, and is answered
    /// with STATUS_INSUFFICIENT_RESOURCES whatever its own name; otherwise a tamperer could keep a query from ever telling what it
    /// has found, by whatever status his doing makes the call fail with.
    #[must_use]
    pub const fn of_failure(status: NtStatus) -> Self {
        if is_out_of_memory(status) {
            Verdict::Unknown(INSUFFICIENT_RESOURCES)
        } else {
            Verdict::Missing
        }
    }
}

/// What the toggle of the process-notify routines showed (HLT-1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToggleOutcome {
    /// Whether both routines stood before.
    pub found: bool,
    /// Whether both stand now.
    pub standing: bool,
}

/// The system calls behind a health query. IRQL: PASSIVE_LEVEL, in the querying thread, with the query's mutex held.
pub trait CallbackChecks {
    /// HLT-4: whether it could not be registered at load; then it is never verified or repaired.
    fn failed_at_load(&self, callback: WatchedCallback) -> bool;

    /// Verifies the registry, the object or the minifilter callback (HLT-8).
    fn verify(&mut self, callback: WatchedCallback) -> Verdict;

    /// Tries once to bring it back (HLT-9); the next verification tells whether it worked. Whether that has left a registration more.
    fn repair(&mut self, callback: WatchedCallback) -> bool;

    /// Verifies the process-notify routines; without a twin both flags are true.
    fn toggle(&mut self) -> ToggleOutcome;
}

/// What queries remember. Guarded by the query's mutex, which no callback takes (DRV-1).
#[derive(Debug, Default)]
pub struct HealthMonitor {
    /// Callbacks that the last query left missing, or that load did: what is found missing again is no discovery.
    missing: CallbackSet,
    /// Found missing by a query that failed afterwards: the next one that succeeds discovers it.
    undiscovered: CallbackSet,
    /// Registrations that repairs have left.
    repairs: RepairLimit,
}

/// What one query has found so far.
#[derive(Default)]
struct Round {
    failed: CallbackSet,
    lost: CallbackSet,
    standing: CallbackSet,
}

/// What canaries verify, in this order.
const BY_CANARY: [WatchedCallback; 3] =
    [WatchedCallback::Registry, WatchedCallback::Object, WatchedCallback::Minifilter];

impl HealthMonitor {
    /// Load left everything standing that it registered.
    #[must_use]
    pub const fn new() -> Self {
        HealthMonitor { missing: CallbackSet::EMPTY, undiscovered: CallbackSet::EMPTY, repairs: RepairLimit::NONE }
    }

    /// Performs one query. `handle` is the asking handle's, whose latches the report consumes; `None` without a file
    /// object. IRQL: PASSIVE_LEVEL, with the query's mutex held.
    ///
    /// # Errors
    /// What a verification could not find out; no latch has changed.
    pub fn query(
        &mut self,
        checks: &mut impl CallbackChecks,
        latches: &Latches,
        handle: Option<&HandleLatches>,
    ) -> Result<HealthReport, NtStatus> {
        let mut round = Round::default();
        // The canaries, which may fail the query, before the toggle, which can't.
        if let Err(status) =
            round.verify(checks, &mut self.repairs).and_then(|()| round.repair(checks, &mut self.repairs))
        {
            self.undiscovered = self.undiscovered.union(round.lost);
            return Err(status);
        }
        round.toggle(checks);
        Ok(self.conclude(&round, latches, handle))
    }

    /// HLT-3: what is found missing where the last query, or load, had it standing, is a discovery.
    fn conclude(&mut self, round: &Round, latches: &Latches, handle: Option<&HandleLatches>) -> HealthReport {
        let discovered = round.lost.union(self.undiscovered).without(self.missing);
        self.undiscovered = CallbackSet::EMPTY;
        self.missing = CallbackSet::FULL.without(round.standing);
        latches.set(discovered);
        HealthReport { failed: round.failed, standing: round.standing, latched: latches.take(handle), discovered }
    }
}

impl Round {
    fn verify(&mut self, checks: &mut impl CallbackChecks, repairs: &mut RepairLimit) -> Result<(), NtStatus> {
        let mut lost = CallbackSet::EMPTY;
        for callback in BY_CANARY {
            if checks.failed_at_load(callback) {
                self.failed = self.failed.with(callback);
                continue;
            }
            match checks.verify(callback) {
                Verdict::Stands => self.stands(callback, repairs),
                Verdict::Missing => lost = lost.with(callback),
                // Nothing was repaired yet: the next query finds the same.
                Verdict::Unknown(status) => return Err(status),
            }
        }
        self.lost = lost;
        Ok(())
    }

    /// HLT-3: tries once to repair what is missing, at each query up to the limit, and looks whether it worked.
    fn repair(&mut self, checks: &mut impl CallbackChecks, repairs: &mut RepairLimit) -> Result<(), NtStatus> {
        let lost = self.lost;
        for callback in BY_CANARY.into_iter().filter(|callback| lost.has(*callback)) {
            if !repairs.allows(callback) {
                continue;
            }
            if checks.repair(callback) {
                repairs.registered(callback);
            }
            match checks.verify(callback) {
                Verdict::Stands => self.stands(callback, repairs),
                Verdict::Missing => {}
                Verdict::Unknown(status) => return Err(status),
            }
        }
        Ok(())
    }

    fn stands(&mut self, callback: WatchedCallback, repairs: &mut RepairLimit) {
        self.standing = self.standing.with(callback);
        repairs.seen(callback);
    }

    fn toggle(&mut self, checks: &mut impl CallbackChecks) {
        let process = WatchedCallback::Process;
        if checks.failed_at_load(process) {
            self.failed = self.failed.with(process);
            return;
        }
        let outcome = checks.toggle();
        if outcome.standing {
            self.standing = self.standing.with(process);
        }
        if !(outcome.found && outcome.standing) {
            self.lost = self.lost.with(process);
        }
    }
}
