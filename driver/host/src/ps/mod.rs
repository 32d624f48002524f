//! Processes, threads, and process-notify routines.

use std::sync::Arc;

use crate::ke::Ke;
use crate::locked::Locked;
use crate::mm::OpaqueAddresses;
use crate::ob::{Body, Ob};
use crate::profile::Profile;
use crate::service::Service;
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
    /// NT path of its image; empty for the system process.
    pub image: Text,
    /// When it was made, FILETIME.
    pub created: i64,
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

/// Processes of a machine. Thread-safe.
pub struct Ps {
    system: Arc<Process>,
    system_thread: Arc<Thread>,
    state: Locked<()>,
}

impl Ps {
    /// The system process, 4, alone.
    pub fn boot(_profile: &Profile, ke: &Ke, opaque: &OpaqueAddresses, ob: &Ob) -> Self {
        let address = ProcessAddress(opaque.next());
        let system = Arc::new(Process { address, id: 4, image: Text::of(&[]), created: ke.clock.now() });
        let thread = ThreadAddress(opaque.next());
        let system_thread = Arc::new(Thread { address: thread, id: 8, process: Arc::clone(&system) });
        ob.objects.insert(address.0, Body::Process(Arc::clone(&system)));
        ob.objects.insert(thread.0, Body::Thread(Arc::clone(&system_thread)));
        Self { system, system_thread, state: Locked::new(()) }
    }

    /// A thread of the system process, in which kernel components run.
    pub fn system_thread(&self) -> ThreadAddress {
        let _ = &self.state;
        self.system_thread.address
    }

    /// The system process.
    pub fn system_process(&self) -> &Arc<Process> {
        &self.system
    }
}

/// Services of this prefix.
pub fn services() -> Vec<&'static [&'static Service]> {
    vec![]
}
