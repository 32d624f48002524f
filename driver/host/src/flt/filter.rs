//! Registered filters and their instances.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::Arc;

use super::altitude::Altitude;
use super::flight::Owed;
use super::registration::Registration;
use super::Volume;
use crate::guest::Context;
use crate::locked::Locked;
use crate::machine::ImageId;
use crate::text::Text;

/// An instance that the registry defines for a filter.
#[derive(Clone, Debug)]
pub struct Definition {
    /// Its name.
    pub name: Text,
    /// Where it attaches.
    pub altitude: Altitude,
    /// Flags of its key: [`NO_AUTOMATIC`], [`NO_MANUAL`].
    pub flags: u32,
}

/// Of [`Definition::flags`]: no automatic attachment.
///
/// Source: Microsoft, "Creating an INF File for a Minifilter Driver", "Flags".
pub const NO_AUTOMATIC: u32 = 1;
/// Of [`Definition::flags`]: no manual attachment.
pub const NO_MANUAL: u32 = 2;

/// PFLT_FILTER.
pub struct Filter {
    /// The pointer.
    pub address: usize,
    /// Whose it is.
    pub image: ImageId,
    /// With which it registered.
    pub driver_object: usize,
    /// Its name, that of the service.
    pub name: Text,
    /// What it wants.
    pub registration: Registration,
    /// The default instance first.
    pub definitions: Vec<Definition>,
    pub(super) started: AtomicBool,
    pub(super) deleting: AtomicBool,
    pub(super) silenced: AtomicBool,
    /// Attachments under way, whose set-up callback may run.
    pub(super) attaching: AtomicU64,
}

impl Filter {
    /// That of its default instance.
    #[must_use]
    pub fn altitude(&self) -> &Altitude {
        &self.definitions[0].altitude
    }

    /// Whether it has started filtering.
    #[must_use]
    pub fn is_started(&self) -> bool {
        self.started.load(Ordering::Acquire)
    }
}

/// PFLT_INSTANCE: a filter on a volume. Thread-safe.
pub struct Instance {
    /// The pointer.
    pub address: usize,
    /// Whose.
    pub filter: Arc<Filter>,
    /// Where.
    pub volume: Arc<Volume>,
    /// Its name.
    pub name: Text,
    /// How high.
    pub altitude: Altitude,
    running: AtomicU64,
    pub(super) gone: AtomicBool,
    owed: Locked<Vec<Arc<Owed>>>,
}

/// Of [`Instance::running`]: no callback may begin any more.
const CLOSING: u64 = 1 << 63;

impl Instance {
    pub(super) fn new(address: usize, filter: &Arc<Filter>, volume: &Arc<Volume>, is: &Definition) -> Arc<Self> {
        Arc::new(Self {
            address,
            filter: Arc::clone(filter),
            volume: Arc::clone(volume),
            name: is.name.clone(),
            altitude: is.altitude.clone(),
            running: AtomicU64::new(0),
            gone: AtomicBool::new(false),
            owed: Locked::default(),
        })
    }

    /// A callback is about to run; false once its teardown has begun.
    pub(super) fn enter(&self, cx: &Context) -> bool {
        if self.running.fetch_add(1, Ordering::AcqRel) & CLOSING == 0 {
            return true;
        }
        self.leave(cx);
        false
    }

    /// A callback has returned.
    pub(super) fn leave(&self, cx: &Context) {
        if self.running.fetch_sub(1, Ordering::AcqRel) == CLOSING + 1 {
            cx.machine().ke.wake_all();
        }
    }

    /// Lets no callback begin any more; false if somebody did so before.
    pub(super) fn close(&self) -> bool {
        self.running.fetch_or(CLOSING, Ordering::AcqRel) & CLOSING == 0
    }

    /// Whether its teardown has begun.
    #[must_use]
    pub fn is_closing(&self) -> bool {
        self.running.load(Ordering::Acquire) & CLOSING != 0
    }

    /// Whether no callback runs and none can begin.
    pub(super) fn is_idle(&self) -> bool {
        self.running.load(Ordering::Acquire) == CLOSING
    }

    /// A post-operation will come back to it.
    pub(super) fn owe(&self, due: &Arc<Owed>) {
        self.owed.lock().push(Arc::clone(due));
    }

    /// It has come back.
    pub(super) fn paid(&self, due: &Arc<Owed>) {
        self.owed.lock().retain(|one| !Arc::ptr_eq(one, due));
    }

    /// All that are still owed, for a teardown.
    pub(super) fn take_owed(&self) -> Vec<Arc<Owed>> {
        std::mem::take(&mut *self.owed.lock())
    }
}
