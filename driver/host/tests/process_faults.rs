//! Faults that are planned for the process services.

#[macro_use]
mod fake_driver;

use std::sync::Arc;

use edrkm_host::guest;
use edrkm_host::machine::Machine;
use fake_driver::boot;
use kernel_abi::{STATUS_ACCESS_DENIED, STATUS_INSUFFICIENT_RESOURCES, STATUS_SUCCESS};

extern "win64" fn routine(_: usize, _: usize, _: usize) {}

extern "win64" fn set(remove: usize) -> usize {
    let set = service!(PsSetCreateProcessNotifyRoutineEx(usize, u8) -> i32);
    set(routine as *const () as usize, remove as u8) as usize
}

extern "win64" fn name(process: usize) -> usize {
    let mut name = 1_usize;
    let status = service!(SeLocateProcessImageName(usize, *mut usize) -> i32)(process, &mut name);
    assert_eq!(name, 0);
    status as usize
}

extern "win64" fn lookup(id: usize) -> usize {
    let mut process = 0_usize;
    service!(PsLookupProcessByProcessId(usize, *mut usize) -> i32)(id, &mut process) as usize
}

/// Runs a routine as the tested driver's, whose calls pass the gate.
fn tested_runs(machine: &Arc<Machine>, routine: extern "win64" fn(usize) -> usize, argument: usize) -> i32 {
    machine.as_system(|_| guest::call(machine.images.tested(), routine as usize, &[argument])).unwrap() as i32
}

#[test]
fn a_planned_fault_fails_an_addition_and_no_removal() {
    let machine = boot();
    machine.gate.fail_all("PsSetCreateProcessNotifyRoutineEx", STATUS_INSUFFICIENT_RESOURCES);
    assert_eq!(tested_runs(&machine, set, 0), STATUS_INSUFFICIENT_RESOURCES);
    assert_eq!(machine.ps.notify.of_image(machine.images.tested()), 0);
    machine.gate.clear();
    assert_eq!(tested_runs(&machine, set, 0), STATUS_SUCCESS);
    machine.gate.fail_all("PsSetCreateProcessNotifyRoutineEx", STATUS_INSUFFICIENT_RESOURCES);
    assert_eq!(tested_runs(&machine, set, 1), STATUS_SUCCESS);
}

#[test]
fn a_name_or_process_that_can_not_be_had_is_none() {
    let machine = boot();
    machine.gate.fail("SeLocateProcessImageName", 1, STATUS_INSUFFICIENT_RESOURCES);
    let shell = machine.ps.shell();
    assert_eq!(tested_runs(&machine, name, shell.address.0), STATUS_INSUFFICIENT_RESOURCES);
    assert_eq!(machine.gate.name_queries(), 1);
    machine.gate.fail("PsLookupProcessByProcessId", 1, STATUS_ACCESS_DENIED);
    assert_eq!(tested_runs(&machine, lookup, shell.id as usize), STATUS_ACCESS_DENIED);
    assert_eq!(machine.ob.left_behind(machine.images.tested()), Vec::<String>::new());
    assert_eq!(tested_runs(&machine, lookup, shell.id as usize), STATUS_SUCCESS);
    let left = machine.ob.left_behind(machine.images.tested());
    assert_eq!(left, ["1 reference(s) to a process"]);
}
