//! HLT-1: verifies the two process-notify routines by removing each and adding it again, one after the other, so that one stands
//! at any moment.
//!
//! Both rules about a routine that stands twice (windows-facts 7) are survived: an add that the system refuses as a duplicate can't
//! happen after a successful removal, and where duplicates are allowed the next removal takes one and the count stays the same.

use edr_core::health_monitor::ToggleOutcome;
use kernel_abi::STATUS_SUCCESS;

use crate::kernel::ps_notify::Routine;

/// Which of the two routines the last toggle left standing. Guarded by the health query's mutex.
pub struct ProcessToggle {
    main_stands: bool,
    twin_stands: bool,
}

impl ProcessToggle {
    /// Toggles two routines that stand.
    pub const fn new() -> Self {
        Self { main_stands: true, twin_stands: true }
    }

    /// Main, then the twin: the system calls the slots in rising order and the twin has the lower one, so an event that finds
    /// main's slot empty has passed the twin's before. A routine that the last toggle could not add goes first, and the other one
    /// is left alone unless that succeeds: it works alone until then.
    ///
    /// IRQL: PASSIVE_LEVEL, in no callback: a removal waits for calls under way.
    pub fn run(&mut self) -> ToggleOutcome {
        let mut found = self.main_stands && self.twin_stands;
        let order = if self.twin_stands { [Routine::Main, Routine::Twin] } else { [Routine::Twin, Routine::Main] };
        for routine in order {
            let stood = routine.remove() == STATUS_SUCCESS;
            let stands = routine.add() == STATUS_SUCCESS;
            found &= stood;
            *self.stands_mut(routine) = stands;
            if !stands {
                break;
            }
        }
        ToggleOutcome { found, standing: self.main_stands && self.twin_stands }
    }

    fn stands_mut(&mut self, routine: Routine) -> &mut bool {
        match routine {
            Routine::Main => &mut self.main_stands,
            Routine::Twin => &mut self.twin_stands,
        }
    }
}
