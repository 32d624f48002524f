//! What the driver's parts share: one block of pool, made by load and found through [`crate::kernel::state_cell`].

use core::sync::atomic::{AtomicU64, Ordering};

use edr_core::event_names::EVENT_NAME_UNITS;
use edr_core::latches::Latches;
use edr_core::policy::Policy;
use edr_core::stream_table::SessionId;

use crate::kernel::device::{Device, Driver, SymbolicLink};
use crate::kernel::lent_units::LentUnits;
use crate::kernel::loaded_policy::LoadedPolicy;
use crate::kernel::{PoolBox, SpinLock, Tag};
use crate::registrations::Registrations;
use crate::session::Session;
use crate::stream_table::StreamTable;

/// The state. Thread-safe.
pub struct DriverState {
    driver: Driver,
    policy: PoolBox<LoadedPolicy>,
    streams: StreamTable,
    event_names: LentUnits,
    latches: Latches,
    registrations: PoolBox<Registrations>,
    sessions: AtomicU64,
    /// What load has made and unload takes.
    device: SpinLock<Option<Device>>,
    link: SpinLock<Option<SymbolicLink>>,
}

impl DriverState {
    /// Nothing stands yet; `None` when memory is short. IRQL: PASSIVE_LEVEL.
    pub fn new(driver: Driver, policy: PoolBox<LoadedPolicy>) -> Option<Self> {
        Some(Self {
            driver,
            policy,
            streams: StreamTable::new()?,
            event_names: LentUnits::new(EVENT_NAME_UNITS, Tag::Event)?,
            latches: Latches::new(),
            registrations: PoolBox::new(Registrations::new()?, Tag::State)?,
            sessions: AtomicU64::new(0),
            device: SpinLock::new(None),
            link: SpinLock::new(None),
        })
    }

    /// The driver object.
    pub fn driver(&self) -> Driver {
        self.driver
    }

    /// What is protected, reported and refused. IRQL: any.
    pub fn policy(&self) -> &Policy<'_> {
        self.policy.get()
    }

    /// What is registered with the system.
    pub fn registrations(&self) -> &Registrations {
        &self.registrations
    }

    /// The streams of all sessions.
    pub fn streams(&self) -> &StreamTable {
        &self.streams
    }

    /// Memory for what events name while they are handed out. IRQL: any.
    pub fn event_names(&self) -> &LentUnits {
        &self.event_names
    }

    /// Discoveries (HLT-3).
    pub fn latches(&self) -> &Latches {
        &self.latches
    }

    /// CREATE: begins a session; `None` when memory is short.
    pub fn begin_session(&self) -> Option<PoolBox<Session>> {
        let id = SessionId(self.sessions.fetch_add(1, Ordering::Relaxed));
        PoolBox::new(Session::new(id, self.latches.open()), Tag::Session)
    }

    /// CLEANUP, or CLOSE without one: returns when every receive of the session has been completed. Idempotent.
    /// IRQL: PASSIVE_LEVEL.
    pub fn end_session(&self, session: &Session) {
        session.latches().close();
        self.streams.end_session(session);
    }

    /// Keeps the device until unload.
    pub fn keep_device(&self, device: Device) {
        self.device.with(|place| *place = Some(device));
    }

    /// Keeps the link until unload.
    pub fn keep_link(&self, link: SymbolicLink) {
        self.link.with(|place| *place = Some(link));
    }

    /// UNL-3: link, then device, if they stand. IRQL: PASSIVE_LEVEL.
    pub fn delete_device(&self) {
        drop(self.link.with(Option::take));
        drop(self.device.with(Option::take));
    }
}
