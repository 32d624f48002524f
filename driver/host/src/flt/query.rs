//! What drivers ask about filters, volumes and instances. Every pointer that they get comes with a reference.

use std::ffi::{c_char, CStr};
use std::sync::Arc;

use kernel_abi::{
    FLT_VOLUME_PROPERTIES, NTSTATUS, STATUS_BUFFER_OVERFLOW, STATUS_BUFFER_TOO_SMALL, STATUS_FLT_DELETING_OBJECT,
    STATUS_FLT_FILTER_NOT_FOUND, STATUS_FLT_INSTANCE_NOT_FOUND, STATUS_FLT_VOLUME_NOT_FOUND, STATUS_INVALID_PARAMETER,
    STATUS_SUCCESS, UNICODE_STRING,
};

use super::attach::same;
use super::filter::{Filter, Instance};
use super::objects;
use super::Volume;
use crate::guest::Context;
use crate::text::Text;
use crate::verifier::BugCheck;

/// The highest instance of a filter, or of any, on a volume; by name if there is one.
pub(super) fn find(
    cx: &Context,
    filter: Option<&Arc<Filter>>,
    volume: &Arc<Volume>,
    name: Option<&Text>,
) -> Option<Arc<Instance>> {
    let instances = cx.machine().flt.state.lock().instances_on(volume);
    instances.into_iter().find(|one| {
        filter.is_none_or(|filter| Arc::ptr_eq(&one.filter, filter)) && name.is_none_or(|name| same(&one.name, name))
    })
}

/// Gives a list of pointers with a reference each, or says how long it is.
fn give(cx: &Context, found: &[usize], list: *mut usize, room: u32, count: *mut u32) -> NTSTATUS {
    unsafe { count.write(found.len() as u32) };
    if found.len() > room as usize {
        return STATUS_BUFFER_TOO_SMALL;
    }
    {
        let mut state = cx.machine().flt.state.lock();
        found.iter().for_each(|address| state.reference(*address, cx.image()));
    }
    found.iter().enumerate().for_each(|(at, address)| unsafe { list.add(at).write(*address) });
    STATUS_SUCCESS
}

fn give_one(cx: &Context, address: usize, place: *mut usize) -> NTSTATUS {
    cx.machine().flt.state.lock().reference(address, cx.image());
    unsafe { place.write(address) };
    STATUS_SUCCESS
}

/// A volume by device, or by drive letter with its colon.
fn volume_named(cx: &Context, name: &Text) -> Option<Arc<Volume>> {
    let machine = cx.machine();
    let whole = name.units().strip_suffix(&[u16::from(b'\\')]).map_or_else(|| name.clone(), Text::of);
    let is_lettered = |letter: &str| same(&Text::from(format!("{letter}:").as_str()), &whole);
    let lettered = machine.profile.volumes.iter().find(|volume| is_lettered(&volume.letter));
    let device = lettered.map_or(whole, |volume| Text::from(volume.device.as_str()));
    machine.flt.volumes().into_iter().rev().find(|volume| same(&volume.is.device, &device))
}

/// Writes a volume's properties and as many of its names as have room, all or none of each.
fn write_properties(volume: &Volume, properties: *mut FLT_VOLUME_PROPERTIES, room: u32, length: *mut u32) -> NTSTATUS {
    let is = &volume.is;
    let driver = Text::from(is.file_system_driver());
    let names = [driver.clone(), driver, is.device.clone()];
    let needed = size_of::<FLT_VOLUME_PROPERTIES>() + names.iter().map(|name| 2 * name.len()).sum::<usize>();
    unsafe { length.write(needed as u32) };
    if (room as usize) < size_of::<FLT_VOLUME_PROPERTIES>() {
        return STATUS_BUFFER_TOO_SMALL;
    }
    let mut filled = unsafe { std::mem::zeroed::<FLT_VOLUME_PROPERTIES>() };
    filled.DeviceType = is.device_type();
    filled.DeviceCharacteristics = is.characteristics();
    filled.SectorSize = 512;
    if room as usize >= needed {
        let mut end = unsafe { properties.add(1) }.cast::<u16>();
        let [driver, device, real] = names.map(|name| place(&mut end, &name));
        filled.FileSystemDriverName = driver;
        filled.FileSystemDeviceName = device;
        filled.RealDeviceName = real;
    }
    unsafe { properties.write(filled) };
    if room as usize >= needed {
        STATUS_SUCCESS
    } else {
        STATUS_BUFFER_OVERFLOW
    }
}

fn place(end: &mut *mut u16, name: &Text) -> UNICODE_STRING {
    let bytes = 2 * name.len() as u16;
    let string = UNICODE_STRING { Length: bytes, MaximumLength: bytes, Buffer: *end };
    unsafe { std::ptr::copy_nonoverlapping(name.units().as_ptr(), *end, name.len()) };
    *end = unsafe { end.add(name.len()) };
    string
}

services! { "fltmgr.sys";
    /// Source: Microsoft, "FltEnumerateVolumes function (fltkernel.h)".
    fn FltEnumerateVolumes(cx, filter: usize, list: *mut usize, room: u32, count: *mut u32) -> NTSTATUS, irql 1, fails |status| status; {
        objects::filter(cx, filter);
        let found = cx.machine().flt.volumes().iter().map(|volume| volume.address).collect::<Vec<_>>();
        give(cx, &found, list, room, count)
    }

    /// Instances that are being torn down do not count. Source: Microsoft, "FltEnumerateInstances function (fltkernel.h)".
    fn FltEnumerateInstances(cx, volume: usize, filter: usize, list: *mut usize, room: u32, count: *mut u32) -> NTSTATUS, irql 1, fails |status| status; {
        if volume == 0 && filter == 0 {
            return STATUS_INVALID_PARAMETER;
        }
        let volume = (volume != 0).then(|| objects::volume(cx, volume));
        let filter = (filter != 0).then(|| objects::filter(cx, filter));
        let instances = cx.machine().flt.state.lock().instances.clone();
        let wanted = instances.iter().filter(|one| {
            !one.is_closing()
                && volume.as_ref().is_none_or(|volume| Arc::ptr_eq(&one.volume, volume))
                && filter.as_ref().is_none_or(|filter| Arc::ptr_eq(&one.filter, filter))
        });
        let found = wanted.map(|one| one.address).collect::<Vec<_>>();
        give(cx, &found, list, room, count)
    }

    /// Source: Microsoft, "FltGetVolumeInstanceFromName function (fltkernel.h)".
    fn FltGetVolumeInstanceFromName(cx, filter: usize, volume: usize, name: *const UNICODE_STRING, instance: *mut usize) -> NTSTATUS, irql 1, fails |status| status; {
        let filter = (filter != 0).then(|| objects::filter(cx, filter));
        let (volume, name) = (objects::volume(cx, volume), Text::read(name));
        match find(cx, filter.as_ref(), &volume, name.as_ref()) {
            None => STATUS_FLT_INSTANCE_NOT_FOUND,
            Some(found) if found.is_closing() => STATUS_FLT_DELETING_OBJECT,
            Some(found) => give_one(cx, found.address, instance),
        }
    }

    /// By the name of its service. Source: Microsoft, "FltGetFilterFromName function (fltkernel.h)".
    fn FltGetFilterFromName(cx, name: *const UNICODE_STRING, filter: *mut usize) -> NTSTATUS, irql 1, fails |status| status; {
        let Some(name) = Text::read(name) else { return STATUS_INVALID_PARAMETER };
        let filters = cx.machine().flt.state.lock().filters.clone();
        let found = filters.iter().find(|one| same(&one.name, &name));
        found.map_or(STATUS_FLT_FILTER_NOT_FOUND, |found| give_one(cx, found.address, filter))
    }

    /// Source: Microsoft, "FltGetVolumeFromName function (fltkernel.h)".
    fn FltGetVolumeFromName(cx, filter: usize, name: *const UNICODE_STRING, volume: *mut usize) -> NTSTATUS, irql 0, fails |status| status; {
        objects::filter(cx, filter);
        let Some(name) = Text::read(name).filter(|name| !name.is_empty()) else { return STATUS_INVALID_PARAMETER };
        volume_named(cx, &name).map_or(STATUS_FLT_VOLUME_NOT_FOUND, |found| give_one(cx, found.address, volume))
    }

    /// Source: Microsoft, "FltGetVolumeFromFileObject function (fltkernel.h)".
    fn FltGetVolumeFromFileObject(cx, filter: usize, file: usize, volume: *mut usize) -> NTSTATUS, irql 1, fails |status| status; {
        objects::filter(cx, filter);
        match super::names::file(cx, file) {
            Some(file) => give_one(cx, file.volume().address, volume),
            None => STATUS_INVALID_PARAMETER,
        }
    }

    /// Without a place for the name only its size. Source: Microsoft, "FltGetVolumeName function (fltkernel.h)".
    fn FltGetVolumeName(cx, volume: usize, name: *mut UNICODE_STRING, needed: *mut u32) -> NTSTATUS, irql 1, fails |status| status; {
        let volume = objects::volume(cx, volume);
        let device = &volume.is.device;
        let bytes = 2 * device.len();
        if !needed.is_null() {
            unsafe { needed.write(bytes as u32) };
        }
        if name.is_null() {
            return if needed.is_null() { STATUS_INVALID_PARAMETER } else { STATUS_SUCCESS };
        }
        let string = unsafe { &mut *name };
        if usize::from(string.MaximumLength) < bytes {
            return STATUS_BUFFER_TOO_SMALL;
        }
        unsafe { std::ptr::copy_nonoverlapping(device.units().as_ptr(), string.Buffer, device.len()) };
        string.Length = bytes as u16;
        STATUS_SUCCESS
    }

    /// Source: Microsoft, "FltGetVolumeProperties function (fltkernel.h)".
    fn FltGetVolumeProperties(cx, volume: usize, properties: *mut FLT_VOLUME_PROPERTIES, room: u32, length: *mut u32) -> NTSTATUS, irql 0, fails |status| status; {
        let volume = objects::volume(cx, volume);
        write_properties(&volume, properties, room, length)
    }

    /// Null for what the filter manager does not export. Source: Microsoft, "FltGetRoutineAddress function (fltkernel.h)".
    fn FltGetRoutineAddress(cx, name: *const c_char) -> usize, irql 0, fails |_status| 0; {
        if name.is_null() {
            cx.bug_check(BugCheck::rule("FltGetRoutineAddress", "no name"));
        }
        let name = unsafe { CStr::from_ptr(name) }.to_string_lossy().into_owned();
        let found = crate::loader::exported(cx.machine(), &name).filter(|found| found.module == "fltmgr.sys");
        found.map_or(0, |found| found.address.0 as usize)
    }
}
