//! Events of one stream that wait for a receive.

use crate::event_encoder::EventEncoder;
use wire::event::SIZE_OFFSET;
use wire::field::Field;

/// A ring of whole events in the non-paged memory that was reserved when the stream was opened (STR-16). An event may lie
/// across the ring's end, so that nothing but its own size counts. Guarded by its stream's lock. IRQL: any.
#[derive(Debug)]
pub struct EventQueue<M> {
    memory: M,
    head: usize,
    used: usize,
    count: u32,
}

impl<M: AsRef<[u8]> + AsMut<[u8]>> EventQueue<M> {
    /// An empty queue over memory whose length is the granted queue_bytes, a multiple of 8.
    pub fn new(memory: M) -> Self {
        EventQueue { memory, head: 0, used: 0, count: 0 }
    }

    /// The memory, to be freed.
    pub fn into_memory(self) -> M {
        self.memory
    }

    /// Whether no event waits.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Events that wait.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// Discards what waits.
    pub fn clear(&mut self) {
        (self.head, self.used, self.count) = (0, 0, 0);
    }

    /// Sum of the sizes of the events that wait, in bytes.
    pub fn used_bytes(&self) -> usize {
        self.used
    }

    /// Encodes an event at the tail; false, and the queue is unchanged, if it does not fit (STR-16).
    #[inline]
    pub fn append(&mut self, event: &EventEncoder<'_>, sequence: u64) -> bool {
        let size = event.size();
        let memory = self.memory.as_mut();
        let capacity = memory.len();
        if size > capacity.saturating_sub(self.used) {
            return false;
        }
        let tail = wrapped(self.head.wrapping_add(self.used), capacity);
        let Some((front, back)) = memory.split_at_mut_checked(tail) else {
            return false;
        };
        event.write(sequence, back, front);
        self.used = self.used.wrapping_add(size);
        self.count = self.count.wrapping_add(1);
        true
    }

    /// Size of the oldest event in bytes, 0 if none waits.
    #[inline]
    pub fn oldest_size(&self) -> usize {
        if self.is_empty() {
            return 0;
        }
        // An event begins at a multiple of 8, so that its first four bytes never lie across the end.
        u32::read(self.memory.as_ref(), self.head.wrapping_add(SIZE_OFFSET)).unwrap_or_default() as usize
    }

    /// Moves the oldest event to the start of `target`, which must have room for it; returns its size, 0 if none waits.
    #[inline]
    pub fn remove_oldest(&mut self, target: &mut [u8]) -> usize {
        let size = self.oldest_size();
        let memory = self.memory.as_ref();
        let Some((front, back)) = memory.split_at_checked(self.head) else {
            return 0;
        };
        let Some(target) = target.get_mut(..size).filter(|target| !target.is_empty()) else {
            return 0;
        };
        copy_from_two(target, back, front);
        self.head = wrapped(self.head.wrapping_add(size), memory.len());
        self.used = self.used.saturating_sub(size);
        self.count = self.count.saturating_sub(1);
        size
    }
}

/// Fills `target` from `first` and, where that ends, from `second`.
#[inline]
fn copy_from_two(target: &mut [u8], first: &[u8], second: &[u8]) {
    let here = target.len().min(first.len());
    let Some((begin, end)) = target.split_at_mut_checked(here) else {
        return;
    };
    copy(begin, first);
    copy(end, second);
}

/// Fills `target` from the start of `source`.
#[inline]
fn copy(target: &mut [u8], source: &[u8]) {
    if let Some(source) = source.get(..target.len()) {
        target.copy_from_slice(source);
    }
}

#[inline]
fn wrapped(offset: usize, capacity: usize) -> usize {
    if offset >= capacity {
        offset.wrapping_sub(capacity)
    } else {
        offset
    }
}
