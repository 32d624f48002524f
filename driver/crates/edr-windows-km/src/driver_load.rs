//! What DriverEntry does (LOD-1). What stands when a step fails is undone in the order of UNL-3, as nobody cleans up after a failed
//! DriverEntry. IRQL: PASSIVE_LEVEL.

use edr_core::device_security::SYSTEM_AND_ADMINISTRATORS;
use kernel_abi::{NTSTATUS, STATUS_INSUFFICIENT_RESOURCES, STATUS_SUCCESS};
use wire::control_code::DEVICE_TYPE;

use crate::driver_state::DriverState;
use crate::kernel::device::{Device, Driver, SymbolicLink};
use crate::kernel::unicode::utf16;
use crate::kernel::{etw, irql, pool, state_cell, time, PoolBox, Tag};
use crate::open_files::OPEN_FILES;
use crate::{driver_unload, policy_reader, trace};

/// DEV-1.
static DEVICE_NAME: [u16; 19] = utf16!("\\Device\\AuroraEDRKM");
static LINK_NAME: [u16; 23] = utf16!("\\DosDevices\\AuroraEDRKM");

/// Loads the driver: all works, PartialProtection, or the failing status with nothing left behind.
pub fn run(driver: Driver, registry_path: &[u16]) -> NTSTATUS {
    etw::resolve();
    etw::register();
    match load(driver, registry_path) {
        Ok(()) => {
            trace::load_ended(state_cell::state(), STATUS_SUCCESS);
            // UNL-1: last of all, as from here on an unload may free the state.
            OPEN_FILES.admit();
            STATUS_SUCCESS
        }
        Err(status) => {
            trace::load_ended(None, status);
            driver_unload::undo_all();
            etw::unregister();
            status
        }
    }
}

fn load(driver: Driver, registry_path: &[u16]) -> Result<(), NTSTATUS> {
    pool::resolve();
    irql::resolve();
    time::resolve()?;
    // The policy first: everything else decides by it.
    let policy = policy_reader::read(registry_path)?;
    let state = DriverState::new(driver, policy).ok_or(STATUS_INSUFFICIENT_RESOURCES)?;
    let state = state_cell::publish(PoolBox::new(state, Tag::State).ok_or(STATUS_INSUFFICIENT_RESOURCES)?);
    create_device(state)?;
    state.registrations().register(state, registry_path)
}

/// DEV-5: the DACL is on the device before the link exists, and before the I/O manager lets anybody open it.
fn create_device(state: &DriverState) -> Result<(), NTSTATUS> {
    let device = Device::create(state.driver(), &DEVICE_NAME, DEVICE_TYPE)?;
    let secured = device.set_security(&SYSTEM_AND_ADMINISTRATORS);
    state.keep_device(device);
    secured?;
    state.keep_link(SymbolicLink::create(&LINK_NAME, &DEVICE_NAME)?);
    Ok(())
}
