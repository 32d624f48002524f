//! Processes and threads.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;

use crate::se::{Descriptor, Token};
use crate::text::Text;

/// Address of an EPROCESS.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ProcessAddress(pub usize);

/// Address of an ETHREAD.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ThreadAddress(pub usize);

/// A process.
pub struct Process {
    /// Its EPROCESS.
    pub address: ProcessAddress,
    /// Its id, a multiple of 4.
    pub id: u32,
    /// NT path of its image at its creation; empty for the system process.
    pub image: Text,
    /// When it was made, FILETIME.
    pub created: i64,
    /// Its primary token.
    pub token: Token,
    /// Whether it is a 32-bit process.
    pub wow64: bool,
    /// Whether it is a minimal process, of which Ex routines are not told.
    pub minimal: bool,
    /// Its parent's id; 0 for the system process.
    pub parent: u32,
    /// Of the process object and its threads.
    pub security: Descriptor,
    /// Whether all that it does it does in one thread, as programs that stimuli start.
    pub(super) one_thread: bool,
    pub(super) ended: AtomicBool,
}

impl Process {
    /// Whether it has ended, or is about to: its threads start no request any more.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.ended.load(Ordering::Acquire)
    }
}

/// A thread.
pub struct Thread {
    /// Its ETHREAD.
    pub address: ThreadAddress,
    /// Its id, a multiple of 4, from the same numbers as processes' ids.
    pub id: u32,
    /// Its process.
    pub process: Arc<Process>,
}

/// What a default token gives a process: all to its user, SYSTEM and administrators.
pub(super) fn default_security(token: &Token) -> Descriptor {
    let allow = |sid| crate::se::Ace { allows: true, flags: 0, mask: crate::se::PROCESS_ALL_ACCESS, sid };
    let dacl = [token.user.clone(), crate::se::Sid::local_system(), crate::se::Sid::administrators()];
    Descriptor { owner: Some(token.user.clone()), dacl: Some(dacl.map(allow).into()), ..Descriptor::default() }
}
