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
    queue_bytes: u32,
    stage: Stage,
}

#[derive(Clone, Copy, Debug)]
enum Stage {
    /// Its memory is being made: it counts, and nobody finds it.
    Reserved,
    Open(StreamGrant),
    /// No longer to be found; the slot is still in use until [`StreamTable::free`].
    Closing(StreamGrant),
}

impl Entry {
    fn open(&self) -> Option<&StreamGrant> {
        match &self.stage {
            Stage::Open(grant) => Some(grant),
            Stage::Reserved | Stage::Closing(_) => None,
        }
    }

    /// A stream that is closing keeps its token: its receives still carry it (STR-2).
    fn has_token(&self, token: Token) -> bool {
        match &self.stage {
            Stage::Open(grant) | Stage::Closing(grant) => grant.token == token,
            Stage::Reserved => false,
        }
    }

    /// Whether it was open.
    fn close(&mut self) -> bool {
        match self.stage {
            Stage::Open(grant) => {
                self.stage = Stage::Closing(grant);
                true
            }
            Stage::Reserved | Stage::Closing(_) => false,
        }
    }
}

/// The table of the driver's 64 stream slots. Guarded by the table's lock, which is taken before a slot's; `session` is
/// `None` for a request without a file object. A stream counts against the limits from [`Self::reserve`], before there is any
/// memory for it, until its slot is freed, after that memory was. IRQL: any.
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

    /// Takes a free slot for one more stream of this size, before its memory is made. The caller [fills](Self::fill) or
    /// [frees](Self::free) it.
    ///
    /// # Errors
    /// FILE_CLOSED (STR-15), INSUFFICIENT_RESOURCES (STR-3).
    pub fn reserve(&mut self, session: Option<&StreamSession>, queue_bytes: u32) -> Result<usize, NtStatus> {
        let session = live(session)?;
        let (mut own, mut reserved) = (0usize, u64::from(queue_bytes));
        for entry in self.entries.iter().flatten() {
            own = own.wrapping_add(usize::from(entry.session == session));
            reserved = reserved.wrapping_add(u64::from(entry.queue_bytes));
        }
        if own >= MAX_STREAMS_PER_HANDLE || reserved > MAX_TOTAL_QUEUE_BYTES {
            return Err(status::INSUFFICIENT_RESOURCES);
        }
        let free = self.entries.iter_mut().enumerate().find(|(_, entry)| entry.is_none());
        let (slot, entry) = free.ok_or(status::INSUFFICIENT_RESOURCES)?;
        *entry = Some(Entry { session, queue_bytes, stage: Stage::Reserved });
        Ok(slot)
    }

    /// Opens a stream in a reserved slot. The caller puts it there before it releases the table's lock.
    ///
    /// # Errors
    /// FILE_CLOSED if the session has ended since; OBJECT_NAME_COLLISION for a token in use: the caller draws another one
    /// (STR-2). The slot stays reserved.
    pub fn fill(&mut self, slot: usize, session: Option<&StreamSession>, grant: StreamGrant) -> Result<(), NtStatus> {
        live(session)?;
        if self.entries.iter().flatten().any(|entry| entry.has_token(grant.token)) {
            return Err(status::OBJECT_NAME_COLLISION);
        }
        let entry = self.entries.get_mut(slot).and_then(Option::as_mut).ok_or(status::INSUFFICIENT_RESOURCES)?;
        entry.stage = Stage::Open(grant);
        Ok(())
    }

    /// Finds an open stream of the session by its token; another handle's can't be told from one that never was (STR-5).
    /// The caller takes the slot's lock before it releases the table's, or compares the token again under it.
    ///
    /// # Errors
    /// FILE_CLOSED (STR-15), NOT_FOUND (STR-5).
    pub fn find(&self, session: Option<&StreamSession>, token: Token) -> Result<usize, NtStatus> {
        let id = live(session)?;
        let is_it = |entry: &Entry| entry.session == id && entry.open().is_some_and(|grant| grant.token == token);
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
            entry.close();
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
        let mut slots = self.entries.iter_mut().enumerate();
        slots.find_map(|(slot, entry)| entry.as_mut().filter(|entry| wanted(entry))?.close().then_some(slot))
    }

    /// A closed stream has left its slot, or a reserved one is not to be filled: it may hold another one. Their memory is gone.
    pub fn free(&mut self, slot: usize) {
        if let Some(entry) = self.entries.get_mut(slot) {
            *entry = None;
        }
    }

    /// STR-12: the types that some open stream takes; to be published after each change.
    #[must_use]
    pub fn interest(&self) -> u32 {
        self.open().fold(0, |mask, grant| mask | grant.event_mask)
    }

    /// The open streams that take a type, one bit a slot: what publishers go by, without the table's lock. To be published
    /// for each bit of a mask after each change, as [`Self::interest`] is; 0 is STR-12's nobody.
    #[must_use]
    pub fn takers(&self, mask_bit: u32) -> u64 {
        let takes = |grant: &&StreamGrant| grant.event_mask & mask_bit != 0;
        let slots = (0u32..).zip(&self.entries);
        slots.fold(0, |takers, (slot, entry)| match entry.as_ref().and_then(Entry::open).filter(takes) {
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

    fn open(&self) -> impl Iterator<Item = &StreamGrant> {
        self.entries.iter().flatten().filter_map(Entry::open)
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
