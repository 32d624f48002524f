//! Numbers and counts of one stream (STR-8).

/// Every event that the stream's mask has takes a number; each ends as delivered or as dropped. Guarded by the stream's
/// lock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StreamAccount {
    last_number: u64,
    delivered: u64,
    dropped: u64,
    dropped_since_batch: u32,
}

/// What STOP tells (STR-10).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StreamTotals {
    /// Events in all batches built.
    pub delivered: u64,
    /// All others.
    pub dropped: u64,
}

impl StreamAccount {
    /// An account that has dropped events already and has told a part of them: a test can't drop four thousand million.
    #[must_use]
    pub const fn with_dropped(dropped: u64, since_batch: u32) -> Self {
        StreamAccount { last_number: dropped, delivered: 0, dropped, dropped_since_batch: since_batch }
    }

    /// Takes the next number, from 1 on without holes.
    pub fn number_next(&mut self) -> u64 {
        self.last_number = self.last_number.wrapping_add(1);
        self.last_number
    }

    /// Counts events that stand in a batch that was built.
    pub fn count_delivered(&mut self, events: u32) {
        self.delivered = self.delivered.wrapping_add(u64::from(events));
    }

    /// Counts events that no batch will hold.
    pub fn count_dropped(&mut self, events: u32) {
        self.dropped = self.dropped.wrapping_add(u64::from(events));
        self.dropped_since_batch = self.dropped_since_batch.saturating_add(events);
    }

    /// For the batch being built: events dropped since the one before, stopping at 0xFFFFFFFF.
    pub fn take_dropped_since_batch(&mut self) -> u32 {
        core::mem::take(&mut self.dropped_since_batch)
    }

    /// Last number given.
    #[must_use]
    pub fn last_number(&self) -> u64 {
        self.last_number
    }

    /// What STOP would tell now.
    #[must_use]
    pub fn totals(&self) -> StreamTotals {
        StreamTotals { delivered: self.delivered, dropped: self.dropped }
    }
}
