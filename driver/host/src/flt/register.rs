//! Filters register, start and unregister.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::Arc;

use kernel_abi::{
    DRIVER_OBJECT, FLT_REGISTRATION, NTSTATUS, STATUS_FLT_INSTANCE_ALTITUDE_COLLISION, STATUS_INVALID_PARAMETER,
    STATUS_SUCCESS,
};

use super::attach::{offer, tear_down, TEARDOWN_FILTER_UNLOAD};
use super::filter::{Definition, Filter};
use super::objects::{self, Object};
use super::registration::Registration;
use super::{definitions, unload, State};
use crate::guest::Context;
use crate::machine::ImageId;
use crate::profile::AltitudeCollision;
use crate::text::Text;
use crate::verifier::BugCheck;

/// What a filter registers with, once it has been read.
pub struct NewFilter {
    /// Whose it is.
    pub image: ImageId,
    /// DRIVER_OBJECT.
    pub driver_object: usize,
    /// Name of the service.
    pub name: Text,
    /// FLT_REGISTRATION.
    pub registration: Registration,
    /// From the registry, the default instance first.
    pub definitions: Vec<Definition>,
}

/// Registers a filter.
///
/// # Errors
/// STATUS_FLT_INSTANCE_ALTITUDE_COLLISION where the machine shows a taken altitude here, and where the driver has a filter.
pub fn register(cx: &Context, new: NewFilter) -> Result<Arc<Filter>, NTSTATUS> {
    let machine = cx.machine();
    let filter = Arc::new(Filter {
        address: machine.opaque.next(),
        image: new.image,
        driver_object: new.driver_object,
        name: new.name,
        registration: new.registration,
        definitions: new.definitions,
        started: AtomicBool::new(false),
        deleting: AtomicBool::new(false),
        silenced: AtomicBool::new(false),
        attaching: AtomicU64::new(0),
    });
    let mut state = machine.flt.state.lock();
    let again = state.filters.iter().any(|other| other.driver_object == filter.driver_object);
    let shown = machine.profile.altitude_collision == AltitudeCollision::Register;
    if again || (shown && state.is_taken(&filter)) {
        return Err(STATUS_FLT_INSTANCE_ALTITUDE_COLLISION);
    }
    state.objects.insert(filter.address, Object::Filter(Arc::clone(&filter)));
    state.filters.push(Arc::clone(&filter));
    Ok(filter)
}

/// Starts filtering: the filter is offered every volume. That a volume stays without an instance is no failure.
pub fn start(cx: &Context, filter: &Arc<Filter>) -> NTSTATUS {
    let machine = cx.machine();
    let volumes = {
        let state = machine.flt.state.lock();
        if filter.is_started() {
            return STATUS_INVALID_PARAMETER;
        }
        if machine.profile.altitude_collision == AltitudeCollision::Start && state.is_taken(filter) {
            return STATUS_FLT_INSTANCE_ALTITUDE_COLLISION;
        }
        filter.started.store(true, Ordering::Release);
        state.volumes.clone()
    };
    volumes.iter().for_each(|volume| offer(cx, filter, volume, 0));
    STATUS_SUCCESS
}

/// Unregisters a filter: its instances go, and the call returns when none of its callbacks runs and nobody refers to it or to
/// one of its instances any more.
///
/// Source: Microsoft, "Unregistering the Minifilter".
pub fn unregister(cx: &Context, filter: &Arc<Filter>) {
    let flt = &cx.machine().flt;
    {
        let _state = flt.state.lock();
        filter.deleting.store(true, Ordering::Release);
    }
    let ke = &cx.machine().ke;
    ke.wait_until(cx, "an attachment of the filter", || filter.attaching.load(Ordering::Acquire) == 0);
    let instances = {
        let state = flt.state.lock();
        state.instances.iter().filter(|one| Arc::ptr_eq(&one.filter, filter)).cloned().collect::<Vec<_>>()
    };
    instances.iter().for_each(|instance| tear_down(cx, instance, TEARDOWN_FILTER_UNLOAD));
    let mut held = instances.iter().map(|one| one.address).collect::<Vec<_>>();
    held.push(filter.address);
    ke.wait_until(cx, "the last reference to a filter or its instances", || {
        let state = flt.state.lock();
        held.iter().all(|address| state.references_to(*address) == 0)
    });
    let mut state = flt.state.lock();
    state.filters.retain(|one| !Arc::ptr_eq(one, filter));
    state.forget(filter.address);
}

impl State {
    fn is_taken(&self, filter: &Arc<Filter>) -> bool {
        self.filters.iter().any(|other| !Arc::ptr_eq(other, filter) && other.altitude() == filter.altitude())
    }
}

/// The last component of the driver object's name, which is that of its service key.
fn service_of(driver: *const DRIVER_OBJECT) -> Text {
    let name = Text::read(unsafe { &raw const (*driver).DriverName }).unwrap_or_else(|| Text::of(&[]));
    let start = name.units().iter().rposition(|unit| *unit == u16::from(b'\\')).map_or(0, |at| at + 1);
    Text::of(&name.units()[start..])
}

fn register_driver(
    cx: &Context,
    driver: *mut DRIVER_OBJECT,
    registration: *const FLT_REGISTRATION,
) -> Result<Arc<Filter>, NTSTATUS> {
    let Some(image) = cx.image() else {
        cx.bug_check(BugCheck::host("FltRegisterFilter was called by no driver".into()));
    };
    let registration = Registration::read(registration).map_err(|_| STATUS_INVALID_PARAMETER)?;
    if registration.provides_names {
        cx.bug_check(BugCheck::host("a filter that provides names is not simulated".into()));
    }
    let name = service_of(driver);
    let definitions = definitions::read(cx, &name)?;
    let hooks = (registration.unload, registration.flags);
    let filter = register(cx, NewFilter { image, driver_object: driver as usize, name, registration, definitions })?;
    unload::hook(cx, image, driver, hooks.0, hooks.1);
    Ok(filter)
}

services! { "fltmgr.sys";
    /// From now on the filter manager answers for the driver's unload.
    /// Source: Microsoft, "FltRegisterFilter function (fltkernel.h)"; the registry of "Creating an INF File for a Minifilter Driver".
    fn FltRegisterFilter(cx, driver: *mut DRIVER_OBJECT, registration: *const FLT_REGISTRATION, filter: *mut usize) -> NTSTATUS, irql 1, fails |status| status; {
        match register_driver(cx, driver, registration) {
            Ok(registered) => {
                unsafe { filter.write(registered.address) };
                STATUS_SUCCESS
            }
            Err(status) => status,
        }
    }

    /// Source: Microsoft, "FltStartFiltering function (fltkernel.h)".
    fn FltStartFiltering(cx, filter: usize) -> NTSTATUS, irql 1, fails |status| status; {
        let filter = objects::filter(cx, filter);
        start(cx, &filter)
    }

    /// Source: Microsoft, "FltUnregisterFilter function (fltkernel.h)".
    fn FltUnregisterFilter(cx, filter: usize), irql 1; {
        let filter = objects::filter(cx, filter);
        if cx.image() != Some(filter.image) {
            cx.bug_check(BugCheck::rule("FltUnregisterFilter", &format!("of {}, another driver's filter", filter.name)));
        }
        unregister(cx, &filter);
    }
}
