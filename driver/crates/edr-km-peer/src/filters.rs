//! The minifilter: its key, registration and instances.

use core::ptr::null_mut;
use core::sync::atomic::{AtomicPtr, Ordering};

use kernel_abi::imports::{
    FltAttachVolumeAtAltitude, FltDetachVolume, FltGetFilterFromName, FltGetVolumeFromName, FltObjectDereference,
    FltRegisterFilter, FltStartFiltering, FltUnregisterFilter,
};
use kernel_abi::{
    kernel_fn, DEVICE_TYPE, DRIVER_OBJECT, FLTFL_INSTANCE_SETUP_MANUAL_ATTACHMENT,
    FLTFL_INSTANCE_SETUP_NEWLY_MOUNTED_VOLUME, FLT_FILESYSTEM_TYPE, FLT_RELATED_OBJECTS, NTSTATUS, NT_SUCCESS,
    PFLT_FILTER, PFLT_VOLUME, REG_DWORD, REG_SZ, STATUS_FLT_DO_NOT_ATTACH, STATUS_INSUFFICIENT_RESOURCES,
    STATUS_INVALID_DEVICE_STATE, STATUS_INVALID_PARAMETER, STATUS_SUCCESS,
};

use crate::filter_callbacks::REGISTRATION;
use crate::kernel::{text, unicode, Bytes, Pooled};
use crate::keys::Key;
use crate::log::Log;
use crate::protocol::{Answer, FilterKind, Request};

/// What the filter's callbacks do; null while there is none. A system registers one filter for a driver.
static CURRENT: AtomicPtr<Context> = AtomicPtr::new(null_mut());

/// What the callbacks do.
pub struct Context {
    /// Its kind.
    pub kind: FilterKind,
    /// Of a file, for the kinds that have one.
    pub path: Bytes,
    /// With which it ends operations.
    pub status: NTSTATUS,
    /// Where it notes.
    pub log: Log,
}

/// The context, during a callback.
pub fn current<'a>() -> Option<&'a Context> {
    // SAFETY: it lives until the filter is unregistered, which waits for callbacks
    unsafe { CURRENT.load(Ordering::Acquire).as_ref() }
}

/// A registered minifilter.
pub struct Filter {
    context: Pooled<Context>,
    filter: PFLT_FILTER,
}

// SAFETY: a filter's pointer may be used by any thread
unsafe impl Send for Filter {}

impl Filter {
    /// Writes the instance's key, registers, starts, attaches. PASSIVE_LEVEL.
    pub fn register(request: &Request<'_>, driver: *mut DRIVER_OBJECT, service: &[u8]) -> Result<Self, NTSTATUS> {
        let kind = FilterKind::of(request.first).ok_or(STATUS_INVALID_PARAMETER)?;
        if !CURRENT.load(Ordering::Acquire).is_null() {
            return Err(STATUS_INVALID_DEVICE_STATE);
        }
        write_altitude(service, if kind == FilterKind::OneVolume { request.data } else { request.text })?;
        let path = Bytes::copy_of(request.text2).ok_or(STATUS_INSUFFICIENT_RESOURCES)?;
        let log = Log::new().ok_or(STATUS_INSUFFICIENT_RESOURCES)?;
        let context = Context { kind, path, status: request.second as NTSTATUS, log };
        let context = Pooled::new(context).ok_or(STATUS_INSUFFICIENT_RESOURCES)?;
        CURRENT.store(context.address(), Ordering::Release);
        let filter = Self { context, filter: null_mut() };
        filter.begin(driver, request)
    }

    /// From here on dropping undoes what was done.
    fn begin(mut self, driver: *mut DRIVER_OBJECT, request: &Request<'_>) -> Result<Self, NTSTATUS> {
        // SAFETY: the registration and the routines that it names are constant
        check(unsafe { FltRegisterFilter(driver, &REGISTRATION, &mut self.filter) })?;
        // SAFETY: registered, not started yet
        check(unsafe { FltStartFiltering(self.filter) })?;
        if self.context.kind == FilterKind::OneVolume {
            let (volume, altitude) = (Volume::named(self.filter, request.text2)?, unicode(request.text));
            let no_name = core::ptr::null();
            // SAFETY: the filter and the volume are referenced; the text is valid during the call
            check(unsafe { FltAttachVolumeAtAltitude(self.filter, volume.0, &altitude, no_name, null_mut()) })?;
        }
        Ok(self)
    }

    /// Its log.
    pub fn log(&self) -> &Log {
        &self.context.log
    }
}

impl Drop for Filter {
    fn drop(&mut self) {
        if !self.filter.is_null() {
            // SAFETY: registered, and only once unregistered; the call waits for callbacks
            unsafe { FltUnregisterFilter(self.filter) };
        }
        CURRENT.store(null_mut(), Ordering::Release);
    }
}

fn check(status: NTSTATUS) -> Result<(), NTSTATUS> {
    if NT_SUCCESS(status) {
        Ok(())
    } else {
        Err(status)
    }
}

/// The default instance, where systems before and since Windows 11 24H2 look for it.
fn write_altitude(service: &[u8], altitude: &[u8]) -> Result<(), NTSTATUS> {
    for place in [text!(b"\\Instances"), text!(b"\\Parameters\\Instances")] {
        let instances = joined(service, place)?;
        let key = Key::create(&instances)?;
        check(key.set(text!(b"DefaultInstance"), REG_SZ, text!(b"Peer\0")))?;
        let instance = Key::create(&joined(&instances, text!(b"\\Peer"))?)?;
        check(instance.set(text!(b"Altitude"), REG_SZ, &joined(altitude, &[0, 0])?))?;
        check(instance.set(text!(b"Flags"), REG_DWORD, &[0; 4]))?;
    }
    Ok(())
}

fn joined(first: &[u8], second: &[u8]) -> Result<Bytes, NTSTATUS> {
    Bytes::joined(first, second).ok_or(STATUS_INSUFFICIENT_RESOURCES)
}

/// A volume, referenced.
struct Volume(PFLT_VOLUME);

impl Volume {
    fn named(filter: PFLT_FILTER, name: &[u8]) -> Result<Self, NTSTATUS> {
        let (name, mut volume) = (unicode(name), null_mut());
        // SAFETY: the filter is referenced; the text is valid during the call
        check(unsafe { FltGetVolumeFromName(filter, &name, &mut volume) })?;
        Ok(Self(volume))
    }
}

impl Drop for Volume {
    fn drop(&mut self) {
        // SAFETY: the reference is ours
        unsafe { FltObjectDereference(self.0.cast()) };
    }
}

/// Asks to detach the default instance of another's filter, as `fltmc detach` does. PASSIVE_LEVEL.
pub fn detach(request: &Request<'_>) -> Answer {
    let (name, mut filter) = (unicode(request.text), null_mut());
    // SAFETY: the text is valid during the call
    let status = unsafe { FltGetFilterFromName(&name, &mut filter) };
    if !NT_SUCCESS(status) {
        return Answer::status(status);
    }
    let detached = Volume::named(filter, request.text2).map(|volume| {
        // SAFETY: both are referenced
        unsafe { FltDetachVolume(filter, volume.0, core::ptr::null()) }
    });
    // SAFETY: the reference is ours
    unsafe { FltObjectDereference(filter.cast()) };
    Answer::status(detached.unwrap_or_else(|status| status))
}

kernel_fn! {
    /// InstanceSetup: which volumes are taken.
    pub fn instance_setup(
        _objects: *const FLT_RELATED_OBJECTS,
        flags: u32,
        _device_type: DEVICE_TYPE,
        _file_system: FLT_FILESYSTEM_TYPE,
    ) -> NTSTATUS {
        let wanted = match current().map(|context| context.kind) {
            None => false,
            Some(FilterKind::OneVolume) => flags & FLTFL_INSTANCE_SETUP_MANUAL_ATTACHMENT != 0,
            Some(FilterKind::LaterVolumes) => flags & FLTFL_INSTANCE_SETUP_NEWLY_MOUNTED_VOLUME != 0,
            Some(_) => true,
        };
        if wanted { STATUS_SUCCESS } else { STATUS_FLT_DO_NOT_ATTACH }
    }

    /// InstanceQueryTeardown: its instances may be detached by hand.
    pub fn instance_query_teardown(_objects: *const FLT_RELATED_OBJECTS, _flags: u32) -> NTSTATUS {
        STATUS_SUCCESS
    }
}
