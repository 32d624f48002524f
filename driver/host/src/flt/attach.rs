//! Instances come and go.
//!
//! Source: Microsoft, "FltAttachVolume function (fltkernel.h)", "FltAttachVolumeAtAltitude function (fltkernel.h)",
//! "FltDetachVolume function (fltkernel.h)", "PFLT_INSTANCE_SETUP_CALLBACK callback function (fltkernel.h)".

use std::sync::atomic::Ordering;
use std::sync::Arc;

use kernel_abi::{
    FLTFL_INSTANCE_SETUP_AUTOMATIC_ATTACHMENT, FLTFL_INSTANCE_SETUP_MANUAL_ATTACHMENT,
    FLTFL_INSTANCE_SETUP_NEWLY_MOUNTED_VOLUME, NTSTATUS, NT_SUCCESS, STATUS_FLT_DELETING_OBJECT,
    STATUS_FLT_DO_NOT_ATTACH, STATUS_FLT_DO_NOT_DETACH, STATUS_FLT_FILTER_NOT_READY,
    STATUS_FLT_INSTANCE_ALTITUDE_COLLISION, STATUS_FLT_INSTANCE_NAME_COLLISION, STATUS_FLT_INSTANCE_NOT_FOUND,
    STATUS_INVALID_PARAMETER, STATUS_OBJECT_NAME_COLLISION, STATUS_SUCCESS, UNICODE_STRING,
};

use super::altitude::Altitude;
use super::data::Shown;
use super::filter::{Definition, Filter, Instance, NO_AUTOMATIC, NO_MANUAL};
use super::flight::related;
use super::objects::{self, Object};
use super::{NewVolume, State, Volume};
use crate::guest::{self, Context};
use crate::rtl::equal_ignoring_case;
use crate::text::Text;

/// FLTFL_INSTANCE_TEARDOWN_ flags: why an instance goes.
pub(super) const TEARDOWN_MANUAL: usize = 1;
pub(super) const TEARDOWN_FILTER_UNLOAD: usize = 2;
pub(super) const TEARDOWN_VOLUME_DISMOUNT: usize = 8;
pub(super) const TEARDOWN_INTERNAL_ERROR: usize = 16;

/// A file system mounts a volume; filters that have started are offered it, oldest first. PASSIVE_LEVEL.
pub fn mount(cx: &Context, new: NewVolume) -> Arc<Volume> {
    let machine = cx.machine();
    let volume = Volume::new(machine.opaque.next(), new);
    let filters = {
        let mut state = machine.flt.state.lock();
        state.objects.insert(volume.address, Object::Volume(Arc::clone(&volume)));
        state.volumes.push(Arc::clone(&volume));
        state.filters.clone()
    };
    for filter in filters {
        offer(cx, &filter, &volume, FLTFL_INSTANCE_SETUP_NEWLY_MOUNTED_VOLUME);
    }
    volume
}

/// A volume goes, whether asked for or pulled out: every instance on it is torn down, the highest first. PASSIVE_LEVEL. What
/// operations the file system holds of it come up later.
pub fn dismount(cx: &Context, volume: &Arc<Volume>) {
    let flt = &cx.machine().flt;
    let instances = {
        let mut state = flt.state.lock();
        state.volumes.retain(|mounted| !Arc::ptr_eq(mounted, volume));
        volume.set_gone();
        state.instances_on(volume)
    };
    for instance in instances {
        tear_down(cx, &instance, TEARDOWN_VOLUME_DISMOUNT);
    }
    flt.state.lock().forget(volume.address);
}

/// Automatic attachment: what comes of it is told to nobody.
pub(super) fn offer(cx: &Context, filter: &Arc<Filter>, volume: &Arc<Volume>, flags: u32) {
    let flags = flags | FLTFL_INSTANCE_SETUP_AUTOMATIC_ATTACHMENT;
    for definition in filter.definitions.iter().filter(|one| one.flags & NO_AUTOMATIC == 0) {
        let _ = attach(cx, filter, volume, definition, flags);
    }
}

/// Attaches, if nothing speaks against it and the filter's set-up callback agrees.
pub(super) fn attach(
    cx: &Context,
    filter: &Arc<Filter>,
    volume: &Arc<Volume>,
    definition: &Definition,
    flags: u32,
) -> Result<Arc<Instance>, NTSTATUS> {
    let machine = cx.machine();
    let instance = Instance::new(machine.opaque.next(), filter, volume, definition);
    {
        let mut state = machine.flt.state.lock();
        state.refusal(&instance).map_or(Ok(()), Err)?;
        filter.attaching.fetch_add(1, Ordering::AcqRel);
        state.objects.insert(instance.address, Object::Instance(Arc::clone(&instance)));
    }
    let status = set_up(cx, &instance, flags);
    let attached = machine.flt.state.lock().settle(&instance, status);
    filter.attaching.fetch_sub(1, Ordering::AcqRel);
    machine.ke.wake_all();
    attached.map(|()| instance)
}

/// InstanceSetup; without one a filter takes every volume.
fn set_up(cx: &Context, instance: &Instance, flags: u32) -> NTSTATUS {
    let filter = &instance.filter;
    if filter.registration.setup == 0 {
        return STATUS_SUCCESS;
    }
    let objects = related(instance, 0);
    let is = &instance.volume.is;
    let (device, file_system) = (is.device_type() as usize, is.file_system_type() as usize);
    let arguments = [&raw const objects as usize, flags as usize, device, file_system];
    cx.as_host(|| guest::call(filter.image, filter.registration.setup, &arguments)) as NTSTATUS
}

impl State {
    /// The set-up callback has answered; any error or warning leaves the volume without an instance.
    fn settle(&mut self, instance: &Arc<Instance>, answer: NTSTATUS) -> Result<(), NTSTATUS> {
        let refusal = if NT_SUCCESS(answer) { self.refusal(instance) } else { Some(answer) };
        if let Some(status) = refusal {
            instance.gone.store(true, Ordering::Release);
            self.forget(instance.address);
            return Err(status);
        }
        self.instances.push(Arc::clone(instance));
        self.rebuild(&instance.volume);
        Ok(())
    }

    fn refusal(&self, instance: &Instance) -> Option<NTSTATUS> {
        let (filter, volume) = (&instance.filter, &instance.volume);
        let others = || self.instances.iter().filter(|other| Arc::ptr_eq(&other.volume, volume));
        if !volume.is_mounted() || filter.deleting.load(Ordering::Acquire) {
            Some(STATUS_FLT_DELETING_OBJECT)
        } else if !filter.is_started() {
            Some(STATUS_FLT_FILTER_NOT_READY)
        } else if self.never_calls || !volume.is.is_offered(filter.registration.flags) {
            Some(STATUS_FLT_DO_NOT_ATTACH)
        } else if others().any(|other| Arc::ptr_eq(&other.filter, filter) && same(&other.name, &instance.name)) {
            Some(STATUS_FLT_INSTANCE_NAME_COLLISION)
        } else if others().any(|other| other.altitude == instance.altitude) {
            Some(STATUS_FLT_INSTANCE_ALTITUDE_COLLISION)
        } else {
            None
        }
    }

    /// Instances on a volume, the highest first.
    pub(super) fn instances_on(&self, volume: &Arc<Volume>) -> Vec<Arc<Instance>> {
        let mut found =
            self.instances.iter().filter(|one| Arc::ptr_eq(&one.volume, volume)).cloned().collect::<Vec<_>>();
        found.sort_by(|left, right| right.altitude.cmp(&left.altitude));
        found
    }

    fn rebuild(&self, volume: &Arc<Volume>) {
        volume.set_stack(self.instances_on(volume));
    }
}

/// Whether names of filters, instances or volumes are the same.
pub(super) fn same(left: &Text, right: &Text) -> bool {
    equal_ignoring_case(left.units(), right.units())
}

/// Tears an instance down, or waits until whoever does it is done: no callback of it runs afterwards.
pub(super) fn tear_down(cx: &Context, instance: &Arc<Instance>, reason: usize) {
    let ke = &cx.machine().ke;
    let what = "the teardown of an instance";
    if !instance.close() {
        ke.wait_until(cx, what, || instance.gone.load(Ordering::Acquire));
        return;
    }
    notify(cx, instance, instance.filter.registration.teardown_start, reason);
    ke.wait_until(cx, what, || instance.is_idle());
    for due in instance.take_owed() {
        cx.as_host(|| due.pay(cx, Shown::Draining));
    }
    notify(cx, instance, instance.filter.registration.teardown_complete, reason);
    {
        let mut state = cx.machine().flt.state.lock();
        state.instances.retain(|one| !Arc::ptr_eq(one, instance));
        state.rebuild(&instance.volume);
        instance.gone.store(true, Ordering::Release);
        state.forget(instance.address);
    }
    ke.wake_all();
}

fn notify(cx: &Context, instance: &Instance, routine: usize, reason: usize) {
    if routine != 0 {
        let objects = related(instance, 0);
        cx.as_host(|| guest::call(instance.filter.image, routine, &[&raw const objects as usize, reason]));
    }
}

/// A manual detach, as `fltmc detach` and FltDetachVolume ask for it: the filter must agree to it.
pub(super) fn detach(cx: &Context, instance: &Arc<Instance>) -> NTSTATUS {
    let query = instance.filter.registration.query_teardown;
    if query == 0 {
        return STATUS_FLT_DO_NOT_DETACH;
    }
    if !instance.enter(cx) {
        return STATUS_FLT_DELETING_OBJECT;
    }
    let objects = related(instance, 0);
    let arguments = [&raw const objects as usize, 0];
    let status = cx.as_host(|| guest::call(instance.filter.image, query, &arguments)) as NTSTATUS;
    instance.leave(cx);
    if !NT_SUCCESS(status) {
        return status;
    }
    tear_down(cx, instance, TEARDOWN_MANUAL);
    STATUS_SUCCESS
}

fn attach_manually(
    cx: &Context,
    filter: usize,
    volume: usize,
    name: *const UNICODE_STRING,
    altitude: Option<Altitude>,
    instance: *mut usize,
) -> NTSTATUS {
    let (filter, volume) = (objects::filter(cx, filter), objects::volume(cx, volume));
    let named = Text::read(name);
    let found = match &named {
        None => filter.definitions.first(),
        Some(name) => filter.definitions.iter().find(|one| same(&one.name, name)),
    };
    let definition = match (found, altitude) {
        (Some(found), None) => found.clone(),
        (_, Some(altitude)) => {
            let name = named.unwrap_or_else(|| filter.definitions[0].name.clone());
            Definition { name, altitude, flags: 0 }
        }
        (None, None) => return STATUS_FLT_INSTANCE_NOT_FOUND,
    };
    if definition.flags & NO_MANUAL != 0 {
        return STATUS_FLT_DO_NOT_ATTACH;
    }
    match attach(cx, &filter, &volume, &definition, FLTFL_INSTANCE_SETUP_MANUAL_ATTACHMENT) {
        Ok(attached) => {
            if !instance.is_null() {
                cx.machine().flt.state.lock().reference(attached.address, cx.image());
                unsafe { instance.write(attached.address) };
            }
            STATUS_SUCCESS
        }
        Err(status) => status,
    }
}

services! { "fltmgr.sys";
    /// A taken altitude is STATUS_OBJECT_NAME_COLLISION here.
    /// Source: Microsoft, "FltAttachVolume function (fltkernel.h)".
    fn FltAttachVolume(cx, filter: usize, volume: usize, name: *const UNICODE_STRING, instance: *mut usize) -> NTSTATUS, irql 0, fails |status| status; {
        match attach_manually(cx, filter, volume, name, None, instance) {
            STATUS_FLT_INSTANCE_ALTITUDE_COLLISION => STATUS_OBJECT_NAME_COLLISION,
            status => status,
        }
    }

    /// For debugging only, says Microsoft. Source: Microsoft, "FltAttachVolumeAtAltitude function (fltkernel.h)".
    fn FltAttachVolumeAtAltitude(cx, filter: usize, volume: usize, altitude: *const UNICODE_STRING, name: *const UNICODE_STRING, instance: *mut usize) -> NTSTATUS, irql 0, fails |status| status; {
        let altitude = Text::read(altitude).and_then(|text| Altitude::parse(&text));
        match altitude {
            Some(altitude) => attach_manually(cx, filter, volume, name, Some(altitude), instance),
            None => STATUS_INVALID_PARAMETER,
        }
    }

    /// Without a name the highest instance of the filter there. Source: Microsoft, "FltDetachVolume function (fltkernel.h)".
    fn FltDetachVolume(cx, filter: usize, volume: usize, name: *const UNICODE_STRING) -> NTSTATUS, irql 1, fails |status| status; {
        let (filter, volume, name) = (objects::filter(cx, filter), objects::volume(cx, volume), Text::read(name));
        let found = super::query::find(cx, Some(&filter), &volume, name.as_ref());
        found.map_or(STATUS_FLT_INSTANCE_NOT_FOUND, |instance| detach(cx, &instance))
    }
}
