//! What the built driver traces through ETW: load and unload, and a load that fell back to another altitude (driver/README.md
//! has the table of its events).

mod support;

use edrkm_host::io::unload::{self, Kind};
use edrkm_host::machine::Machine;
use kernel_abi::STATUS_ACCESS_DENIED;
use support::boot;

fn traced(machine: &Machine) -> Vec<u16> {
    machine.io.etw.events().iter().map(|event| event.id).collect()
}

/// AEDR's provider, as its GUID lies in memory.
const PROVIDER: [u8; 16] =
    [0xA1, 0xC2, 0xF3, 0xB7, 0x0E, 0x5D, 0x8B, 0x4C, 0x9A, 0x36, 0x2E, 0x71, 0xD4, 0xF0, 0x8C, 0x55];

#[test]
fn load_and_unload_are_traced_once() {
    let machine = boot(false);
    assert_eq!(machine.load(&support::image("edr-windows-km.sys")), Ok(0), "{:?}", machine.violations());
    assert_eq!(traced(&machine), [1]);
    let driver = machine.io.drivers.of(machine.images.tested()).unwrap();
    assert_eq!(machine.as_system(|cx| unload::unload(cx, &driver, Kind::ServiceStop)), Ok(0));
    assert_eq!(traced(&machine), [1, 7]);
    assert!(machine.io.etw.events().iter().all(|event| event.provider == PROVIDER && event.data.len() == 8));
    assert_eq!(machine.violations(), Vec::<String>::new());
}

#[test]
fn a_callback_that_cant_stand_and_a_load_that_fails_are_traced() {
    let machine = boot(false);
    machine.gate.fail("ObRegisterCallbacks", 1, STATUS_ACCESS_DENIED);
    assert_eq!(machine.load(&support::image("edr-windows-km.sys")), Ok(0));
    assert_eq!(traced(&machine), [4, 1]);
    let machine = boot(false);
    machine.gate.fail("IoCreateSymbolicLink", 1, STATUS_ACCESS_DENIED);
    assert_eq!(machine.load(&support::image("edr-windows-km.sys")), Ok(STATUS_ACCESS_DENIED));
    assert_eq!(traced(&machine), [2]);
    assert_eq!(machine.io.etw.events()[0].data[..4], STATUS_ACCESS_DENIED.to_le_bytes());
}
