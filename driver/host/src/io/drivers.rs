//! Driver objects: load.

use std::ffi::c_void;
use std::mem::size_of;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;

use kernel_abi::{
    DRIVER_INITIALIZE, DRIVER_OBJECT, NTSTATUS, NT_SUCCESS, STATUS_INSUFFICIENT_RESOURCES, STATUS_INVALID_IMAGE_HASH,
    STATUS_SUCCESS, UNICODE_STRING,
};

use super::unload;
use crate::guest::{self, Context};
use crate::locked::Locked;
use crate::machine::ImageId;
use crate::profile::{IntegrityModel, Profile, Signature};
use crate::text::Text;

const STATUS_IMAGE_ALREADY_LOADED: NTSTATUS = 0xC000_010E_u32 as NTSTATUS;
const STATUS_INVALID_IMAGE_FORMAT: NTSTATUS = 0xC000_007B_u32 as NTSTATUS;
/// IO_TYPE_DRIVER.
const TYPE_DRIVER: i16 = 4;
pub(super) const TAG: u32 = u32::from_le_bytes(*b"Driv");
/// Where the machine's hardware is described: DRIVER_OBJECT.HardwareDatabase.
const HARDWARE: &str = "\\REGISTRY\\MACHINE\\HARDWARE\\DESCRIPTION\\SYSTEM";

/// A loaded driver.
pub struct Driver {
    /// Its image.
    pub image: ImageId,
    /// Its service's name.
    pub service: Text,
    /// Its DRIVER_OBJECT, followed by the texts that it names.
    pub object: usize,
    device_names: Locked<Vec<Text>>,
    unload_pending: AtomicBool,
    /// Whether the filter manager has called the filter's unload routine already.
    pub(super) filter_unloaded: AtomicBool,
    pub(super) unloaded: AtomicBool,
}

impl Driver {
    fn fields(&self) -> *mut DRIVER_OBJECT {
        self.object as *mut DRIVER_OBJECT
    }

    /// The dispatch routine of a major function; 0 is none.
    pub fn routine(&self, major: u8) -> usize {
        let routine = unsafe { (&raw const (*self.fields()).MajorFunction[usize::from(major)]).read() };
        routine.map_or(0, |routine| routine as usize)
    }

    /// DriverUnload as it is now: the filter manager puts its own over a minifilter's.
    pub fn unload_routine(&self) -> Option<usize> {
        let routine = unsafe { (&raw const (*self.fields()).DriverUnload).read() };
        routine.map(|routine| routine as usize)
    }

    /// Whether it has a table of fast I/O routines.
    pub fn has_fast_io(&self) -> bool {
        !unsafe { (&raw const (*self.fields()).FastIoDispatch).read() }.is_null()
    }

    /// Whether its unload was asked for.
    pub fn unload_pending(&self) -> bool {
        self.unload_pending.load(Ordering::Acquire)
    }

    pub(super) fn mark_unload_pending(&self) {
        self.unload_pending.store(true, Ordering::Release);
    }

    pub(super) fn note_device_name(&self, name: &Text) {
        self.device_names.lock().push(name.clone());
    }

    /// Names of the devices that it has made so far.
    pub(super) fn device_names(&self) -> Vec<Text> {
        self.device_names.lock().clone()
    }
}

/// Loaded drivers of a machine. Thread-safe.
#[derive(Default)]
pub struct Drivers {
    pub(super) loaded: Locked<Vec<Arc<Driver>>>,
}

impl Drivers {
    /// The driver of an object.
    pub fn at(&self, object: usize) -> Option<Arc<Driver>> {
        self.loaded.lock().iter().find(|driver| driver.object == object).cloned()
    }

    /// The driver of an image.
    pub fn of(&self, image: ImageId) -> Option<Arc<Driver>> {
        self.loaded.lock().iter().find(|driver| driver.image == image).cloned()
    }

    /// All, oldest first.
    pub fn all(&self) -> Vec<Arc<Driver>> {
        self.loaded.lock().clone()
    }
}

/// Loads a driver as NtLoadDriver does: code integrity, image, driver object, DriverEntry. A DriverEntry that fails has undone
/// what it did: what is left is a finding. PASSIVE_LEVEL.
pub fn load(cx: &Context, service: &str, image: &[u8], tested: bool) -> NTSTATUS {
    let machine = cx.machine();
    if tested && !may_load(&machine.profile) {
        return STATUS_INVALID_IMAGE_HASH;
    }
    let service = Text::from(service);
    if machine.io.drivers.all().iter().any(|driver| driver.service == service) {
        return STATUS_IMAGE_ALREADY_LOADED;
    }
    let (id, mapped) = match machine.images.map(machine, &format!("{service}.sys"), image, tested) {
        Ok(mapped) => mapped,
        Err(reason) => {
            machine.verifier.finding(format!("an image could not be loaded: {reason}"));
            return STATUS_INVALID_IMAGE_FORMAT;
        }
    };
    let code = Code { image: id, base: mapped.base(), size: mapped.size(), entry: mapped.entry() };
    start(cx, &service, code, tested)
}

/// Loads a driver whose code is part of this program, as tests have them: its driver object, DriverEntry. PASSIVE_LEVEL.
pub fn load_built_in(cx: &Context, service: &str, image: ImageId, entry: DRIVER_INITIALIZE) -> NTSTATUS {
    let entry = entry as *const () as usize;
    start(cx, &Text::from(service), Code { image, base: entry, size: 0, entry }, false)
}

/// A driver's code in memory.
#[derive(Clone, Copy)]
struct Code {
    image: ImageId,
    base: usize,
    size: usize,
    entry: usize,
}

fn start(cx: &Context, service: &Text, code: Code, file_system: bool) -> NTSTATUS {
    let machine = cx.machine();
    let Some(driver) = make_object(cx, service, code, file_system) else {
        machine.images.unmap(code.image);
        return STATUS_INSUFFICIENT_RESOURCES;
    };
    machine.io.drivers.loaded.lock().push(Arc::clone(&driver));
    enter(cx, &driver, code.entry)
}

/// PAR-1: real Windows refuses to load what is not signed; the seed's model refuses later.
fn may_load(profile: &Profile) -> bool {
    let accepted = match profile.code_integrity.signature {
        Signature::Microsoft => true,
        // test signing can't be switched on with Secure Boot
        Signature::Test => !profile.secure_boot,
        Signature::None => false,
    };
    accepted || profile.code_integrity.model == IntegrityModel::Seed
}

/// Calls DriverEntry and does what its status asks for.
fn enter(cx: &Context, driver: &Arc<Driver>, entry: usize) -> NTSTATUS {
    let machine = cx.machine();
    let path = format!("\\REGISTRY\\MACHINE\\SYSTEM\\ControlSet001\\Services\\{}", driver.service);
    let path = Text::from(path.as_str());
    let string = machine.pool.allocate(None, size_of::<UNICODE_STRING>() + path.len() * 2, TAG, true);
    if string == 0 {
        unload::discard(cx, driver, "a load without memory");
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    place_text(string, string + size_of::<UNICODE_STRING>(), &path);
    let status = guest::call(driver.image, entry, &[driver.object, string]) as NTSTATUS;
    machine.pool.free(cx, string, TAG);
    if NT_SUCCESS(status) {
        machine.io.devices.entry_returned(driver);
        return STATUS_SUCCESS;
    }
    unload::discard(cx, driver, "a failed DriverEntry");
    status
}

/// A driver object and, behind it, its texts. Source: Microsoft, "DRIVER_OBJECT structure (wdm.h)".
fn make_object(cx: &Context, service: &Text, code: Code, file_system: bool) -> Option<Arc<Driver>> {
    let machine = cx.machine();
    // a minifilter's service has the type of a file system driver
    let directory = if file_system { "FileSystem" } else { "Driver" };
    let name = Text::from(format!("\\{directory}\\{service}").as_str());
    let hardware = Text::from(HARDWARE);
    let head = size_of::<DRIVER_OBJECT>();
    let texts = head + size_of::<UNICODE_STRING>();
    let object = machine.pool.allocate(None, texts + (name.len() + hardware.len()) * 2, TAG, true);
    if object == 0 {
        return None;
    }
    place_text(object + head, object + texts, &hardware);
    let fields = unsafe { &mut *(object as *mut DRIVER_OBJECT) };
    place_text(&raw mut fields.DriverName as usize, object + texts + hardware.len() * 2, &name);
    fields.Type = TYPE_DRIVER;
    fields.Size = head as i16;
    fields.DriverStart = code.base as *mut c_void;
    fields.DriverSize = code.size as u32;
    fields.DriverSection = machine.opaque.next() as *mut c_void;
    fields.DriverExtension = machine.opaque.next() as *mut _;
    fields.HardwareDatabase = (object + head) as *mut UNICODE_STRING;
    fields.DriverInit = Some(unsafe { std::mem::transmute::<usize, DRIVER_INITIALIZE>(code.entry) });
    fields.MajorFunction.fill(Some(super::dispatch::invalid_device_request));
    Some(Arc::new(Driver {
        image: code.image,
        service: service.clone(),
        object,
        device_names: Locked::default(),
        unload_pending: AtomicBool::new(false),
        filter_unloaded: AtomicBool::new(false),
        unloaded: AtomicBool::new(false),
    }))
}

/// Writes a counted string whose units lie elsewhere.
fn place_text(string: usize, units: usize, text: &Text) {
    let bytes = (text.len() * 2) as u16;
    unsafe { std::ptr::copy_nonoverlapping(text.units().as_ptr(), units as *mut u16, text.len()) };
    let string = string as *mut UNICODE_STRING;
    unsafe { string.write(UNICODE_STRING { Length: bytes, MaximumLength: bytes, Buffer: units as *mut u16 }) };
}
