//! Which streams are open, whose they are, and how many there may be (STR-3, STR-5, STR-15).

use crate::event_stream::StreamGrant;
use wire::limits::{MAX_STREAMS, MAX_STREAMS_PER_HANDLE, MAX_TOTAL_QUEUE_BYTES};
use wire::{status, NtStatus, Token};

/// A file object's name among all that the driver has seen since load.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionId(pub u64);

/// What the table's lock guards of one file object (DEV-3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamSession {
    id: SessionId,
    ended: bool,
}

impl StreamSession {
    /// A session that CREATE begins.
    #[must_use]
    pub const fn new(id: SessionId) -> Self {
        StreamSession { id, ended: false }
    }

    /// Whether CLEANUP, or CLOSE without one, has ended it.
    #[must_use]
    pub const fn has_ended(&self) -> bool {
        self.ended
    }
}

/// What stands in a slot.
#[derive(Clone, Copy, Debug)]
struct Entry {
    session: SessionId,
    grant: StreamGrant,
    /// No longer to be found; the slot is still in use until [`StreamTable::free`].
    closing: bool,
}

/// The table of the driver's 64 stream slots. Guarded by the table's lock, which is taken before a slot's; `session` is
/// `None` for a request without a file object. A stream counts against the limits until its slot is freed. IRQL: any.
#[derive(Debug)]
pub struct StreamTable {
    entries: [Option<Entry>; MAX_STREAMS],
}

impl StreamTable {
    /// No stream is open.
    #[must_use]
    pub const fn new() -> Self {
        StreamTable { entries: [None; MAX_STREAMS] }
    }

    /// Whether a session may open one more stream of this size.
    ///
    /// # Errors
    /// FILE_CLOSED (STR-15), INSUFFICIENT_RESOURCES (STR-3).
    pub fn admit(&self, session: Option<&StreamSession>, queue_bytes: u32) -> Result<SessionId, NtStatus> {
        let id = live(session)?;
        let (mut streams, mut own, mut reserved) = (0usize, 0usize, u64::from(queue_bytes));
        for entry in self.entries.iter().flatten() {
            streams = streams.wrapping_add(1);
            own = own.wrapping_add(usize::from(entry.session == id));
            reserved = reserved.wrapping_add(u64::from(entry.grant.queue_bytes));
        }
        let full = streams >= MAX_STREAMS || own >= MAX_STREAMS_PER_HANDLE || reserved > MAX_TOTAL_QUEUE_BYTES;
        if full {
            Err(status::INSUFFICIENT_RESOURCES)
        } else {
            Ok(id)
        }
    }

    /// Opens a stream, unless a limit was reached or the session ended since [`Self::admit`]; returns the slot that is to
    /// hold it, which was free. The caller fills the slot before it releases the table's lock.
    ///
    /// # Errors
    /// As [`Self::admit`]; OBJECT_NAME_COLLISION for a token in use: the caller draws another one (STR-2).
    pub fn insert(&mut self, session: Option<&StreamSession>, grant: StreamGrant) -> Result<usize, NtStatus> {
        let session = self.admit(session, grant.queue_bytes)?;
        if self.entries.iter().flatten().any(|entry| entry.grant.token == grant.token) {
            return Err(status::OBJECT_NAME_COLLISION);
        }
        let free = self.entries.iter_mut().enumerate().find(|(_, entry)| entry.is_none());
        let (slot, entry) = free.ok_or(status::INSUFFICIENT_RESOURCES)?;
        *entry = Some(Entry { session, grant, closing: false });
        Ok(slot)
    }

    /// Finds an open stream of the session by its token; another handle's can't be told from one that never was (STR-5).
    /// The caller takes the slot's lock before it releases the table's, or compares the token again under it.
    ///
    /// # Errors
    /// FILE_CLOSED (STR-15), NOT_FOUND (STR-5).
    pub fn find(&self, session: Option<&StreamSession>, token: Token) -> Result<usize, NtStatus> {
        let id = live(session)?;
        let is_it = |entry: &Entry| !entry.closing && entry.session == id && entry.grant.token == token;
        self.entries.iter().position(|entry| entry.as_ref().is_some_and(is_it)).ok_or(status::NOT_FOUND)
    }

    /// Finds a stream and takes it out: of several callers one alone gets it (STR-10). It is the caller's to close and to
    /// [`free`](Self::free).
    ///
    /// # Errors
    /// As [`Self::find`].
    pub fn remove(&mut self, session: Option<&StreamSession>, token: Token) -> Result<usize, NtStatus> {
        let slot = self.find(session, token)?;
        if let Some(Some(entry)) = self.entries.get_mut(slot) {
            entry.closing = true;
        }
        Ok(slot)
    }

    /// STR-15: ends a session; its streams are then fetched by [`Self::remove_of`]. Idempotent.
    pub fn end_session(&mut self, session: &mut StreamSession) {
        session.ended = true;
    }

    /// Takes one of the session's streams out, as [`Self::remove`] does; `None` when it has no other.
    pub fn remove_of(&mut self, session: SessionId) -> Option<usize> {
        self.remove_where(|entry| entry.session == session)
    }

    /// Takes any stream out, for unload (UNL-3).
    pub fn remove_any(&mut self) -> Option<usize> {
        self.remove_where(|_| true)
    }

    fn remove_where(&mut self, wanted: impl Fn(&Entry) -> bool) -> Option<usize> {
        let slots = self.entries.iter_mut().enumerate();
        let mut open = slots.filter_map(|(slot, entry)| entry.as_mut().map(|entry| (slot, entry)));
        let (slot, entry) = open.find(|(_, entry)| !entry.closing && wanted(entry))?;
        entry.closing = true;
        Some(slot)
    }

    /// A closed stream has left its slot: the slot may hold another one.
    pub fn free(&mut self, slot: usize) {
        if let Some(entry) = self.entries.get_mut(slot) {
            *entry = None;
        }
    }

    /// STR-12: the types that some open stream takes; to be published after each change.
    #[must_use]
    pub fn interest(&self) -> u32 {
        self.open().fold(0, |mask, entry| mask | entry.grant.event_mask)
    }

    /// The open streams that take a type, one bit a slot: what publishers go by, without the table's lock. To be published
    /// for each bit of a mask after each change, as [`Self::interest`] is; 0 is STR-12's nobody.
    #[must_use]
    pub fn takers(&self, mask_bit: u32) -> u64 {
        let takes = |entry: &&Entry| !entry.closing && entry.grant.event_mask & mask_bit != 0;
        let slots = (0u32..).zip(&self.entries);
        slots.fold(0, |takers, (slot, entry)| match entry.as_ref().filter(takes) {
            Some(_) => takers | 1u64.wrapping_shl(slot),
            None => takers,
        })
    }

    /// FST-4: open streams of all handles.
    #[must_use]
    pub fn active(&self) -> u32 {
        // not count(), which panics where it overflows
        self.open().fold(0, |streams, _| streams.wrapping_add(1))
    }

    fn open(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().flatten().filter(|entry| !entry.closing)
    }
}

/// The slots of [`StreamTable::takers`], lowest first.
pub fn slots_of(takers: u64) -> impl Iterator<Item = usize> {
    let mut left = takers;
    core::iter::from_fn(move || {
        let slot = left.trailing_zeros();
        left &= left.wrapping_sub(1);
        (slot < u64::BITS).then_some(slot as usize)
    })
}

const _: () = assert!(MAX_STREAMS <= u64::BITS as usize);

impl Default for StreamTable {
    fn default() -> Self {
        Self::new()
    }
}

/// STR-15 comes before STR-3 and STR-5.
fn live(session: Option<&StreamSession>) -> Result<SessionId, NtStatus> {
    session.filter(|session| !session.ended).map(|session| session.id).ok_or(status::FILE_CLOSED)
}
