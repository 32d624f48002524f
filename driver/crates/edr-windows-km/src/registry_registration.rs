//! The registry callback's registrations (CMR-1, CMR-2, ALT-5, HLT-9): the one of load and those of repairs, of which the newest
//! alone acts. IRQL: PASSIVE_LEVEL, but for what says otherwise.

use core::sync::atomic::{AtomicI64, AtomicU32, AtomicUsize, Ordering};

use edr_core::altitude_search::{search, AltitudeText, Attempt};
use edr_core::health_monitor::Verdict;
use edr_core::key_action::KeyAction;
use edr_core::load_outcome::registry_api;
use kernel_abi::{KEY_QUERY_VALUE, NTSTATUS, STATUS_INSUFFICIENT_RESOURCES, STATUS_NOT_FOUND, STATUS_SUCCESS};
use wire::RegistryApi;

use crate::canary::Canary;
use crate::driver_state::DriverState;
use crate::kernel::cm::{self, Cookie};
use crate::kernel::cm_operation::KeyOperation;
use crate::kernel::device::Driver;
use crate::kernel::ps;
use crate::kernel::registry::RegistryKey;
use crate::kernel::unicode::utf16;
use crate::registered::Registered;
use crate::registration_list::RegistrationList;
use crate::registry_callback;
use crate::status::status_of;

/// HLT-8: a key that nobody has or asks for.
const CANARY_KEY: &[u16] = &utf16!(
    "\\REGISTRY\\MACHINE\\SYSTEM\\CurrentControlSet\\Services\\edr-windows-km\\{9a3c1f52-6c0e-4d3b-8a77-5b0f6f6c2e41}"
);

/// The registrations. Thread-safe.
pub struct RegistryRegistration {
    canary: Canary,
    registered: Registered,
    all: RegistrationList<Cookie>,
    /// Context of the newest; 0 is none's.
    newest: AtomicUsize,
    /// The newest one's, by which the system names keys.
    cookie: AtomicI64,
    altitude: AtomicU32,
    api: AtomicU32,
}

impl RegistryRegistration {
    /// Nothing is registered.
    pub const fn new() -> Self {
        Self {
            canary: Canary::new(),
            registered: Registered::new(),
            all: RegistrationList::new(),
            newest: AtomicUsize::new(0),
            cookie: AtomicI64::new(0),
            altitude: AtomicU32::new(0),
            api: AtomicU32::new(RegistryApi::None.number()),
        }
    }

    /// CMR-1: by the call that this system is for; if it fails the other one is not tried. ALT-5: at the first free altitude,
    /// searched from the filter's. For load.
    pub fn register(&self, driver: Driver, filter_altitude: u32) {
        cm::resolve();
        let api = registry_api(cm::build_number(), cm::has_register_ex());
        self.api.store(api.number(), Ordering::Release);
        self.registered.note(self.register_from(driver, filter_altitude));
    }

    fn register_from(&self, driver: Driver, first: u32) -> NTSTATUS {
        let Some(room) = RegistrationList::reserve() else { return STATUS_INSUFFICIENT_RESOURCES };
        let generation = self.newest.load(Ordering::Acquire).wrapping_add(1);
        let registered = if self.api() == RegistryApi::CmRegisterCallbackEx {
            self.register_at_altitude(driver, first, generation)
        } else {
            cm::register(generation)
        };
        if let Ok(cookie) = registered {
            self.all.push(room, cookie);
            self.cookie.store(cookie, Ordering::Release);
            self.newest.store(generation, Ordering::Release);
        }
        status_of(registered.map(|_| ()))
    }

    fn register_at_altitude(&self, driver: Driver, first: u32, generation: usize) -> Result<Cookie, NTSTATUS> {
        let mut registered = Err(STATUS_NOT_FOUND);
        let outcome = search(first, |altitude| {
            registered = cm::register_ex(driver, AltitudeText::of(altitude).digits(), generation);
            Attempt::Tried(status_of(registered.map(|_| ())))
        });
        if outcome.status != STATUS_SUCCESS {
            return Err(outcome.status);
        }
        self.altitude.store(outcome.altitude, Ordering::Release);
        registered
    }

    /// HLT-8: opens a private name below the service key. With the health query's mutex held.
    pub fn verify(&self) -> Verdict {
        // a handle, should there be one, is closed at once
        self.canary.send(|| status_of(RegistryKey::open(CANARY_KEY, KEY_QUERY_VALUE).map(drop))).verdict()
    }

    /// HLT-9: registers anew, searched from the altitude in use, and unregisters nothing; whether that succeeded. With the health
    /// query's mutex held.
    pub fn repair(&self, driver: Driver) -> bool {
        self.register_from(driver, self.altitude.load(Ordering::Acquire)) == STATUS_SUCCESS
    }

    /// CmUnRegisterCallback, of all that were ever registered: waits for calls under way.
    pub fn unregister(&self) {
        while let Some(cookie) = self.all.pop() {
            cm::unregister(cookie);
        }
        if self.registered.stands() {
            self.registered.unregistered();
        }
    }

    /// What registration at load returned. IRQL: any.
    pub fn registered(&self) -> &Registered {
        &self.registered
    }

    /// FST-3: which call load chose. IRQL: any.
    pub fn api(&self) -> RegistryApi {
        RegistryApi::from_number(self.api.load(Ordering::Acquire)).unwrap_or(RegistryApi::None)
    }

    /// HLT-8: by class, thread and name.
    fn is_canary(&self, operation: &KeyOperation<'_>) -> bool {
        operation.action() == KeyAction::Open
            && self.canary.is_under_way()
            && self.canary.may_be_sent_by(ps::current_thread_address())
            && operation.name() == CANARY_KEY
    }
}

/// The callback of each registration. HLT-9: an older one that turns out alive passes everything through.
/// IRQL: PASSIVE_LEVEL, in the caller's thread.
pub fn notify(driver: &DriverState, generation: usize, operation: &KeyOperation<'_>) -> NTSTATUS {
    let registration = driver.registrations().registry();
    if generation != registration.newest.load(Ordering::Acquire) {
        return STATUS_SUCCESS;
    }
    if registration.is_canary(operation) {
        registration.canary.see();
        // an error, so that nothing below sees it
        return STATUS_NOT_FOUND;
    }
    registry_callback::notify(driver, registration.cookie.load(Ordering::Acquire), operation)
}
