//! One file object's share of the driver (DEV-3): duplicated handles are the same session. Made by CREATE, freed by CLOSE.

use edr_core::latches::HandleLatches;
use edr_core::stream_table::{SessionId, StreamSession};

use crate::kernel::{Rundown, SpinLock};

/// A session. Its id, unlike its address, is never used twice.
pub struct Session {
    id: SessionId,
    streams: SpinLock<StreamSession>,
    latches: HandleLatches,
    receives: Rundown,
}

impl Session {
    /// A session that CREATE begins.
    pub const fn new(id: SessionId, latches: HandleLatches) -> Self {
        Self { id, streams: SpinLock::new(StreamSession::new(id)), latches, receives: Rundown::new() }
    }

    /// Its name.
    pub fn id(&self) -> SessionId {
        self.id
    }

    /// What the stream table knows of it. Its lock is taken with the table's held, never the other way round.
    pub fn streams(&self) -> &SpinLock<StreamSession> {
        &self.streams
    }

    /// Callbacks of whose loss this handle has still to be told (HLT-3).
    pub fn latches(&self) -> &HandleLatches {
        &self.latches
    }

    /// Held by each receive from its arrival until it has been completed: CLEANUP waits for it (STR-15). Closed, it says that the
    /// session has ended.
    pub fn receives(&self) -> &Rundown {
        &self.receives
    }
}
