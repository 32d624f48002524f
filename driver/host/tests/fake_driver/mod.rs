//! A machine, and a driver that the test itself is: its routines call services as an image's would.
#![allow(dead_code)]

use std::sync::Arc;

use edrkm_host::guest;
use edrkm_host::machine::{ImageId, Machine, Options};

/// The image that a test's routines pass for.
pub const DRIVER: ImageId = ImageId(77);

/// A machine of that profile, changed in the text.
pub fn boot_changed(change: impl Fn(String) -> String) -> Arc<Machine> {
    let profile =
        include_str!("../../../../fixtures/src/main/resources/dev/auroraedr/km/fixtures/profiles/win11-24h2.json");
    let options = Options { seed: 1, deterministic: true, special_pool: false };
    Machine::boot(&change(profile.to_owned()), options).unwrap()
}

pub fn boot() -> Arc<Machine> {
    boot_changed(|profile| profile)
}

/// The address of a service or variable.
pub fn service(name: &str) -> usize {
    let found = edrkm_host::service::all().find(|service| service.name == name);
    found.unwrap_or_else(|| panic!("no service {name}")).address.0 as usize
}

/// A service as a function of that type.
#[macro_export]
macro_rules! service {
    ($name:ident($($ty:ty),*) $(-> $ret:ty)?) => {
        unsafe { std::mem::transmute::<usize, extern "win64" fn($($ty),*) $(-> $ret)?>(fake_driver::service(stringify!($name))) }
    };
}

/// Runs a routine of the test's driver in a system thread; what it returns.
pub fn driver_runs(machine: &Arc<Machine>, routine: extern "win64" fn(usize) -> usize, argument: usize) -> usize {
    machine.as_system(|_| guest::call(DRIVER, routine as usize, &[argument])).unwrap()
}

/// The same where that stops the machine: the bug check.
pub fn driver_stops(machine: &Arc<Machine>, routine: extern "win64" fn(usize) -> usize, argument: usize) -> String {
    let ended = machine.as_system(|_| guest::call(DRIVER, routine as usize, &[argument]));
    assert!(ended.is_err(), "the machine goes on");
    machine.violations().swap_remove(0)
}
