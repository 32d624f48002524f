//! The minifilter's registration (ALT-1 to ALT-3, ALT-6, FST-1, FST-2, HLT-5). IRQL: PASSIVE_LEVEL, but for what says otherwise.

use core::sync::atomic::{AtomicU32, Ordering};

use edr_core::altitude_search::{search, Attempt, FIRST_ALTITUDE};
use edr_core::health_monitor::Verdict;
use edr_core::load_outcome::minifilter_stands;
use kernel_abi::{NTSTATUS, STATUS_INSUFFICIENT_RESOURCES, STATUS_SUCCESS};
use wire::FilterStatus;

use crate::canary::Sighting;
use crate::driver_entry;
use crate::instance_key::InstanceKey;
use crate::kernel::device::Driver;
use crate::kernel::flt::Filter;
use crate::kernel::{PoolArray, SpinLock, Tag};
use crate::minifilter_canary::MinifilterCanary;
use crate::minifilter_instances::MinifilterInstances;
use crate::status::status_of;
use crate::volume_attachments;

/// The filter and what is known of it. Thread-safe.
pub struct MinifilterRegistration {
    canary: MinifilterCanary,
    instances: MinifilterInstances,
    filter: SpinLock<Option<Filter>>,
    /// Where the altitude stands, for unload.
    service_path: SpinLock<Option<PoolArray<u16>>>,
    status: AtomicU32,
    altitude: AtomicU32,
}

impl MinifilterRegistration {
    /// Nothing is registered.
    pub const fn new() -> Self {
        Self {
            canary: MinifilterCanary::new(),
            instances: MinifilterInstances::new(),
            filter: SpinLock::new(None),
            service_path: SpinLock::new(None),
            status: AtomicU32::new(FilterStatus::NotRegistered.number()),
            altitude: AtomicU32::new(FIRST_ALTITUDE),
        }
    }

    /// Registers and starts filtering at the first free altitude. For load.
    ///
    /// # Errors
    /// The failing status; then nothing is registered, and the instance key is as it was.
    #[inline(never)] // its frame is not to be its caller's
    pub fn register(&self, driver: Driver, service_path: &[u16]) -> Result<(), NTSTATUS> {
        let path = copy_of(service_path)?;
        let key = InstanceKey::open(service_path)?;
        let mut buffer = key.altitude_buffer()?;
        let found = key.altitude(buffer.as_mut())?;
        let mut written = false;
        let outcome = search(FIRST_ALTITUDE, |altitude| {
            Attempt::prepared(
                || {
                    let status = status_of(key.write(altitude));
                    written |= status == STATUS_SUCCESS;
                    status
                },
                || status_of(self.attempt(driver, altitude)),
            )
        });
        if outcome.status == STATUS_SUCCESS {
            self.service_path.with(|place| *place = Some(path));
            return Ok(());
        }
        if written {
            key.restore(found);
        }
        Err(outcome.status)
    }

    /// ALT-2: the filter is unregistered before the next attempt, whatever ended this one.
    fn attempt(&self, driver: Driver, altitude: u32) -> Result<(), NTSTATUS> {
        self.altitude.store(altitude, Ordering::Release);
        driver.set_unload(driver_entry::unload);
        let filter = Filter::register(driver)?;
        self.filter.with(|place| *place = Some(filter));
        self.set_status(FilterStatus::Registered);
        let started = self.start(filter);
        if started.is_err() {
            self.unregister();
        }
        started
    }

    fn start(&self, filter: Filter) -> Result<(), NTSTATUS> {
        filter.start()?;
        self.set_status(FilterStatus::Filtering);
        // Where there is no filter manager behind it there are no volumes to be asked for either (HLT-7).
        if filter.is_object() {
            volume_attachments::attach_all(filter)
        } else {
            Ok(())
        }
    }

    /// FltUnregisterFilter, if the filter is registered: waits for its callbacks under way.
    pub fn unregister(&self) {
        if let Some(filter) = self.filter.with(Option::take) {
            filter.unregister();
            self.set_status(FilterStatus::NotRegistered);
        }
    }

    /// ALT-6: unload writes the first candidate back; that it can't be written keeps no driver loaded.
    pub fn reset_altitude(&self) {
        if let Some(path) = self.service_path.with(Option::take) {
            let _ = InstanceKey::open(&path).and_then(|key| key.write(FIRST_ALTITUDE));
        }
    }

    /// FST-1: instances as the filter manager counts them now.
    ///
    /// # Errors
    /// The failing status of FltEnumerateInstances.
    pub fn instance_count(&self) -> Result<u32, NTSTATUS> {
        self.filter.with(|filter| *filter).map_or(Ok(0), |filter| self.instances.count(filter))
    }

    /// FST-2: the effective one. IRQL: any.
    pub fn altitude(&self) -> u32 {
        self.altitude.load(Ordering::Acquire)
    }

    /// What the driver's own calls reached. IRQL: any.
    pub fn filter_status(&self) -> FilterStatus {
        FilterStatus::from_number(self.status.load(Ordering::Acquire)).unwrap_or(FilterStatus::NotRegistered)
    }

    fn set_status(&self, status: FilterStatus) {
        self.status.store(status.number(), Ordering::Release);
    }

    /// What shows that the filter is called.
    pub fn canary(&self) -> &MinifilterCanary {
        &self.canary
    }

    /// What is known of its instances.
    pub fn instances(&self) -> &MinifilterInstances {
        &self.instances
    }

    /// HLT-5: filtering is started, an instance is attached and the canary is seen. With the health query's mutex held.
    pub fn verify(&self) -> Verdict {
        let instances = match self.instance_count() {
            Ok(instances) => instances,
            Err(status) => return Verdict::of_failure(status),
        };
        let seen = match self.canary.send() {
            Sighting::Seen => true,
            Sighting::NotSeen => false,
            Sighting::NotIssued => return Verdict::Unknown(STATUS_INSUFFICIENT_RESOURCES),
        };
        let filtering = self.filter_status() == FilterStatus::Filtering;
        if minifilter_stands(filtering, instances, seen) {
            Verdict::Stands
        } else {
            Verdict::Missing
        }
    }

    /// HLT-9: attaches where no instance is; nothing else can be done. With the health query's mutex held.
    pub fn repair(&self) {
        if let Some(filter) = self.filter.with(|filter| *filter) {
            self.instances.attach_missing(filter);
        }
    }
}

fn copy_of(units: &[u16]) -> Result<PoolArray<u16>, NTSTATUS> {
    let mut copy = PoolArray::zeroed(units.len(), Tag::State).ok_or(STATUS_INSUFFICIENT_RESOURCES)?;
    for (to, from) in copy.iter_mut().zip(units) {
        *to = *from;
    }
    Ok(copy)
}
