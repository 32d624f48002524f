//! HLT-1 to HLT-5: what health queries discover, repair and tell, over callbacks of a test; random lives against a slow model.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use edr_core::health_monitor::{CallbackChecks, HealthMonitor, ToggleOutcome, Verdict};
use edr_core::health_report::HealthReport;
use edr_core::latches::{HandleLatches, Latches};
use edr_core::load_outcome::{minifilter_stands, protection_mode, registry_api};
use edr_core::watched_callback::WatchedCallback::{self, Minifilter, Object, Process, Registry};
use proptest::prelude::*;
use support::runner;
use wire::CallbackHealth::{NotRegistered, Registered, RegistrationFailed};
use wire::{status, CallbackHealth, ProtectionMode, RegistryApi};

/// Callbacks that stand or don't, and repairs that work or don't, by the callback's code.
#[derive(Clone, Debug)]
struct System {
    failed_at_load: [bool; 4],
    stands: [bool; 4],
    repairable: [bool; 4],
    /// Canaries that can still be issued; None for any number.
    canaries: Option<u32>,
    calls: Vec<(&'static str, WatchedCallback)>,
}

impl System {
    fn new() -> Self {
        System { failed_at_load: [false; 4], stands: [true; 4], repairable: [true; 4], canaries: None, calls: vec![] }
    }

    fn count(&self, call: &str, callback: WatchedCallback) -> usize {
        self.calls.iter().filter(|made| **made == (call_name(call), callback)).count()
    }
}

fn call_name(call: &str) -> &'static str {
    match call {
        "verify" => "verify",
        _ => "repair",
    }
}

fn at(callback: WatchedCallback) -> usize {
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

    fn repair(&mut self, callback: WatchedCallback) {
        self.calls.push(("repair", callback));
        self.stands[at(callback)] |= self.repairable[at(callback)];
    }

    fn toggle(&mut self) -> ToggleOutcome {
        assert!(!self.failed_at_load[at(Process)], "HLT-4: never toggled");
        let found = self.stands[at(Process)];
        self.stands[at(Process)] = self.repairable[at(Process)];
        ToggleOutcome { found, standing: self.repairable[at(Process)] }
    }
}

struct Machine {
    system: System,
    monitor: HealthMonitor,
    latches: Latches,
}

impl Machine {
    fn new() -> Self {
        Machine { system: System::new(), monitor: HealthMonitor::new(), latches: Latches::new() }
    }

    fn query(&mut self, handle: &HandleLatches) -> HealthReport {
        self.monitor.query(&mut self.system, &self.latches, Some(handle)).unwrap()
    }

    fn lose(&mut self, callback: WatchedCallback) {
        self.system.stands[at(callback)] = false;
    }

    fn irreparable(&mut self, callback: WatchedCallback) {
        self.system.repairable[at(callback)] = false;
    }
}

fn told(report: &HealthReport) -> [CallbackHealth; 4] {
    WatchedCallback::ALL.map(|callback| report.health(callback))
}

fn events(report: &HealthReport) -> Vec<(WatchedCallback, bool)> {
    report.discoveries().collect()
}

const ALL_WELL: [CallbackHealth; 4] = [Registered; 4];

#[test]
fn hlt1_everything_stands_and_nothing_is_repaired() {
    let mut machine = Machine::new();
    let handle = machine.latches.open();
    let report = machine.query(&handle);
    assert_eq!((told(&report), events(&report)), (ALL_WELL, vec![]));
    assert_eq!(machine.system.calls, [("verify", Registry), ("verify", Object), ("verify", Minifilter)]);
}

#[test]
fn hlt3_each_callback_taken_away_is_told_once_with_one_event() {
    for callback in WatchedCallback::ALL {
        let mut machine = Machine::new();
        let (discoverer, other) = (machine.latches.open(), machine.latches.open());
        machine.lose(callback);
        let report = machine.query(&discoverer);
        let mut expected = ALL_WELL;
        expected[at(callback)] = NotRegistered;
        assert_eq!((told(&report), events(&report)), (expected, vec![(callback, true)]));
        let again = machine.query(&discoverer);
        assert_eq!((told(&again), events(&again)), (ALL_WELL, vec![]));
        let late = machine.latches.open();
        assert_eq!(told(&machine.query(&late)), ALL_WELL, "a handle opened later has no latch");
        assert_eq!(told(&machine.query(&other)), expected, "the other handle is told once too");
        assert_eq!(told(&machine.query(&other)), ALL_WELL);
    }
}

#[test]
fn hlt3_several_discoveries_are_told_once_to_who_did_not_ask() {
    let mut machine = Machine::new();
    let (asking, silent) = (machine.latches.open(), machine.latches.open());
    for _ in 0..3 {
        machine.lose(Object);
        assert_eq!(events(&machine.query(&asking)), [(Object, true)]);
    }
    assert_eq!(told(&machine.query(&silent))[at(Object)], NotRegistered);
    assert_eq!(told(&machine.query(&silent)), ALL_WELL);
}

#[test]
fn hlt3_several_callbacks_at_once_are_told_together_in_the_order_of_their_codes() {
    let mut machine = Machine::new();
    let handle = machine.latches.open();
    machine.irreparable(Minifilter);
    [Minifilter, Process, Registry].into_iter().for_each(|callback| machine.lose(callback));
    let report = machine.query(&handle);
    assert_eq!(told(&report), [NotRegistered, NotRegistered, Registered, NotRegistered]);
    assert_eq!(events(&report), [(Process, true), (Registry, true), (Minifilter, false)]);
    assert!(!report.answer(3).minifilter_active);
}

#[test]
fn hlt3_repair_that_fails_is_tried_silently_at_each_query_until_it_succeeds() {
    for callback in WatchedCallback::ALL {
        let mut machine = Machine::new();
        let handle = machine.latches.open();
        machine.irreparable(callback);
        machine.lose(callback);
        assert_eq!(events(&machine.query(&handle)), [(callback, false)]);
        for _ in 0..3 {
            let before = machine.system.count("repair", callback);
            let report = machine.query(&handle);
            assert_eq!((told(&report)[at(callback)], events(&report)), (NotRegistered, vec![]));
            assert_eq!(machine.system.count("repair", callback) - before, usize::from(callback != Process));
        }
        machine.system.repairable[at(callback)] = true;
        let mended = machine.query(&handle);
        // the toggle finds a routine missing once more, though it can be added again
        assert_eq!((told(&mended), events(&mended)), (ALL_WELL, vec![]));
        machine.lose(callback);
        assert_eq!(events(&machine.query(&handle)), [(callback, true)], "lost again: a discovery again");
    }
}

#[test]
fn hlt3_late_repair_leaves_the_latch_of_a_handle_that_did_not_ask() {
    let mut machine = Machine::new();
    let (asking, silent) = (machine.latches.open(), machine.latches.open());
    machine.irreparable(Registry);
    machine.lose(Registry);
    machine.query(&asking);
    machine.system.repairable[at(Registry)] = true;
    assert_eq!(told(&machine.query(&asking)), ALL_WELL);
    assert_eq!(told(&machine.query(&silent))[at(Registry)], NotRegistered);
}

#[test]
fn hlt3_failed_query_consumes_nothing_and_loses_no_discovery() {
    for canaries in 0..5 {
        let mut machine = Machine::new();
        let (handle, other) = (machine.latches.open(), machine.latches.open());
        machine.lose(Object);
        machine.query(&other);
        machine.lose(Registry);
        machine.lose(Minifilter);
        machine.system.canaries = Some(canaries);
        let failed = machine.monitor.query(&mut machine.system, &machine.latches, Some(&handle));
        assert_eq!(failed, Err(status::INSUFFICIENT_RESOURCES), "{canaries}");
        machine.system.canaries = None;
        let report = machine.query(&handle);
        assert_eq!(told(&report), [Registered, NotRegistered, NotRegistered, NotRegistered], "{canaries}");
        assert_eq!(events(&report), [(Registry, true), (Minifilter, true)], "{canaries}");
        assert_eq!(told(&machine.query(&handle)), ALL_WELL);
    }
}

#[test]
fn hlt4_failed_at_load_is_registration_failed_for_good_and_leaves_the_others() {
    let mut machine = Machine::new();
    let handle = machine.latches.open();
    machine.system.failed_at_load = [true, true, true, false];
    machine.system.stands = [false, false, false, true];
    for _ in 0..3 {
        let report = machine.query(&handle);
        assert_eq!(told(&report), [RegistrationFailed, RegistrationFailed, RegistrationFailed, Registered]);
        assert_eq!(events(&report), []);
    }
    machine.lose(Minifilter);
    assert_eq!(events(&machine.query(&handle)), [(Minifilter, true)]);
    assert_eq!(machine.system.count("repair", Registry), 0);
}

#[test]
fn hlt7_system_that_never_calls_is_the_fixed_picture() {
    let mut machine = Machine::new();
    let handle = machine.latches.open();
    machine.system.failed_at_load[at(Registry)] = true;
    for callback in [Object, Minifilter] {
        machine.lose(callback);
        machine.irreparable(callback);
    }
    let report = machine.query(&handle);
    let answer = report.answer(0);
    assert_eq!(answer.process_notify_health, Registered);
    assert_eq!(answer.registry_callback_health, RegistrationFailed);
    assert_eq!(answer.object_callback_health, NotRegistered);
    assert!(!answer.minifilter_active);
    assert_eq!(events(&report), [(Object, false), (Minifilter, false)]);
    assert_eq!(protection_mode(Registered, RegistrationFailed, Registered), ProtectionMode::PartialProtection);
}

#[test]
fn str15_query_without_file_object_or_after_cleanup_discovers_and_consumes_nothing() {
    let mut machine = Machine::new();
    let (handle, closed) = (machine.latches.open(), machine.latches.open());
    machine.lose(Object);
    let report = machine.monitor.query(&mut machine.system, &machine.latches, None).unwrap();
    assert_eq!((told(&report), events(&report)), (ALL_WELL, vec![(Object, true)]));
    closed.close();
    closed.close();
    assert_eq!(told(&machine.query(&closed)), ALL_WELL);
    assert_eq!(told(&machine.query(&handle))[at(Object)], NotRegistered);
}

#[test]
fn hlt6_report_tells_the_count_and_the_states() {
    let mut machine = Machine::new();
    let handle = machine.latches.open();
    let answer = machine.query(&handle).answer(0xFFFF_FFFF);
    assert_eq!(answer.process_notify_count, 0xFFFF_FFFF);
    assert!(answer.minifilter_active);
    assert_eq!(answer.encode()[..8], [0xFF, 0xFF, 0xFF, 0xFF, 1, 0, 0, 0]);
}

#[test]
fn hlt5_minifilter_stands_only_with_all_three() {
    for case in 0..8u32 {
        let (filtering, attached, seen) = (case & 1 != 0, case & 2 != 0, case & 4 != 0);
        assert_eq!(minifilter_stands(filtering, u32::from(attached), seen), case == 7);
    }
}

#[test]
fn par2_any_registration_that_failed_is_partial_protection() {
    assert_eq!(protection_mode(Registered, Registered, Registered), ProtectionMode::Full);
    for (process, registry, object) in [
        (RegistrationFailed, Registered, Registered),
        (Registered, RegistrationFailed, Registered),
        (Registered, Registered, RegistrationFailed),
    ] {
        assert_eq!(protection_mode(process, registry, object), ProtectionMode::PartialProtection);
    }
}

#[test]
fn cmr1_call_with_an_altitude_is_chosen_from_24h2_on_where_it_exists() {
    for (build, has_ex, api) in [
        (14_393, true, RegistryApi::CmRegisterCallback),
        (22_631, true, RegistryApi::CmRegisterCallback),
        (26_099, true, RegistryApi::CmRegisterCallback),
        (26_100, true, RegistryApi::CmRegisterCallbackEx),
        (26_100, false, RegistryApi::CmRegisterCallback),
        (u32::MAX, true, RegistryApi::CmRegisterCallbackEx),
    ] {
        assert_eq!(registry_api(build, has_ex), api, "{build}");
    }
}

#[derive(Clone, Debug)]
enum Step {
    Open,
    Close(usize),
    Lose(usize),
    SetRepairable(usize, bool),
    Query(Option<usize>),
    FailingQuery(Option<usize>, u32),
}

fn step() -> impl Strategy<Value = Step> {
    let handle = prop::option::weighted(0.9, any::<usize>());
    prop_oneof![
        1 => Just(Step::Open),
        1 => any::<usize>().prop_map(Step::Close),
        4 => (0..4usize).prop_map(Step::Lose),
        2 => (0..4usize, any::<bool>()).prop_map(|(callback, works)| Step::SetRepairable(callback, works)),
        6 => handle.clone().prop_map(Step::Query),
        1 => (handle, 0..5u32).prop_map(|(handle, canaries)| Step::FailingQuery(handle, canaries)),
    ]
}

/// HLT-3 in its words: a list of open handles, each with its own latches.
struct Slow {
    open: Vec<(usize, [bool; 4])>,
    /// What the last query, or load, left missing.
    missing: [bool; 4],
    /// What a query that failed had found missing and may have mended since.
    pending: [bool; 4],
}

#[test]
fn hlt3_random_lives_are_the_models() {
    let outcome = runner(300, 21).run(&prop::collection::vec(step(), 1..60), |steps| {
        let mut machine = Machine::new();
        let mut handles: Vec<HandleLatches> = vec![];
        let mut slow = Slow { open: vec![], missing: [false; 4], pending: [false; 4] };
        for step in steps {
            match step {
                Step::Open => {
                    slow.open.push((handles.len(), [false; 4]));
                    handles.push(machine.latches.open());
                }
                Step::Close(which) if !handles.is_empty() => {
                    let which = which % handles.len();
                    handles[which].close();
                    slow.open.retain(|(open, _)| *open != which);
                }
                Step::Close(_) => {}
                Step::Lose(callback) => machine.system.stands[callback] = false,
                Step::SetRepairable(callback, works) => machine.system.repairable[callback] = works,
                Step::Query(who) => query(&mut machine, &handles, &mut slow, who, None),
                Step::FailingQuery(who, canaries) => query(&mut machine, &handles, &mut slow, who, Some(canaries)),
            }
        }
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}

fn query(machine: &mut Machine, handles: &[HandleLatches], slow: &mut Slow, who: Option<usize>, canaries: Option<u32>) {
    let who = who.and_then(|which| which.checked_rem(handles.len()));
    let stood = machine.system.stands;
    machine.system.canaries = canaries;
    let result = machine.monitor.query(&mut machine.system, &machine.latches, who.and_then(|which| handles.get(which)));
    machine.system.canaries = None;
    let Ok(report) = result else {
        // three canaries were sent, so that everything was looked at
        if canaries.unwrap() >= 3 {
            (1..4).for_each(|callback| slow.pending[callback] |= !stood[callback]);
        }
        return;
    };
    let now = machine.system.stands;
    let mut lost: [bool; 4] = std::array::from_fn(|callback| !stood[callback] || slow.pending[callback]);
    lost[0] |= !now[0];
    let discovered: [bool; 4] = std::array::from_fn(|callback| lost[callback] && !slow.missing[callback]);
    for (_, latches) in &mut slow.open {
        (0..4).for_each(|callback| latches[callback] |= discovered[callback]);
    }
    let own = slow.open.iter_mut().find(|(open, _)| Some(*open) == who);
    let latched = own.map_or([false; 4], |(_, latches)| std::mem::take(latches));
    (slow.missing, slow.pending) = (now.map(|stands| !stands), [false; 4]);
    for callback in WatchedCallback::ALL {
        let stands = now[at(callback)] && !latched[at(callback)];
        assert_eq!(report.health(callback), if stands { Registered } else { NotRegistered }, "{callback:?}");
    }
    let events: Vec<_> = WatchedCallback::ALL.into_iter().filter(|callback| discovered[at(*callback)]).collect();
    assert_eq!(report.discoveries().map(|(callback, _)| callback).collect::<Vec<_>>(), events);
    report.discoveries().for_each(|(callback, repaired)| assert_eq!(repaired, now[at(callback)]));
}
