//! HLT-1: the toggle of the two process-notify routines, main and twin. Its order is core's to decide.

use edr_core::process_toggle::{Routine, Toggled};
use kernel_abi::STATUS_SUCCESS;

use crate::kernel::ps_notify;

/// Removes a routine and adds it again. IRQL: PASSIVE_LEVEL, in no callback: a removal waits for calls under way.
pub fn toggle(routine: Routine) -> Toggled {
    let stood = ps_notify::remove(routine) == STATUS_SUCCESS;
    Toggled { stood, stands: ps_notify::add(routine) == STATUS_SUCCESS }
}
