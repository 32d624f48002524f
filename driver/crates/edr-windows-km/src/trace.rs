//! What the driver tells a tracing session of itself: how it loaded, what it fell back to, what it repaired, what it refused.
//! README.md lists the events; each carries an NTSTATUS and a number. IRQL: PASSIVE_LEVEL.

use edr_core::altitude_search::FIRST_ALTITUDE;
use edr_core::watched_callback::WatchedCallback;
use kernel_abi::{EVENT_DESCRIPTOR, NTSTATUS, STATUS_FLT_DO_NOT_DETACH, STATUS_NOT_FOUND, STATUS_SUCCESS};

use crate::driver_state::DriverState;
use crate::kernel::etw;
use crate::registered::Registered;

const ERROR: u8 = 2;
const WARNING: u8 = 3;
const INFORMATION: u8 = 4;

/// Ids; never used for anything else once given.
const LOADED: u16 = 1;
const LOAD_FAILED: u16 = 2;
const ALTITUDE_FALLBACK: u16 = 3;
const PARTIAL_PROTECTION: u16 = 4;
const FOUND_MISSING: u16 = 5;
const UNLOAD_REFUSED: u16 = 6;
const UNLOADED: u16 = 7;
const PROCESS_REFUSED: u16 = 8;

/// Load has ended: what it has chosen, or why it failed.
pub fn load_ended(state: Option<&DriverState>, status: NTSTATUS) {
    match state {
        Some(state) if status == STATUS_SUCCESS => loaded(state),
        _ => event(LOAD_FAILED, ERROR, status, 0),
    }
}

fn loaded(state: &DriverState) {
    let registrations = state.registrations();
    let altitude = registrations.minifilter().altitude();
    if altitude != FIRST_ALTITUDE {
        event(ALTITUDE_FALLBACK, WARNING, STATUS_SUCCESS, altitude);
    }
    let optional = [
        (WatchedCallback::Process, registrations.process().registered()),
        (WatchedCallback::Registry, registrations.registry().registered()),
        (WatchedCallback::Object, registrations.object().registered()),
    ];
    for (callback, registered) in optional {
        partial(callback, registered);
    }
    event(LOADED, INFORMATION, STATUS_SUCCESS, registrations.protection_mode().number());
}

/// PAR-2: a callback that could not be registered, and why.
fn partial(callback: WatchedCallback, registered: &Registered) {
    if !registered.stands() {
        event(PARTIAL_PROTECTION, WARNING, registered.status(), callback.code());
    }
}

/// HLT-3: a callback was found missing; whether it could be repaired.
pub fn found_missing(callback: WatchedCallback, repaired: bool) {
    let status = if repaired { STATUS_SUCCESS } else { STATUS_NOT_FOUND };
    event(FOUND_MISSING, WARNING, status, callback.code());
}

/// UNL-1.
pub fn unload_refused() {
    event(UNLOAD_REFUSED, INFORMATION, STATUS_FLT_DO_NOT_DETACH, 0);
}

/// UNL-3: all is undone.
pub fn unloaded() {
    event(UNLOADED, INFORMATION, STATUS_SUCCESS, 0);
}

/// PRC-2: a process was refused, whose id would have been this.
pub fn process_refused(status: NTSTATUS, process_id: u32) {
    event(PROCESS_REFUSED, INFORMATION, status, process_id);
}

fn event(id: u16, level: u8, status: NTSTATUS, value: u32) {
    let descriptor = EVENT_DESCRIPTOR { Id: id, Version: 0, Channel: 0, Level: level, Opcode: 0, Task: 0, Keyword: 1 };
    etw::write(&descriptor, status, value);
}
