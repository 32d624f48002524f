//! Machines and routines that stand for a driver's.
#![allow(dead_code)]

pub mod device;
pub mod files;

use std::ffi::c_void;
use std::sync::Arc;

use edrkm_host::guest::{self, Stopped};
use edrkm_host::machine::{ImageId, Machine, Options};
use edrkm_host::service;

/// A machine of the profile win11-24h2.
pub fn boot(special_pool: bool) -> Arc<Machine> {
    let profile =
        include_str!("../../../../fixtures/src/main/resources/dev/auroraedr/km/fixtures/profiles/win11-24h2.json");
    Machine::boot(profile, Options { seed: 1, deterministic: true, special_pool }).unwrap()
}

/// A routine that stands for a driver's.
pub type Routine = extern "win64" fn();

/// Runs a routine as a driver's on a fresh machine; what the machine then has to say.
pub fn judge(special_pool: bool, routine: Routine) -> Vec<String> {
    let machine = boot(special_pool);
    let ended: Result<usize, Stopped> = machine.as_system(|_| guest::call(ImageId(99), routine as usize, &[]));
    let found = machine.violations();
    assert_eq!(ended.is_err(), !found.is_empty());
    found
}

/// Calls a service by its name, as an imported function.
pub fn kernel(name: &str, arguments: &[usize]) -> usize {
    let found = service::all().find(|service| service.name == name).unwrap_or_else(|| panic!("no service {name}"));
    let [a, b, c, d, e] = std::array::from_fn(|at| arguments.get(at).copied().unwrap_or(0));
    let function = found.address.0;
    let function = unsafe {
        std::mem::transmute::<*const (), extern "win64" fn(usize, usize, usize, usize, usize) -> usize>(function)
    };
    function(a, b, c, d, e)
}

/// Allocates non-paged pool of the tag `Test`.
pub fn allocate(bytes: usize) -> *mut u8 {
    (kernel("ExAllocatePool2", &[0x40, bytes, TAG]) as *mut c_void).cast()
}

/// The tag `Test`.
pub const TAG: usize = 0x7473_6554;

/// A built image, from the folder that EDRKM_IMAGES names, or `target/driver`.
pub fn image(name: &str) -> Vec<u8> {
    let folder = std::env::var("EDRKM_IMAGES").unwrap_or_else(|_| "../../target/driver".into());
    let read = std::fs::read(std::path::Path::new(&folder).join(name));
    read.unwrap_or_else(|error| panic!("{folder}/{name}: {error}; ./edrkm driver build makes it"))
}

/// Address of a service, as an imported function.
pub fn service_address(name: &str) -> *const () {
    service::all().find(|service| service.name == name).map_or(std::ptr::null(), |service| service.address.0)
}
