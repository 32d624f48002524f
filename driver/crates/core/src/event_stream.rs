//! One event stream: events that wait or receives that wait, never both (STR-4).

use crate::batch_writer::{self, Batch};
use crate::event_encoder::EventEncoder;
use crate::event_queue::EventQueue;
use crate::receive_queue::{Receive, ReceiveQueue};
use crate::stream_account::{StreamAccount, StreamTotals};
use wire::{status, NtStatus, Token};

/// What a stream was opened with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamGrant {
    /// Its name.
    pub token: Token,
    /// The types that it takes, never 0.
    pub event_mask: u32,
    /// Granted: a multiple of 4,096.
    pub queue_bytes: u32,
}

/// A receive that holds a batch. The caller completes it with STATUS_SUCCESS after it has released the stream's lock.
#[derive(Debug, PartialEq, Eq)]
pub struct Served<R> {
    /// The receive.
    pub receive: R,
    /// Its Information.
    pub bytes: u32,
}

/// What became of a receive that arrived.
#[derive(Debug, PartialEq, Eq)]
pub enum Received<R> {
    /// Events were queued: complete it at once with STATUS_SUCCESS. It never was cancellable.
    Served(Served<R>),
    /// The stream has it now, marked pending: return STATUS_PENDING.
    Pending,
    /// Marked pending, but cancelled before it arrived: complete it with STATUS_CANCELLED, return STATUS_PENDING.
    Cancelled(R),
    /// Not admitted: complete it with the status. It never was cancellable.
    Refused(R, NtStatus),
}

/// One stream. Every method is called with the stream's lock held and completes nothing: what it returns is completed
/// after the lock's release (DRV-1). `M` is the queue's memory, `R` a receive. IRQL: DISPATCH_LEVEL and below.
#[derive(Debug)]
pub struct EventStream<M, R> {
    grant: StreamGrant,
    queue: EventQueue<M>,
    receives: ReceiveQueue<R>,
    account: StreamAccount,
    /// What later receives get; STATUS_SUCCESS while open.
    closed_status: NtStatus,
}

impl<M: AsRef<[u8]> + AsMut<[u8]>, R: Receive> EventStream<M, R> {
    /// An open stream over memory of `grant.queue_bytes` bytes.
    pub fn new(grant: StreamGrant, memory: M) -> Self {
        Self::with_account(grant, memory, StreamAccount::default())
    }

    /// An open stream whose counts don't start at zero.
    pub fn with_account(grant: StreamGrant, memory: M, account: StreamAccount) -> Self {
        EventStream {
            grant,
            queue: EventQueue::new(memory),
            receives: ReceiveQueue::new(),
            account,
            closed_status: status::SUCCESS,
        }
    }

    /// What it was opened with.
    #[inline]
    pub fn grant(&self) -> &StreamGrant {
        &self.grant
    }

    /// Whether its mask has a type's bit and it is open.
    #[inline]
    pub fn takes(&self, mask_bit: u32) -> bool {
        self.is_open() && self.grant.event_mask & mask_bit != 0
    }

    /// Whether it has not been closed.
    #[inline]
    pub fn is_open(&self) -> bool {
        self.closed_status == status::SUCCESS
    }

    /// STR-7: an event that the mask has reaches the stream: into the oldest receive that can no longer be cancelled, else
    /// to the queue's tail, else it is dropped. Takes a number in any case (STR-8); a closed stream takes nothing.
    #[inline]
    pub fn publish(&mut self, event: &EventEncoder<'_>) -> Option<Served<R>> {
        if !self.is_open() {
            return None;
        }
        let sequence = self.account.number_next();
        if let Some(mut receive) = self.receives.claim_oldest() {
            let batch = batch_writer::write_single(event, sequence, receive.output());
            return Some(self.finish(receive, batch));
        }
        if !self.queue.append(event, sequence) {
            self.account.count_dropped(1);
        }
        None
    }

    /// STR-16: an event that could not be made takes a number and counts as dropped.
    pub fn lose(&mut self) {
        if self.is_open() {
            self.account.number_next();
            self.account.count_dropped(1);
        }
    }

    /// A receive arrives: it is served, pends, or is refused (STR-4, STR-6, STR-9).
    pub fn receive(&mut self, mut receive: R) -> Received<R> {
        if !self.is_open() {
            return Received::Refused(receive, self.closed_status);
        }
        if !self.queue.is_empty() {
            let batch = batch_writer::move_queued(&mut self.queue, receive.output());
            return Received::Served(self.finish(receive, batch));
        }
        if self.receives.is_full() {
            return Received::Refused(receive, status::INSUFFICIENT_RESOURCES);
        }
        match self.receives.enqueue(receive) {
            None => Received::Pending,
            Some(cancelled) => Received::Cancelled(cancelled),
        }
    }

    fn finish(&mut self, mut receive: R, batch: Batch) -> Served<R> {
        self.account.count_delivered(batch.event_count);
        let dropped = self.account.take_dropped_since_batch();
        batch_writer::write_header(self.grant.token, batch, dropped, receive.output());
        Served { receive, bytes: batch.total_bytes }
    }

    /// For the cancel routine, which owns the receive and completes it with STATUS_CANCELLED whatever this returns: takes
    /// it out of the queue if it is still there. The others keep their order (STR-9).
    pub fn cancel(&mut self, is_it: impl FnMut(&R) -> bool) -> Option<R> {
        self.receives.remove(is_it)
    }

    /// Closes the stream (STR-10): from now on events pass it by and receives get `later`; what is queued is discarded and
    /// counts as dropped. Its receives are then fetched by [`Self::take_receive`]. A second close changes nothing.
    pub fn close(&mut self, later: NtStatus) -> StreamTotals {
        if self.is_open() {
            self.closed_status = later;
            self.account.count_dropped(self.queue.count());
            self.queue.clear();
        }
        self.account.totals()
    }

    /// The closed stream's oldest receive that is still to be ended with STATUS_CANCELLED; those whose cancellation has
    /// won are their cancel routines' to end.
    pub fn take_receive(&mut self) -> Option<R> {
        if self.is_open() {
            return None;
        }
        self.receives.claim_oldest()
    }

    /// Receives that pend.
    pub fn pending(&self) -> usize {
        self.receives.count()
    }

    /// Events that wait.
    pub fn queued(&self) -> u32 {
        self.queue.count()
    }

    /// The queue's memory, to be freed once the stream is closed and none of its receives is left.
    pub fn into_memory(self) -> M {
        self.queue.into_memory()
    }
}
