//! Callbacks of a test, and what queries them.

use edr_core::health_monitor::{CallbackChecks, HealthMonitor, ToggleOutcome, Verdict};
use edr_core::health_report::HealthReport;
use edr_core::latches::{HandleLatches, Latches};
use edr_core::watched_callback::WatchedCallback::{self, Process};
use wire::CallbackHealth::Registered;
use wire::{status, CallbackHealth};

/// Callbacks that stand or don't, and repairs that work or don't, by the callback's code.
#[derive(Clone, Debug)]
pub struct System {
    pub failed_at_load: [bool; 4],
    pub stands: [bool; 4],
    pub repairable: [bool; 4],
    /// Registrations that are taken, whether or not the system then calls.
    pub accepts: [bool; 4],
    /// Canaries that can still be issued; None for any number.
    pub canaries: Option<u32>,
    pub calls: Vec<(&'static str, WatchedCallback)>,
}

impl System {
    pub fn new() -> Self {
        System {
            failed_at_load: [false; 4],
            stands: [true; 4],
            repairable: [true; 4],
            accepts: [false; 4],
            canaries: None,
            calls: vec![],
        }
    }

    pub fn count(&self, call: &str, callback: WatchedCallback) -> usize {
        self.calls.iter().filter(|made| **made == (call_name(call), callback)).count()
    }
}

fn call_name(call: &str) -> &'static str {
    match call {
        "verify" => "verify",
        _ => "repair",
    }
}

pub fn at(callback: WatchedCallback) -> usize {
    callback.code() as usize
}

impl CallbackChecks for System {
    fn failed_at_load(&self, callback: WatchedCallback) -> bool {
        self.failed_at_load[at(callback)]
    }

    fn verify(&mut self, callback: WatchedCallback) -> Verdict {
        assert_ne!(callback, Process, "the process routines have a toggle");
        assert!(!self.failed_at_load[at(callback)], "HLT-4: never verified");
        self.calls.push(("verify", callback));
        if let Some(left) = self.canaries.as_mut() {
            if *left == 0 {
                return Verdict::Unknown(status::INSUFFICIENT_RESOURCES);
            }
            *left -= 1;
        }
        if self.stands[at(callback)] {
            Verdict::Stands
        } else {
            Verdict::Missing
        }
    }

    fn repair(&mut self, callback: WatchedCallback) -> bool {
        self.calls.push(("repair", callback));
        self.stands[at(callback)] |= self.repairable[at(callback)];
        self.repairable[at(callback)] || self.accepts[at(callback)]
    }

    fn toggle(&mut self) -> ToggleOutcome {
        assert!(!self.failed_at_load[at(Process)], "HLT-4: never toggled");
        let found = self.stands[at(Process)];
        self.stands[at(Process)] = self.repairable[at(Process)];
        ToggleOutcome { found, standing: self.repairable[at(Process)] }
    }
}

pub struct Machine {
    pub system: System,
    pub monitor: HealthMonitor,
    pub latches: Latches,
}

impl Machine {
    pub fn new() -> Self {
        Machine { system: System::new(), monitor: HealthMonitor::new(), latches: Latches::new() }
    }

    pub fn query(&mut self, handle: &HandleLatches) -> HealthReport {
        self.monitor.query(&mut self.system, &self.latches, Some(handle)).unwrap()
    }

    pub fn lose(&mut self, callback: WatchedCallback) {
        self.system.stands[at(callback)] = false;
    }

    pub fn irreparable(&mut self, callback: WatchedCallback) {
        self.system.repairable[at(callback)] = false;
    }
}

pub fn told(report: &HealthReport) -> [CallbackHealth; 4] {
    WatchedCallback::ALL.map(|callback| report.health(callback))
}

pub fn events(report: &HealthReport) -> Vec<(WatchedCallback, bool)> {
    report.discoveries().collect()
}

pub const ALL_WELL: [CallbackHealth; 4] = [Registered; 4];
