//! The minifilter's canary (HLT-8): an open of a private name below `\SystemRoot`, from the top of the stack, which the own
//! pre-create completes, so that nothing below the driver sees it.

use kernel_abi::STATUS_NOT_FOUND;

use crate::canary::{Canary, Sighting};
use crate::kernel::flt_operation::PreOperation;
use crate::kernel::unicode::utf16;
use crate::kernel::zw;
use crate::status::status_of;

/// The private name with the backslash before it: no other component ends with it.
const NAME: &[u16] = &utf16!("\\{5d0b7f3e-21c4-4f6a-9d18-0c5a6b7e8f90}");
const PATH: &[u16] = &utf16!("\\SystemRoot\\{5d0b7f3e-21c4-4f6a-9d18-0c5a6b7e8f90}");

/// The canary of the file system's stack.
pub struct MinifilterCanary {
    canary: Canary,
}

impl MinifilterCanary {
    /// None is under way.
    pub const fn new() -> Self {
        Self { canary: Canary::new() }
    }

    /// Sends it. IRQL: PASSIVE_LEVEL, with the health query's mutex held.
    pub fn send(&self) -> Sighting {
        // a handle, should there be one, is closed at once
        self.canary.send(|| status_of(zw::open_file(PATH).map(drop)))
    }

    /// Whether a create is the canary; then it has been seen and its status set, and the caller completes it.
    ///
    /// IRQL: up to APC_LEVEL. Costs one read while no canary is under way.
    pub fn answers(&self, create: &mut PreOperation<'_>) -> bool {
        let is_canary = self.canary.is_under_way()
            && create.thread().is_some_and(|thread| self.canary.may_be_sent_by(thread.address()))
            && create.opened_name().ends_with(NAME);
        if is_canary {
            self.canary.see();
            create.set_status(STATUS_NOT_FOUND);
        }
        is_canary
    }
}
