//! QUERY_MINIFILTER_STATUS (FST-1 to FST-4).

use wire::structs::MinifilterStatus;
use wire::{FilterStatus, ProtectionMode, RegistryApi};

use crate::device_dispatch::answer;
use crate::driver_state::DriverState;
use crate::kernel::irp::{Irp, Outcome};

/// Answers the query. IRQL: PASSIVE_LEVEL.
pub fn answer_query(state: &DriverState, irp: Irp) -> Outcome {
    let status = MinifilterStatus {
        instance_count: 0,
        altitude: 0,
        filter_status: FilterStatus::NotRegistered,
        protection_mode: ProtectionMode::PartialProtection,
        registry_api: RegistryApi::None,
        active_streams: state.streams().active(),
    };
    answer(irp, &status.encode())
}
