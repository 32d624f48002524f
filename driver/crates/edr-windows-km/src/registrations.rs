//! What the driver has registered, in which order it is registered, and what verifies it.

use edr_core::load_outcome;
use edr_core::watched_callback::WatchedCallback;
use kernel_abi::NTSTATUS;
use wire::{CallbackHealth, ProtectionMode};

use crate::driver_state::DriverState;
use crate::health_monitor::HealthMonitor;
use crate::minifilter_registration::MinifilterRegistration;
use crate::object_registration::ObjectRegistration;
use crate::process_registration::ProcessRegistration;
use crate::registry_registration::RegistryRegistration;
use crate::system_volume::SystemVolume;

/// All registrations, and what their callbacks go by. Thread-safe.
pub struct Registrations {
    minifilter: MinifilterRegistration,
    process: ProcessRegistration,
    registry: RegistryRegistration,
    object: ObjectRegistration,
    system_volume: SystemVolume,
    health: HealthMonitor,
}

impl Registrations {
    /// Nothing is registered; `None` when memory is short.
    pub fn new() -> Option<Self> {
        Some(Self {
            minifilter: MinifilterRegistration::new(),
            process: ProcessRegistration::new(),
            registry: RegistryRegistration::new(),
            object: ObjectRegistration::new(),
            system_volume: SystemVolume::new(),
            health: HealthMonitor::new()?,
        })
    }

    /// Registers everything, as far as this system lets it. For load: the state is published, the policy read, the device made.
    ///
    /// The filter first: the others search from the altitude that it has found (ALT-5). Without those the driver starts all the
    /// same, in PartialProtection (PAR-2).
    ///
    /// # Errors
    /// The status with which the filter could not be registered; then nothing is. IRQL: PASSIVE_LEVEL.
    #[inline(never)] // its frame is not to be its caller's
    pub fn register(&self, driver: &DriverState, service_path: &[u16]) -> Result<(), NTSTATUS> {
        self.system_volume.resolve();
        self.minifilter.register(driver.driver(), service_path)?;
        let altitude = self.minifilter.altitude();
        self.health.keep_toggle(self.process.register());
        self.registry.register(driver.driver(), altitude);
        self.object.register(altitude);
        Ok(())
    }

    /// UNL-3: object, registry and process callbacks, then the filter, as far as they stand; the altitude is put back (ALT-6).
    /// Returns when no callback is under way. After the last query has ended; idempotent. IRQL: PASSIVE_LEVEL, in no callback and
    /// with no lock held.
    pub fn unregister(&self) {
        self.object.unregister();
        self.registry.unregister();
        self.process.unregister();
        self.minifilter.unregister();
        self.minifilter.reset_altitude();
    }

    /// HLT-4: whether a callback could not be registered at load. The filter never is: that ends the load. IRQL: any.
    pub fn failed_at_load(&self, callback: WatchedCallback) -> bool {
        let health = match callback {
            WatchedCallback::Process => self.process.registered().health(),
            WatchedCallback::Registry => self.registry.registered().health(),
            WatchedCallback::Object => self.object.registered().health(),
            WatchedCallback::Minifilter => CallbackHealth::Registered,
        };
        health == CallbackHealth::RegistrationFailed
    }

    /// FST-3: PAR-2's mode if a callback could not be registered. IRQL: any.
    pub fn protection_mode(&self) -> ProtectionMode {
        load_outcome::protection_mode(
            self.process.registered().health(),
            self.registry.registered().health(),
            self.object.registered().health(),
        )
    }

    /// The minifilter.
    pub fn minifilter(&self) -> &MinifilterRegistration {
        &self.minifilter
    }

    /// The process-notify routines.
    pub fn process(&self) -> &ProcessRegistration {
        &self.process
    }

    /// The registry callback.
    pub fn registry(&self) -> &RegistryRegistration {
        &self.registry
    }

    /// The object callback.
    pub fn object(&self) -> &ObjectRegistration {
        &self.object
    }

    /// The volume of the policy's images.
    pub fn system_volume(&self) -> &SystemVolume {
        &self.system_volume
    }

    /// What verifies them.
    pub fn health(&self) -> &HealthMonitor {
        &self.health
    }
}
