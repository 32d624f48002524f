//! HLT-1: the toggle over a model of the system's 64 slots, with an event under way between any two of its calls.
//!
//! The system calls the slots in rising order, a routine that is added takes the lowest free one, and a removal waits for calls under
//! way. So an event's life is told by when it passes the lower and when the upper of the two routines' slots.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use edr_core::handled_events::{HandledEvent, HandledEvents, ProcessEvent, HANDLED_PROCESSES};
use edr_core::process_toggle::{ProcessToggle, Routine, Toggled};

const SLOTS: usize = 64;

/// Moments between the calls of one query: before main is removed, while it is out, before the twin is removed, while that is out,
/// and after.
const MOMENTS: usize = 5;
const MAIN_IS_OUT: usize = 1;
const TWIN_IS_OUT: usize = 3;

#[derive(Clone, Copy, PartialEq)]
enum Slot {
    Free,
    Other,
    Own(Routine),
}

/// The slots at each moment of some queries.
struct Recorded {
    now: [Slot; SLOTS],
    moments: Vec<[Slot; SLOTS]>,
}

impl Recorded {
    /// All slots below main's are taken, as they were when main took its own.
    fn new(twin: usize, main: usize) -> Self {
        let mut now = [Slot::Free; SLOTS];
        now[..main].fill(Slot::Other);
        now[twin] = Slot::Own(Routine::Twin);
        now[main] = Slot::Own(Routine::Main);
        Self { now, moments: vec![] }
    }

    fn query(&mut self, toggle: &mut ProcessToggle) {
        self.moments.push(self.now);
        let outcome = toggle.run(|routine| {
            let place = self.now.iter().position(|slot| *slot == Slot::Own(routine));
            place.into_iter().for_each(|place| self.now[place] = Slot::Free);
            self.moments.push(self.now);
            let free = self.now.iter().position(|slot| *slot == Slot::Free);
            free.into_iter().for_each(|free| self.now[free] = Slot::Own(routine));
            self.moments.push(self.now);
            Toggled { stood: place.is_some(), stands: free.is_some() }
        });
        assert!(outcome.found && outcome.standing);
    }

    /// How often an event is handled that reaches each slot at the moment that `when` says of the slot.
    fn handled(&self, when: impl Fn(usize) -> usize) -> usize {
        let mut table = HandledEvents::new([HandledEvent::default(); 4]);
        let calls = (0..SLOTS).filter(|slot| matches!(self.moments[when(*slot)][*slot], Slot::Own(_)));
        calls.filter(|_| table.is_first(8, 100, ProcessEvent::Create)).count()
    }
}

/// The moments at which an event can pass the lower and the upper slot.
fn lives(moments: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..moments).flat_map(move |lower| (lower..moments).map(move |upper| (lower, upper)))
}

fn slots() -> impl Iterator<Item = (usize, usize)> {
    (1..SLOTS).flat_map(|main| (0..main).map(move |twin| (twin, main)))
}

#[test]
fn hlt1_no_event_of_one_query_is_lost_or_handled_twice_wherever_the_routines_stand() {
    for (twin, main) in slots() {
        let mut recorded = Recorded::new(twin, main);
        recorded.query(&mut ProcessToggle::new());
        assert_eq!(recorded.moments.len(), MOMENTS);
        for (lower, upper) in lives(MOMENTS) {
            let times = recorded.handled(|slot| if slot < main { lower } else { upper });
            assert_eq!(times, 1, "twin in {twin}, main in {main}: passed at {lower} and {upper}");
        }
    }
}

#[test]
fn hlt1_one_routine_stands_at_every_moment() {
    for (twin, main) in [(0, 1), (6, 7), (6, 30), (62, 63)] {
        let (mut recorded, mut toggle) = (Recorded::new(twin, main), ProcessToggle::new());
        (0..3).for_each(|_| recorded.query(&mut toggle));
        let stands = |moment: &[Slot; SLOTS]| moment.iter().any(|slot| matches!(slot, Slot::Own(_)));
        assert!(recorded.moments.iter().all(stands));
    }
}

/// Stated limit: what the system keeps between the two slots from one query to the next.
#[test]
fn hlt1_only_an_event_held_from_one_query_into_the_next_can_be_lost() {
    let (mut recorded, mut toggle) = (Recorded::new(6, 7), ProcessToggle::new());
    (0..3).for_each(|_| recorded.query(&mut toggle));
    for (lower, upper) in lives(3 * MOMENTS) {
        let times = recorded.handled(|slot| if slot < 7 { lower } else { upper });
        let lost = lower % MOMENTS == TWIN_IS_OUT && upper % MOMENTS == MAIN_IS_OUT;
        assert_eq!(times, usize::from(!lost), "passed at {lower} and {upper}");
        assert!(!lost || lower / MOMENTS < upper / MOMENTS);
    }
}

/// Stated limit: once another driver has given a lower slot back, main moves there, and an event that is under way just then, or
/// during a later query, may find neither. None is handled twice.
#[test]
fn hlt1_after_another_driver_has_left_a_lower_slot_an_event_of_one_query_can_be_lost() {
    let (free, twin, main) = (2, 6, 7);
    let (mut recorded, mut toggle) = (Recorded::new(twin, main), ProcessToggle::new());
    recorded.now[free] = Slot::Free;
    (0..3).for_each(|_| recorded.query(&mut toggle));
    let mut lost = vec![];
    for (lowest, middle) in lives(3 * MOMENTS) {
        for highest in middle..3 * MOMENTS {
            let times = recorded.handled(|slot| match slot {
                0..=2 => lowest,
                3..=6 => middle,
                _ => highest,
            });
            assert!(times <= 1);
            if times == 0 {
                lost.push((lowest, middle));
            }
        }
    }
    // in the query that moves main, and in a later one, whose order is now the wrong one
    assert!(lost.contains(&(MAIN_IS_OUT, TWIN_IS_OUT)));
    assert!(lost.contains(&(2 * MOMENTS + MAIN_IS_OUT, 2 * MOMENTS + TWIN_IS_OUT)));
    // an event that passes both slots within one moment is never lost
    assert!(lost.iter().all(|(lowest, middle)| lowest < middle));
}

/// Stated limit (PRC-1): between the two calls for an event as many other processes may have events as the table has entries, less one.
#[test]
fn prc1_slow_second_call_is_known_until_the_table_is_full_of_others() {
    for (others, known) in [(HANDLED_PROCESSES - 1, true), (HANDLED_PROCESSES, false)] {
        let mut table = HandledEvents::new(vec![HandledEvent::default(); HANDLED_PROCESSES]);
        assert!(table.is_first(4, 7, ProcessEvent::Create));
        for other in 0..others {
            let id = u32::try_from(other).unwrap() * 4 + 8;
            assert!(table.is_first(id, 7, ProcessEvent::Create));
            assert!(!table.is_first(id, 7, ProcessEvent::Create));
        }
        assert_eq!(!table.is_first(4, 7, ProcessEvent::Create), known, "{others} others");
    }
}
