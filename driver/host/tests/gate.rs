//! Calls that fail, and actions in the middle of calls.

mod support;

use std::sync::Arc;
use std::time::Duration;

use edrkm_host::machine::Machine;
use kernel_abi::STATUS_ACCESS_DENIED;
use support::boot;

const PATIENCE: Duration = Duration::from_secs(10);

fn load(machine: &Arc<Machine>) -> i32 {
    machine.load(&support::image("edr-windows-km.sys")).unwrap_or_else(|_| panic!("{:?}", machine.violations()))
}

/// The action clears all plans and makes a new one: the interrupted call must not have gone on in between.
#[test]
fn a_call_waits_for_its_action_though_that_clears_the_gate() {
    for _ in 0..50 {
        let machine = boot(false);
        machine.gate.stop_at("IoCreateDevice", 1);
        std::thread::scope(|scope| {
            let loading = scope.spawn(|| load(&machine));
            let point = machine.gate.next_point(PATIENCE).unwrap();
            assert_eq!(point.call, "IoCreateDevice");
            machine.gate.clear();
            std::thread::yield_now();
            machine.gate.fail_all("IoCreateSymbolicLink", STATUS_ACCESS_DENIED);
            machine.gate.go_on(point.id);
            assert_eq!(loading.join().unwrap(), STATUS_ACCESS_DENIED);
        });
    }
}

#[test]
fn a_point_that_nobody_has_taken_is_let_go_by_clear() {
    let machine = boot(false);
    machine.gate.stop_at("IoCreateDevice", 1);
    std::thread::scope(|scope| {
        let loading = scope.spawn(|| load(&machine));
        while !machine.gate.is_waited_at() {
            std::thread::yield_now();
        }
        machine.gate.clear();
        assert_eq!(loading.join().unwrap(), 0);
    });
}

#[test]
fn the_nth_call_fails_and_no_other() {
    let machine = boot(false);
    machine.gate.fail("IoCreateDevice", 2, STATUS_ACCESS_DENIED);
    assert_eq!(load(&machine), 0);
    let machine = boot(false);
    machine.gate.fail("IoCreateDevice", 1, STATUS_ACCESS_DENIED);
    assert_eq!([load(&machine), load(&machine)], [STATUS_ACCESS_DENIED, 0]);
}

#[test]
fn a_trace_names_the_calls_of_the_driver_in_order() {
    let machine = boot(false);
    machine.gate.start_trace();
    load(&machine);
    let trace = machine.gate.stop_trace();
    let at = |call: &str| trace.iter().position(|name| *name == call).unwrap_or(usize::MAX);
    assert!(at("IoCreateDevice") < at("ZwSetSecurityObject") && at("ZwSetSecurityObject") < at("IoCreateSymbolicLink"));
    assert_eq!(machine.gate.stop_trace(), Vec::<&str>::new());
}
