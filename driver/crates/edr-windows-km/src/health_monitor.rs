//! One health query at a time: verifies the callbacks, and publishes what core makes of what it finds missing (HLT-1 to HLT-3).
//! The mutex is taken by no callback (DRV-1). IRQL: PASSIVE_LEVEL throughout.

use core::mem;

use edr_core::event_table::{Requestor, TamperDetected};
use edr_core::health_monitor::{self as decisions, CallbackChecks, ToggleOutcome, Verdict};
use edr_core::health_report::HealthReport;
use edr_core::latches::HandleLatches;
use edr_core::process_toggle::ProcessToggle;
use edr_core::watched_callback::WatchedCallback;
use kernel_abi::NTSTATUS;
use wire::EventType;

use crate::driver_state::DriverState;
use crate::kernel::{ps, time, Mutex, SpinLock};
use crate::process_toggle::toggle;
use crate::trace;

/// What serialises queries, and what they remember. Thread-safe.
pub struct HealthMonitor {
    mutex: Mutex,
    /// Taken out by the query that holds the mutex, and put back.
    memory: SpinLock<Memory>,
}

#[derive(Default)]
struct Memory {
    decisions: decisions::HealthMonitor,
    /// None where only one process routine stands, or none does: there is no toggle.
    toggle: Option<ProcessToggle>,
}

impl HealthMonitor {
    /// Load left everything standing that it registered; `None` when memory is short.
    pub fn new() -> Option<Self> {
        Some(Self { mutex: Mutex::new()?, memory: SpinLock::new(Memory::default()) })
    }

    /// For load: what toggles the process routines.
    pub fn keep_toggle(&self, toggle: Option<ProcessToggle>) {
        self.memory.with(|memory| memory.toggle = toggle);
    }

    /// Performs one query in the calling thread. `handle` is the asking handle's, whose latches the report consumes; `None` without a
    /// file object.
    ///
    /// # Errors
    /// What a verification could not find out; no latch has changed (HLT-3, HLT-8).
    pub fn query(&self, driver: &DriverState, handle: Option<&HandleLatches>) -> Result<HealthReport, NTSTATUS> {
        // Nobody can suspend this thread while it holds the mutex: every request is served in a critical region.
        let report = self.mutex.with(|| {
            // PRC-3: policy that could match nothing so far may match from now on.
            driver.registrations().system_volume().resolve();
            let mut memory = self.memory.with(mem::take);
            let mut checks = Checks { driver, toggle: &mut memory.toggle };
            let report = memory.decisions.query(&mut checks, driver.latches(), handle);
            self.memory.with(|place| *place = memory);
            report
        })?;
        // An event may complete a receive, which must not be done with a lock held (DRV-1).
        for (callback, repaired) in report.discoveries() {
            trace::found_missing(callback, repaired);
            publish(driver, callback, repaired);
        }
        Ok(report)
    }
}

/// One TAMPER_DETECTED, by the querying thread.
fn publish(driver: &DriverState, callback: WatchedCallback, repaired: bool) {
    if driver.wants(EventType::TamperDetected) {
        let caller = Requestor { process_id: ps::current_process_id(), thread_id: ps::current_thread_id() };
        driver.publish(&TamperDetected { caller, callback, repaired }.fields(time::now()));
    }
}

/// The system calls behind a query.
struct Checks<'q> {
    driver: &'q DriverState,
    toggle: &'q mut Option<ProcessToggle>,
}

impl CallbackChecks for Checks<'_> {
    fn failed_at_load(&self, callback: WatchedCallback) -> bool {
        self.driver.registrations().failed_at_load(callback)
    }

    fn verify(&mut self, callback: WatchedCallback) -> Verdict {
        let registrations = self.driver.registrations();
        match callback {
            WatchedCallback::Registry => registrations.registry().verify(),
            WatchedCallback::Object => registrations.object().verify(),
            WatchedCallback::Minifilter => registrations.minifilter().verify(),
            // these are toggled
            WatchedCallback::Process => Verdict::Stands,
        }
    }

    fn repair(&mut self, callback: WatchedCallback) -> bool {
        let registrations = self.driver.registrations();
        match callback {
            WatchedCallback::Registry => registrations.registry().repair(self.driver.driver()),
            WatchedCallback::Object => registrations.object().repair(),
            WatchedCallback::Minifilter => {
                registrations.minifilter().repair();
                // an instance that was attached stands in nobody's way
                false
            }
            // its toggle repairs it
            WatchedCallback::Process => false,
        }
    }

    fn toggle(&mut self) -> ToggleOutcome {
        let without_twin = ToggleOutcome { found: true, standing: true };
        self.toggle.as_mut().map_or(without_twin, |both| both.run(toggle))
    }
}
