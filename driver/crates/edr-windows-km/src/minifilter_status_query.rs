//! QUERY_MINIFILTER_STATUS (FST-1 to FST-4).

use wire::structs::MinifilterStatus;

use crate::device_dispatch::answer;
use crate::driver_state::DriverState;
use crate::kernel::irp::{Irp, Outcome};

/// Answers the query. IRQL: PASSIVE_LEVEL.
pub fn answer_query(state: &DriverState, irp: Irp) -> Outcome {
    let registrations = state.registrations();
    let instance_count = match registrations.minifilter().instance_count() {
        Ok(count) => count,
        Err(status) => return irp.complete(status, 0),
    };
    let status = MinifilterStatus {
        instance_count,
        altitude: registrations.minifilter().altitude(),
        filter_status: registrations.minifilter().filter_status(),
        protection_mode: registrations.protection_mode(),
        registry_api: registrations.registry().api(),
        active_streams: state.streams().active(),
    };
    answer(irp, &status.encode())
}
