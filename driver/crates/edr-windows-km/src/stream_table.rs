//! The streams of all sessions: 64 slots, and under one lock which of them are whose (STR-3, STR-5).
//!
//! Lock order: table, then a session's, then a slot's. Publishers and cancel routines take a slot's lock only.

use core::sync::atomic::{AtomicU32, Ordering};

use edr_core::event_encoder::EventEncoder;
use edr_core::event_names::ResidentEvent;
use edr_core::event_stream::StreamGrant;
use edr_core::stream_account::StreamTotals;
use edr_core::stream_table as decisions;
use kernel_abi::{STATUS_DELETE_PENDING, STATUS_FILE_CLOSED, STATUS_INSUFFICIENT_RESOURCES, STATUS_NOT_FOUND};
use wire::limits::MAX_STREAMS;
use wire::{NtStatus, Token};

use crate::kernel::{PoolArray, PoolBox, PoolBytes, SpinLock, Tag};
use crate::session::Session;
use crate::stream_slot::StreamSlot;

/// The table. Thread-safe.
pub struct StreamTable {
    table: PoolBox<SpinLock<decisions::StreamTable>>,
    slots: PoolArray<StreamSlot>,
    /// OR of the open streams' masks (STR-12).
    interest: AtomicU32,
}

impl StreamTable {
    /// No stream is open; `None` when memory is short. A frame of its own: the table is made on the stack.
    #[inline(never)]
    pub fn new() -> Option<Self> {
        let table = PoolBox::new(SpinLock::new(decisions::StreamTable::new()), Tag::State)?;
        let slots = PoolArray::from_fn(MAX_STREAMS, Tag::State, |_| StreamSlot::new())?;
        Some(Self { table, slots, interest: AtomicU32::new(0) })
    }

    /// STR-12: whether an open stream's mask has the bit. Costs one read. IRQL: any.
    pub fn wants(&self, mask_bit: u32) -> bool {
        self.interest.load(Ordering::Relaxed) & mask_bit != 0
    }

    /// STR-7: hands an event to every stream that takes its type. The calling thread can't be suspended meanwhile (STR-10).
    /// IRQL: at most DISPATCH_LEVEL.
    pub fn publish(&self, event: &ResidentEvent<'_>) {
        let mask_bit = event.fields().event_type.mask();
        let event = EventEncoder::new(event.fields());
        for slot in self.takers(mask_bit) {
            slot.publish(&event, mask_bit);
        }
    }

    /// STR-16: an event that can't be made counts as dropped in each of these. IRQL: at most DISPATCH_LEVEL.
    pub fn lose(&self, mask_bit: u32) {
        for slot in self.takers(mask_bit) {
            slot.lose(mask_bit);
        }
    }

    fn takers(&self, mask_bit: u32) -> impl Iterator<Item = &StreamSlot> {
        self.slots.iter().filter(move |slot| slot.takes(mask_bit))
    }

    /// FST-4: open streams of all handles.
    pub fn active(&self) -> u32 {
        self.table.with(|table| table.active())
    }

    /// Takes a slot for one more stream of this size: from now on it counts (STR-3).
    ///
    /// # Errors
    /// STATUS_FILE_CLOSED (STR-15), STATUS_INSUFFICIENT_RESOURCES (STR-3).
    pub fn reserve(&self, session: Option<&Session>, queue_bytes: u32) -> Result<Reservation<'_>, NtStatus> {
        let slot = self.with_session(session, |table, session| table.reserve(session, queue_bytes))?;
        Ok(Reservation { streams: self, slot: Some(slot) })
    }

    /// The slot of a session's stream; its stream may be gone by the time that its lock is taken, so the token is compared again.
    ///
    /// # Errors
    /// STATUS_FILE_CLOSED (STR-15), STATUS_NOT_FOUND (STR-5).
    pub fn find(&self, session: Option<&Session>, token: Token) -> Result<&StreamSlot, NtStatus> {
        let slot = self.with_session(session, |table, session| table.find(session, token))?;
        self.slots.get(slot).ok_or(STATUS_NOT_FOUND)
    }

    /// STR-10: stops a stream: of several callers one alone does.
    ///
    /// # Errors
    /// As [`find`](Self::find).
    pub fn stop(&self, session: Option<&Session>, token: Token) -> Result<StreamTotals, NtStatus> {
        let slot = self.with_session(session, |table, session| {
            let slot = table.remove(session, token);
            self.note_interest(table);
            slot
        })?;
        Ok(self.close(slot, STATUS_NOT_FOUND))
    }

    /// STR-15: ends a session and its streams, and returns when each of its receives has been completed, also of a stream that
    /// somebody else is stopping. Idempotent. IRQL: PASSIVE_LEVEL.
    pub fn end_session(&self, session: &Session) {
        self.table.with(|table| session.streams().with(|streams| table.end_session(streams)));
        self.close_each(STATUS_FILE_CLOSED, |table| table.remove_of(session.id()));
        session.receives().close_and_wait();
    }

    /// UNL-3: ends all streams. IRQL: PASSIVE_LEVEL.
    pub fn close_all(&self) {
        self.close_each(STATUS_DELETE_PENDING, decisions::StreamTable::remove_any);
    }

    fn close_each(&self, later: NtStatus, mut take: impl FnMut(&mut decisions::StreamTable) -> Option<usize>) {
        let mut next = || {
            self.table.with(|table| {
                let slot = take(table);
                self.note_interest(table);
                slot
            })
        };
        while let Some(slot) = next() {
            self.close(slot, later);
        }
    }

    fn close(&self, slot: usize, later: NtStatus) -> StreamTotals {
        let totals = self.slots.get(slot).map(|slot| slot.close(later));
        self.table.with(|table| table.free(slot));
        totals.unwrap_or_default()
    }

    fn with_session<R>(
        &self,
        session: Option<&Session>,
        body: impl FnOnce(&mut decisions::StreamTable, Option<&decisions::StreamSession>) -> R,
    ) -> R {
        self.table.with(|table| {
            let streams = session.map(|session| session.streams().with(|streams| *streams));
            body(table, streams.as_ref())
        })
    }

    /// With the table's lock held, so that the last writer writes the truth.
    fn note_interest(&self, table: &decisions::StreamTable) {
        self.interest.store(table.interest(), Ordering::Release);
    }
}

/// A slot that counts as taken, though no stream is open in it; free again when this is dropped unfilled.
#[must_use]
pub struct Reservation<'a> {
    streams: &'a StreamTable,
    slot: Option<usize>,
}

impl Reservation<'_> {
    /// Opens a stream in the slot, or gives its queue back.
    ///
    /// # Errors
    /// STATUS_FILE_CLOSED (STR-15), STATUS_OBJECT_NAME_COLLISION for a token in use (STR-2).
    pub fn fill(
        &mut self,
        session: Option<&Session>,
        grant: StreamGrant,
        queue: PoolBytes,
    ) -> Result<(), (NtStatus, PoolBytes)> {
        let streams = self.streams;
        let place = self.slot.and_then(|at| Some((at, streams.slots.get(at)?)));
        let Some((at, slot)) = place else { return Err((STATUS_INSUFFICIENT_RESOURCES, queue)) };
        streams.with_session(session, |table, session| {
            if let Err(status) = table.fill(at, session, grant) {
                return Err((status, queue));
            }
            slot.open(grant, queue);
            streams.note_interest(table);
            Ok(())
        })?;
        self.slot = None;
        Ok(())
    }
}

impl Drop for Reservation<'_> {
    fn drop(&mut self) {
        if let Some(slot) = self.slot {
            self.streams.table.with(|table| table.free(slot));
        }
    }
}
