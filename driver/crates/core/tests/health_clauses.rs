//! HLT-1 to HLT-7: what health queries discover, repair and tell, over callbacks of a test; by the conformance suite's names.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use edr_core::health_monitor::Verdict;
use edr_core::load_outcome::protection_mode;
use edr_core::watched_callback::WatchedCallback::{self, Minifilter, Object, Process, Registry};
use support::health::{at, events, told, Machine, ALL_WELL};
use wire::CallbackHealth::{NotRegistered, Registered, RegistrationFailed};
use wire::{status, ProtectionMode};

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
fn hlt9_system_that_takes_registrations_and_never_calls_gets_sixteen_of_them() {
    for callback in [Registry, Object] {
        let mut machine = Machine::new();
        let handle = machine.latches.open();
        machine.irreparable(callback);
        machine.lose(callback);
        machine.system.accepts[at(callback)] = true;
        for query in 0..1_000 {
            let report = machine.query(&handle);
            assert_eq!(told(&report)[at(callback)], NotRegistered);
            assert_eq!(events(&report).len(), usize::from(query == 0), "silent after the discovery");
        }
        assert_eq!(machine.system.count("repair", callback), 16);
        assert!(machine.system.count("verify", callback) >= 1_000, "a canary by each query, all the same");
        // the system calls again: the newest registration stands, and the next loss is repaired as ever
        machine.system.stands[at(callback)] = true;
        assert_eq!(told(&machine.query(&handle)), ALL_WELL);
        machine.system.repairable[at(callback)] = true;
        machine.lose(callback);
        assert_eq!(events(&machine.query(&handle)), [(callback, true)]);
    }
}

#[test]
fn hlt9_repair_that_registers_nothing_is_tried_without_end() {
    let mut machine = Machine::new();
    let handle = machine.latches.open();
    machine.irreparable(Object);
    machine.lose(Object);
    for _ in 0..100 {
        machine.query(&handle);
    }
    assert_eq!(machine.system.count("repair", Object), 100);
}

#[test]
fn hlt8_only_lack_of_memory_leaves_a_callback_unknown() {
    for bits in [0xC000_009A_u32, 0xC000_0017, 0xC000_0044, 0xC000_012D] {
        assert_eq!(Verdict::of_failure(bits as i32), Verdict::Unknown(status::INSUFFICIENT_RESOURCES), "{bits:#x}");
    }
    for bits in [0xC01C_000B_u32, 0xC000_0022, 0xC000_0034, 0xC000_0225, 0xC000_0001] {
        assert_eq!(Verdict::of_failure(bits as i32), Verdict::Missing, "{bits:#x}");
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
fn hlt5_latch_pending_is_inactive_once() {
    let mut machine = Machine::new();
    let (discoverer, other) = (machine.latches.open(), machine.latches.open());
    machine.lose(Minifilter);
    assert!(!machine.query(&discoverer).answer(0).minifilter_active, "repaired, but the loss is told");
    assert!(machine.query(&discoverer).answer(0).minifilter_active);
    assert!(!machine.query(&other).answer(0).minifilter_active);
    assert!(machine.query(&other).answer(0).minifilter_active);
}
