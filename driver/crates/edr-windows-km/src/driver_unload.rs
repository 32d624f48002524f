//! Unload, and the undoing of a load that failed (UNL-1, UNL-3). IRQL: PASSIVE_LEVEL.

use kernel_abi::{NTSTATUS, STATUS_FLT_DO_NOT_DETACH, STATUS_SUCCESS};

use crate::device_dispatch::REQUESTS;
use crate::kernel::etw;
use crate::kernel::state_cell::{self, state};
use crate::open_files::OPEN_FILES;
use crate::trace;

/// FilterUnloadCallback. `fltmc unload` is refused while a file object exists; a service stop comes once none does; a mandatory
/// unload that comes all the same is obeyed.
pub fn filter_unload(mandatory: bool) -> NTSTATUS {
    if mandatory {
        OPEN_FILES.refuse();
    } else if !OPEN_FILES.refuse_if_none() {
        trace::unload_refused();
        return STATUS_FLT_DO_NOT_DETACH;
    }
    end();
    STATUS_SUCCESS
}

/// DriverUnload. On Windows the filter manager has put its own routine over it, which calls [`filter_unload`] first and may then
/// call this one: nothing is left to do. Where the filter manager does not take part, as under Wine, this is the unload.
pub fn driver_unload() {
    if !OPEN_FILES.is_unloaded() {
        OPEN_FILES.refuse();
        end();
    }
}

fn end() {
    undo_all();
    trace::unloaded();
    etw::unregister();
}

/// UNL-3: refuses new work, waits for running requests, then undoes what stands. The state is freed now, or by the last CLOSE.
pub fn undo_all() {
    REQUESTS.close_and_wait();
    if let Some(state) = state() {
        state.registrations().unregister();
        state.streams().close_all();
        state.delete_device();
    }
    if OPEN_FILES.unloaded() {
        drop(state_cell::withdraw());
    }
}
