//! The registration of the two process-notify routines, main and twin (HLT-1). Each does the whole job; an event is handled by the
//! one that is called first. IRQL: PASSIVE_LEVEL, but for what says otherwise.

use edr_core::process_toggle::{ProcessToggle, Routine};
use kernel_abi::{STATUS_INSUFFICIENT_RESOURCES, STATUS_SUCCESS};

use crate::kernel::ps_notify;
use crate::process_callback::ProcessCallback;
use crate::registered::Registered;

/// Slots that the system has for such routines.
const SLOTS: u32 = 64;

/// The two routines and what they share. Thread-safe.
pub struct ProcessRegistration {
    callback: ProcessCallback,
    registered: Registered,
}

impl ProcessRegistration {
    /// Nothing is registered.
    pub const fn new() -> Self {
        Self { callback: ProcessCallback::new(), registered: Registered::new() }
    }

    /// Registers both; what toggles them, or none where only one finds a slot: then the state is what registration returned.
    ///
    /// The system calls the slots in rising order, so the twin, registered first, gets the lower one: an event that finds main's
    /// slot empty has passed the twin's before. That holds until another driver leaves a lower slot: see `edr_core::process_toggle`.
    pub fn register(&self) -> Option<ProcessToggle> {
        let status =
            if self.callback.reserve() { ps_notify::add(Routine::Twin) } else { STATUS_INSUFFICIENT_RESOURCES };
        self.registered.note(status);
        if status != STATUS_SUCCESS {
            self.callback.release();
            return None;
        }
        (ps_notify::add(Routine::Main) == STATUS_SUCCESS).then(ProcessToggle::new)
    }

    /// Removes the routines, if they stand, and waits for calls under way. Each is removed until it is gone: where the system lets
    /// a routine stand twice, somebody else may have added it again.
    pub fn unregister(&self) {
        if self.registered.stands() {
            for routine in [Routine::Main, Routine::Twin] {
                // the bound is for systems that say of any removal that it succeeded, as Wine 8 does
                let _ = (0..SLOTS).find(|_| ps_notify::remove(routine) != STATUS_SUCCESS);
            }
            self.callback.release();
            self.registered.unregistered();
        }
    }

    /// What registration returned. IRQL: any.
    pub fn registered(&self) -> &Registered {
        &self.registered
    }

    /// What the routines do.
    pub fn callback(&self) -> &ProcessCallback {
        &self.callback
    }
}
