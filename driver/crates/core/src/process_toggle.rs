//! HLT-1: verifies the two process-notify routines by removing each and adding it again, one after the other, so that one stands
//! at any moment.
//!
//! Both rules about a routine that stands twice (windows-facts 7) are survived: an add that the system refuses as a duplicate can't
//! follow a successful removal, and where duplicates are allowed a removal takes one and the add puts it back.

use crate::health_monitor::ToggleOutcome;

/// The two routines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Routine {
    /// The one that is toggled first.
    Main,
    /// Its twin, in the lower slot.
    Twin,
}

/// What removing and adding one routine showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Toggled {
    /// It stood: the removal found it.
    pub stood: bool,
    /// It stands now: the add succeeded.
    pub stands: bool,
}

/// Which of the two routines the last toggle left standing. Guarded by the health query's mutex.
#[derive(Debug)]
pub struct ProcessToggle {
    main_stands: bool,
    twin_stands: bool,
}

impl ProcessToggle {
    /// Toggles two routines that stand.
    #[must_use]
    pub const fn new() -> Self {
        Self { main_stands: true, twin_stands: true }
    }

    /// Main, then the twin: the system calls the slots in rising order and load gave the twin the lower one, so an event that finds
    /// main's slot empty has passed the twin's before. Stated limit: that holds while the two keep their slots. An add takes the
    /// lowest free one, so that main moves below the twin once another driver has left a slot there; from then on an event that is
    /// held up between the two slots while a query runs may find neither. Nobody tells a driver its slots. A routine that the last toggle could not add goes first, and the other one
    /// is left alone unless that succeeds: it works alone until then.
    ///
    /// `toggle` removes a routine and adds it again. IRQL: PASSIVE_LEVEL, in no callback: a removal waits for calls under way.
    pub fn run(&mut self, mut toggle: impl FnMut(Routine) -> Toggled) -> ToggleOutcome {
        let mut found = self.main_stands && self.twin_stands;
        let order = if self.twin_stands { [Routine::Main, Routine::Twin] } else { [Routine::Twin, Routine::Main] };
        for routine in order {
            let toggled = toggle(routine);
            found &= toggled.stood;
            match routine {
                Routine::Main => self.main_stands = toggled.stands,
                Routine::Twin => self.twin_stands = toggled.stands,
            }
            if !toggled.stands {
                break;
            }
        }
        ToggleOutcome { found, standing: self.main_stands && self.twin_stands }
    }
}

impl Default for ProcessToggle {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::Routine::{Main, Twin};
    use super::*;

    /// The system's slots: how often each routine stands, how many adds fail, and whether both were gone at once.
    struct Slots {
        main: u32,
        twin: u32,
        failing_adds: u32,
        uncovered: bool,
        order: [Option<Routine>; 2],
    }

    const BOTH: Slots = Slots { main: 1, twin: 1, failing_adds: 0, uncovered: false, order: [None; 2] };

    impl Slots {
        fn toggle(&mut self, routine: Routine) -> Toggled {
            if let Some(place) = self.order.iter_mut().find(|place| place.is_none()) {
                *place = Some(routine);
            }
            let slot = if routine == Main { &mut self.main } else { &mut self.twin };
            let stood = *slot > 0;
            *slot -= u32::from(stood);
            self.uncovered |= self.main + self.twin == 0;
            let stands = self.failing_adds == 0;
            self.failing_adds -= u32::from(!stands);
            let slot = if routine == Main { &mut self.main } else { &mut self.twin };
            *slot += u32::from(stands);
            Toggled { stood, stands }
        }

        fn query(&mut self, toggle: &mut ProcessToggle) -> (bool, bool) {
            self.order = [None; 2];
            let outcome = toggle.run(|routine| self.toggle(routine));
            (outcome.found, outcome.standing)
        }
    }

    #[test]
    fn hlt1_both_stand_are_found_and_stand() {
        let (mut toggle, mut slots) = (ProcessToggle::new(), BOTH);
        for _ in 0..3 {
            assert_eq!(slots.query(&mut toggle), (true, true));
            assert_eq!(slots.order, [Some(Main), Some(Twin)]);
        }
        assert!(!slots.uncovered);
    }

    #[test]
    fn hlt1_removed_main_is_missing_once_and_stands_again() {
        let (mut toggle, mut slots) = (ProcessToggle::new(), Slots { main: 0, ..BOTH });
        assert_eq!(slots.query(&mut toggle), (false, true));
        assert_eq!(slots.query(&mut toggle), (true, true));
        assert!(!slots.uncovered);
    }

    #[test]
    fn hlt1_removed_twin_is_missing_once_and_stands_again() {
        let (mut toggle, mut slots) = (ProcessToggle::new(), Slots { twin: 0, ..BOTH });
        assert_eq!(slots.query(&mut toggle), (false, true));
        assert_eq!(slots.query(&mut toggle), (true, true));
    }

    #[test]
    fn hlt1_main_that_cannot_be_added_leaves_the_twin_alone_until_it_can() {
        let (mut toggle, mut slots) = (ProcessToggle::new(), Slots { failing_adds: 2, ..BOTH });
        assert_eq!(slots.query(&mut toggle), (true, false));
        assert_eq!(slots.order, [Some(Main), None]);
        assert_eq!(slots.query(&mut toggle), (false, false));
        assert_eq!(slots.order, [Some(Main), None]);
        assert_eq!((slots.main, slots.twin), (0, 1));
        assert_eq!(slots.query(&mut toggle), (false, true));
        assert_eq!(slots.query(&mut toggle), (true, true));
        assert!(!slots.uncovered);
    }

    #[test]
    fn hlt1_twin_that_cannot_be_added_goes_first_next_time() {
        let (mut toggle, mut slots) = (ProcessToggle::new(), BOTH);
        let outcome = toggle.run(|routine| {
            slots.failing_adds = u32::from(routine == Twin);
            slots.toggle(routine)
        });
        assert!(outcome.found && !outcome.standing);
        slots.failing_adds = 1;
        assert_eq!(slots.query(&mut toggle), (false, false));
        assert_eq!(slots.order, [Some(Twin), None]);
        assert_eq!((slots.main, slots.twin), (1, 0));
        assert_eq!(slots.query(&mut toggle), (false, true));
        assert_eq!(slots.order, [Some(Twin), Some(Main)]);
        assert!(!slots.uncovered);
    }

    #[test]
    fn hlt1_routine_that_stands_twice_keeps_its_number() {
        let (mut toggle, mut slots) = (ProcessToggle::new(), Slots { main: 2, ..BOTH });
        assert_eq!(slots.query(&mut toggle), (true, true));
        assert_eq!((slots.main, slots.twin), (2, 1));
    }
}
