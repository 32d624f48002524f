//! The object callback's registrations (ALT-5, HLT-9): the one of load and those of repairs, of which the newest alone acts.
//! IRQL: PASSIVE_LEVEL, but for what says otherwise.

use core::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

use edr_core::altitude_search::{search, AltitudeText, Attempt};
use edr_core::health_monitor::Verdict;
use kernel_abi::{NTSTATUS, STATUS_INSUFFICIENT_RESOURCES, STATUS_SUCCESS};

use crate::canary::Canary;
use crate::driver_state::DriverState;
use crate::kernel::ob::{self, HandleOperation, ObRegistration};
use crate::kernel::ps::{self, Process};
use crate::object_callback;
use crate::registered::Registered;
use crate::registration_list::RegistrationList;
use crate::status::status_of;

/// The registrations. Thread-safe.
pub struct ObjectRegistration {
    canary: Canary,
    registered: Registered,
    all: RegistrationList<ObRegistration>,
    /// RegistrationContext of the newest; 0 is none's.
    newest: AtomicUsize,
    altitude: AtomicU32,
}

impl ObjectRegistration {
    /// Nothing is registered.
    pub const fn new() -> Self {
        Self {
            canary: Canary::new(),
            registered: Registered::new(),
            all: RegistrationList::new(),
            newest: AtomicUsize::new(0),
            altitude: AtomicU32::new(0),
        }
    }

    /// ALT-5: at the first free altitude, searched from the filter's. For load.
    pub fn register(&self, filter_altitude: u32) {
        self.registered.note(self.register_from(filter_altitude));
    }

    fn register_from(&self, first: u32) -> NTSTATUS {
        let Some(room) = RegistrationList::reserve() else { return STATUS_INSUFFICIENT_RESOURCES };
        let generation = self.newest.load(Ordering::Acquire).wrapping_add(1);
        let mut registration = None;
        let outcome = search(first, |altitude| {
            let tried = ob::register(AltitudeText::of(altitude).digits(), generation);
            Attempt::Tried(status_of(tried.map(|registered| registration = Some(registered))))
        });
        if let Some(registration) = registration {
            self.all.push(room, registration);
            self.altitude.store(outcome.altitude, Ordering::Release);
            self.newest.store(generation, Ordering::Release);
        }
        outcome.status
    }

    /// HLT-8: opens the current process with OBJ_KERNEL_HANDLE. With the health query's mutex held.
    pub fn verify(&self) -> Verdict {
        // the handle is closed at once
        self.canary.send(|| status_of(ob::open_current_process().map(drop))).verdict()
    }

    /// HLT-9: registers anew, searched from the altitude in use, and unregisters nothing; whether that succeeded. With the health
    /// query's mutex held.
    pub fn repair(&self) -> bool {
        self.register_from(self.altitude.load(Ordering::Acquire)) == STATUS_SUCCESS
    }

    /// ObUnRegisterCallbacks, of all that were ever registered: waits for calls under way.
    pub fn unregister(&self) {
        while let Some(registration) = self.all.pop() {
            registration.unregister();
        }
        if self.registered.stands() {
            self.registered.unregistered();
        }
    }

    /// What registration at load returned. IRQL: any.
    pub fn registered(&self) -> &Registered {
        &self.registered
    }

    /// HLT-8: by thread, and by what is opened.
    fn is_canary(&self, operation: &HandleOperation<'_>) -> bool {
        self.canary.is_under_way()
            && self.canary.may_be_sent_by(ps::current_thread_address())
            && operation.is_kernel_handle()
            && operation.target() == Process::current()
    }
}

/// The callback of each registration. HLT-9: an older one that turns out alive passes everything through.
/// IRQL: PASSIVE_LEVEL, in the opener's thread.
pub fn pre_operation(driver: &DriverState, generation: usize, operation: &mut HandleOperation<'_>) {
    let registration = driver.registrations().object();
    if generation != registration.newest.load(Ordering::Acquire) {
        return;
    }
    if registration.is_canary(operation) {
        registration.canary.see();
    } else {
        object_callback::pre_operation(driver, operation);
    }
}
