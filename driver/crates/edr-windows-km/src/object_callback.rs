//! The object callback: takes rights from handles to protected processes (OBJ-1 to OBJ-6).
//!
//! IRQL: PASSIVE_LEVEL, in the thread that opens or duplicates the handle. It can't fail an operation, only take rights.

use edr_core::event_fields::{EventFields, Name};
use wire::enums::event_flag;
use wire::EventType;

use crate::driver_state::DriverState;
use crate::kernel::ob::HandleOperation;
use crate::kernel::ps::{self, ImageName, Process};
use crate::process_trust;

/// The pre-operation callback, for the newest registration only.
pub fn pre_operation(driver: &DriverState, operation: &mut HandleOperation<'_>) {
    let stripped = driver.policy().stripped_access();
    // OBJ-2, OBJ-3, STR-12: a handle of the kernel, or one that asks for nothing that is stripped, costs nothing.
    if operation.is_kernel_handle() || operation.desired_access() & stripped == 0 {
        return;
    }
    // POL-1: a request with previous mode KernelMode is trusted.
    if ps::is_previous_mode_kernel() {
        return;
    }
    let target = operation.target();
    // OBJ-1: who gets the handle.
    let opener = operation.receiver().unwrap_or_else(Process::current);
    if opener != target && process_trust::is_protected(driver, target) && !process_trust::is_trusted(driver, opener) {
        operation.set_desired_access(operation.desired_access() & !stripped);
        report(driver, operation, opener);
    }
}

/// The event, where somebody wants it.
fn report(driver: &DriverState, operation: &HandleOperation<'_>, opener: Process<'_>) {
    if !driver.wants(EventType::HandleAccessStripped) {
        return;
    }
    let receiver = operation.receiver().map_or(0, Process::id);
    let image = ImageName::of(opener);
    driver.publish(&EventFields {
        flags: if operation.is_duplicate() { event_flag::DUPLICATE_HANDLE } else { 0 },
        process_id: ps::current_process_id(),
        thread_id: ps::current_thread_id(),
        detail0: operation.target().id(),
        detail1: operation.original_desired_access(),
        detail2: u64::from(receiver) << 32 | u64::from(operation.desired_access()),
        name: Name::whole(image.as_ref().map_or(&[], ImageName::units)),
        ..driver.event(EventType::HandleAccessStripped)
    });
}
