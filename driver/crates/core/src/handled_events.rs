//! Which process events the main and twin routines have handled (HLT-1).
//!
//! For each process the event handled last is kept, the process used longest ago giving way. As a process is created, then exits,
//! and only then gives its id to another, an event is new exactly when its process's entry tells another one, even where two
//! processes of one id were created at the same reading of the clock. An event is never lost; it would be handled twice only if as
//! many other processes as there are entries had events between the calls of the two routines for it.
//!
//! IRQL: any; the caller holds a lock. Clauses: HLT-1, PRC-1.

/// Processes whose last events are to be known, in 96 KiB of non-paged pool. An event is handled twice, and counted twice, only if so
/// many other processes start or end while the system is between its two routines, that is while other drivers' routines that stand
/// between them hold the event up.
pub const HANDLED_PROCESSES: usize = 4096;

/// Which end of a process's life an event tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProcessEvent {
    /// It is about to run.
    Create,
    /// It has ended.
    Exit,
}

/// The event of one process that was handled last.
#[derive(Clone, Copy, Debug, Default)]
pub struct HandledEvent {
    process_id: u32,
    create_time: u64,
    /// `None` for an entry that was never used.
    event: Option<ProcessEvent>,
    /// Number of the use, 0 for never.
    used: u64,
}

/// The table, over memory that the caller gives.
pub struct HandledEvents<M> {
    entries: M,
    uses: u64,
}

impl<M: AsMut<[HandledEvent]>> HandledEvents<M> {
    /// Nothing handled. The entries are default ones; without any, every call counts as the first.
    pub fn new(entries: M) -> Self {
        Self { entries, uses: 0 }
    }

    /// Notes an event; whether this is the first call for it.
    ///
    /// `create_time` is the process's, in 100 ns since 1601.
    pub fn is_first(&mut self, process_id: u32, create_time: u64, event: ProcessEvent) -> bool {
        self.uses = self.uses.wrapping_add(1);
        let noted = HandledEvent { process_id, create_time, event: Some(event), used: self.uses };
        let Some(entry) = entry_of(self.entries.as_mut(), process_id) else { return true };
        let seen = entry.is_of(process_id) && entry.create_time == create_time && entry.event == noted.event;
        *entry = noted;
        !seen
    }

    /// Gives the memory back.
    pub fn into_entries(self) -> M {
        self.entries
    }
}

impl HandledEvent {
    fn is_of(&self, process_id: u32) -> bool {
        self.event.is_some() && self.process_id == process_id
    }
}

/// The process's entry, else the one to give way.
fn entry_of(entries: &mut [HandledEvent], process_id: u32) -> Option<&mut HandledEvent> {
    // a key of 0 comes before every use, so the process's own entry is found first
    entries.iter_mut().min_by_key(|entry| if entry.is_of(process_id) { 0 } else { entry.used.saturating_add(1) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ProcessEvent::{Create, Exit};

    fn table() -> HandledEvents<[HandledEvent; 4]> {
        HandledEvents::new([HandledEvent::default(); 4])
    }

    #[test]
    fn hlt1_one_event_is_first_once() {
        let mut handled = table();
        assert!(handled.is_first(8, 100, Create));
        assert!(!handled.is_first(8, 100, Create));
        assert!(handled.is_first(8, 100, Exit));
        assert!(!handled.is_first(8, 100, Exit));
    }

    #[test]
    fn hlt1_reused_id_is_another_process_even_at_the_same_time() {
        let mut handled = table();
        assert!(handled.is_first(8, 100, Create));
        assert!(handled.is_first(8, 100, Exit));
        assert!(handled.is_first(8, 100, Create));
        assert!(!handled.is_first(8, 100, Create));
        assert!(handled.is_first(8, 101, Create));
    }

    #[test]
    fn hlt1_process_zero_is_no_unused_entry() {
        let mut handled = table();
        assert!(handled.is_first(0, 0, Create));
        assert!(!handled.is_first(0, 0, Create));
    }

    #[test]
    fn hlt1_oldest_process_gives_way() {
        let mut handled = table();
        for id in [1, 2, 3, 4] {
            assert!(handled.is_first(id, 7, Create));
        }
        assert!(!handled.is_first(1, 7, Create));
        assert!(handled.is_first(5, 7, Create)); // takes the entry of 2
        assert!(!handled.is_first(1, 7, Create));
        assert!(!handled.is_first(3, 7, Create));
        assert!(!handled.is_first(4, 7, Create));
        assert!(handled.is_first(2, 7, Create));
    }

    #[test]
    fn hlt1_without_memory_nothing_is_lost() {
        let none: [HandledEvent; 0] = [];
        let mut handled = HandledEvents::new(none);
        assert!(handled.is_first(8, 100, Create));
        assert!(handled.is_first(8, 100, Create));
    }
}
