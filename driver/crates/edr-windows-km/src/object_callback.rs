//! The object callback: takes rights from handles to protected processes (OBJ-1 to OBJ-6).
//!
//! IRQL: PASSIVE_LEVEL, in the thread that opens or duplicates the handle. It can't fail an operation, only take rights.

use edr_core::event_table::{HandleAccessStripped, Requestor};
use edr_core::handle_request::{may_be_stripped, HandleRequest};
use wire::EventType;

use crate::driver_state::DriverState;
use crate::kernel::ob::HandleOperation;
use crate::kernel::ps::{self, ImageName, Process};
use crate::kernel::time;
use crate::process_trust;

/// The pre-operation callback, for the newest registration only.
pub fn pre_operation(driver: &DriverState, operation: &mut HandleOperation<'_>) {
    let stripped = driver.policy().stripped_access();
    // STR-12: what is not looked at costs nothing.
    if !may_be_stripped(operation.is_kernel_handle(), operation.desired_access(), stripped) {
        return;
    }
    let request = HandleRequest {
        is_kernel_handle: operation.is_kernel_handle(),
        is_kernel_mode: ps::is_previous_mode_kernel(),
        desired_access: operation.desired_access(),
        target: operation.target(),
        caller: Process::current(),
        receiver: operation.receiver(),
    };
    let left = request.left_access(
        stripped,
        |process| process_trust::is_protected(driver, process),
        |process| process_trust::is_trusted(driver, process),
    );
    if let Some(access) = left {
        operation.set_desired_access(access);
        report(driver, operation, request.opener());
    }
}

/// The event, where somebody wants it.
fn report(driver: &DriverState, operation: &HandleOperation<'_>, opener: Process<'_>) {
    if !driver.wants(EventType::HandleAccessStripped) {
        return;
    }
    let image = ImageName::of(opener);
    let stripped = HandleAccessStripped {
        caller: Requestor { process_id: ps::current_process_id(), thread_id: ps::current_thread_id() },
        target_id: operation.target().id(),
        original_access: operation.original_desired_access(),
        left_access: operation.desired_access(),
        receiver_id: operation.receiver().map(Process::id),
        image: image.as_ref().map_or(&[], ImageName::units),
    };
    driver.publish(&stripped.fields(time::now()));
}
