//! QUERY_CALLBACK_HEALTH: what verifying the callbacks now has shown (HLT-1).

use crate::device_dispatch::answer;
use crate::driver_state::DriverState;
use crate::kernel::irp::{Irp, Outcome};
use crate::session::Session;

/// Answers the query. IRQL: PASSIVE_LEVEL.
pub fn answer_query(state: &DriverState, irp: Irp) -> Outcome {
    let handle = irp.session().map(Session::latches);
    let report = match state.registrations().health().query(state, handle) {
        Ok(report) => report,
        Err(status) => return irp.complete(status, 0),
    };
    let count = state.registrations().process().callback().count();
    answer(irp, &report.answer(count).encode())
}
