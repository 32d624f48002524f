//! Device objects, and who may open them now.

use std::ffi::c_void;
use std::mem::size_of;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::Arc;

use kernel_abi::{
    BOOLEAN, DEVICE_OBJECT, DO_DEVICE_INITIALIZING, DRIVER_OBJECT, FILE_DEVICE_SECURE_OPEN, NTSTATUS,
    STATUS_ACCESS_DENIED, STATUS_INSUFFICIENT_RESOURCES, STATUS_INVALID_PARAMETER, STATUS_SUCCESS, UNICODE_STRING,
};

use super::drivers::Driver;
use crate::guest::Context;
use crate::locked::Locked;
use crate::ob::Body;
use crate::se::Descriptor;
use crate::text::Text;
use crate::verifier::BugCheck;

/// IO_TYPE_DEVICE.
const TYPE_DEVICE: i16 = 3;
/// DO_EXCLUSIVE and DO_DEVICE_HAS_NAME.
pub(super) const DO_EXCLUSIVE: u32 = 0x8;
const DO_DEVICE_HAS_NAME: u32 = 0x40;
const STATUS_NO_SUCH_DEVICE: NTSTATUS = 0xC000_000E_u32 as NTSTATUS;
const TAG: u32 = u32::from_le_bytes(*b"Devi");
/// What IoCreateDevice gives: everything for SYSTEM and administrators, a lot for everyone.
/// Source: Microsoft, "Controlling Device Access".
const DEFAULT_SECURITY: &str = "D:P(A;;GA;;;SY)(A;;GA;;;BA)(A;;GRGWGX;;;WD)";

/// A device object.
pub struct Device {
    /// Its DEVICE_OBJECT.
    pub address: usize,
    /// Whose it is.
    pub driver: Arc<Driver>,
    /// Its name in the object manager; empty if it has none.
    pub name: Text,
    /// Its security descriptor.
    pub security: Locked<Descriptor>,
    /// File objects that exist. Changes under the table's lock.
    open: AtomicU32,
    delete_pending: AtomicBool,
}

impl Device {
    fn object(&self) -> *mut DEVICE_OBJECT {
        self.address as *mut DEVICE_OBJECT
    }

    /// DO_ flags as they are now.
    pub fn flags(&self) -> u32 {
        unsafe { (&raw const (*self.object()).Flags).read_volatile() }
    }

    /// Type and characteristics.
    pub fn kind(&self) -> (u32, u32) {
        unsafe { ((*self.object()).DeviceType, (*self.object()).Characteristics) }
    }

    /// Whether the descriptor guards names below the device and relative opens too.
    pub fn secures_opens(&self) -> bool {
        self.kind().1 & FILE_DEVICE_SECURE_OPEN != 0
    }

    /// DO_EXCLUSIVE.
    pub fn is_exclusive(&self) -> bool {
        self.flags() & DO_EXCLUSIVE != 0
    }

    /// Whether IoDeleteDevice was called.
    pub fn delete_pending(&self) -> bool {
        self.delete_pending.load(Ordering::Acquire)
    }

    fn count(&self, change: i32) -> u32 {
        let now = self.open.load(Ordering::Acquire).wrapping_add_signed(change);
        self.open.store(now, Ordering::Release);
        unsafe { (&raw mut (*self.object()).ReferenceCount).write_volatile(now as i32) };
        now
    }

    fn opens(&self) -> u32 {
        self.open.load(Ordering::Acquire)
    }
}

/// Devices of all drivers of a machine. Thread-safe.
#[derive(Default)]
pub struct Devices {
    all: Locked<Vec<Arc<Device>>>,
}

impl Devices {
    /// The device at an address.
    pub fn at(&self, address: usize) -> Option<Arc<Device>> {
        self.all.lock().iter().find(|device| device.address == address).cloned()
    }

    /// A driver's devices that exist, also those that wait for their last file object.
    pub fn of(&self, driver: &Driver) -> Vec<Arc<Device>> {
        self.all.lock().iter().filter(|device| device.driver.image == driver.image).cloned().collect()
    }

    /// Counts an open, if the device takes any now. `relative`: exclusive use is not enforced then.
    ///
    /// # Errors
    /// STATUS_NO_SUCH_DEVICE, STATUS_ACCESS_DENIED where an exclusive device is in use.
    pub fn begin_open(&self, device: &Arc<Device>, relative: bool) -> Result<(), NTSTATUS> {
        let all = self.all.lock();
        let known = all.iter().any(|known| Arc::ptr_eq(known, device));
        if !known || device.delete_pending() || device.driver.unload_pending() {
            return Err(STATUS_NO_SUCH_DEVICE);
        }
        let flags = device.flags();
        if flags & DO_DEVICE_INITIALIZING != 0 {
            return Err(STATUS_NO_SUCH_DEVICE);
        }
        if !relative && flags & DO_EXCLUSIVE != 0 && device.opens() > 0 {
            return Err(STATUS_ACCESS_DENIED);
        }
        device.count(1);
        Ok(())
    }

    /// An open has ended, or failed: whether its driver, whose unload was asked for, may go now.
    pub fn end_open(&self, cx: &Context, device: &Arc<Device>) -> bool {
        let (gone, ready) = {
            let mut all = self.all.lock();
            let gone = device.count(-1) == 0 && device.delete_pending();
            if gone {
                all.retain(|known| !Arc::ptr_eq(known, device));
            }
            (gone, ready_to_unload(&all, &device.driver))
        };
        if gone {
            give_back(cx, device);
        }
        ready
    }

    /// Refuses new opens of a driver's devices; whether no file object is left.
    pub fn begin_unload(&self, driver: &Driver) -> bool {
        let all = self.all.lock();
        driver.mark_unload_pending();
        ready_to_unload(&all, driver)
    }

    /// File objects of a driver's devices.
    pub fn open_files(&self, driver: &Driver) -> u32 {
        self.of(driver).iter().map(|device| device.opens()).sum()
    }

    /// DriverEntry has succeeded: what it has made may be opened. Source: Microsoft, "Creating a Device Object".
    pub fn entry_returned(&self, driver: &Driver) {
        for device in self.of(driver) {
            let flags = unsafe { &raw mut (*device.object()).Flags };
            unsafe { flags.write_volatile(flags.read_volatile() & !DO_DEVICE_INITIALIZING) };
        }
    }

    /// Takes away what a driver has left behind.
    pub fn purge(&self, cx: &Context, driver: &Driver) {
        for device in self.of(driver) {
            self.all.lock().retain(|known| !Arc::ptr_eq(known, &device));
            cx.machine().io.namespace.remove_device(&device);
            give_back(cx, &device);
        }
    }
}

fn ready_to_unload(all: &[Arc<Device>], driver: &Driver) -> bool {
    let in_use = all.iter().any(|device| device.driver.image == driver.image && device.opens() > 0);
    driver.unload_pending() && !in_use
}

/// Frees a device object that nobody uses any more.
fn give_back(cx: &Context, device: &Device) {
    cx.machine().ob.objects.remove(device.address);
    cx.machine().pool.free(cx, device.address, TAG);
}

/// What IoCreateDevice is told.
struct NewDevice {
    name: Text,
    extension: usize,
    kind: u32,
    characteristics: u32,
    exclusive: bool,
}

fn create(cx: &Context, driver: &Arc<Driver>, new: NewDevice) -> Result<usize, NTSTATUS> {
    let machine = cx.machine();
    let size = size_of::<DEVICE_OBJECT>();
    let address = machine.pool.allocate(None, size + new.extension, TAG, true);
    if address == 0 {
        return Err(STATUS_INSUFFICIENT_RESOURCES);
    }
    let security = Descriptor::from_sddl(DEFAULT_SECURITY).unwrap_or_default();
    let device = Arc::new(Device {
        address,
        driver: Arc::clone(driver),
        name: new.name.clone(),
        security: Locked::new(security),
        open: AtomicU32::new(0),
        delete_pending: AtomicBool::new(false),
    });
    fill(&device, &new, size);
    if !new.name.is_empty() {
        if let Err(status) = machine.io.namespace.add_device(&device) {
            machine.pool.free(cx, address, TAG);
            return Err(status);
        }
    }
    machine.ob.objects.insert(address, Body::Device(address));
    machine.ob.objects.hold(address);
    machine.io.devices.all.lock().push(Arc::clone(&device));
    driver.note_device_name(&device.name);
    let list = unsafe { &raw mut (*(driver.object as *mut DRIVER_OBJECT)).DeviceObject };
    unsafe { (*device.object()).NextDevice = list.read() };
    unsafe { list.write(device.object()) };
    Ok(address)
}

fn fill(device: &Device, new: &NewDevice, size: usize) {
    let object = unsafe { &mut *device.object() };
    object.Type = TYPE_DEVICE;
    object.Size = (size + new.extension) as u16;
    object.DriverObject = device.driver.object as *mut DRIVER_OBJECT;
    object.Flags = DO_DEVICE_INITIALIZING;
    object.Flags |= if new.exclusive { DO_EXCLUSIVE } else { 0 };
    object.Flags |= if new.name.is_empty() { 0 } else { DO_DEVICE_HAS_NAME };
    object.Characteristics = new.characteristics;
    object.DeviceType = new.kind;
    object.StackSize = 1;
    if new.extension > 0 {
        object.DeviceExtension = (device.address + size) as *mut c_void;
    }
}

/// Takes a device from its driver's list.
fn unlink(device: &Device) {
    let mut place = unsafe { &raw mut (*(device.driver.object as *mut DRIVER_OBJECT)).DeviceObject };
    loop {
        let next = unsafe { place.read() };
        if next.is_null() {
            return;
        }
        if next == device.object() {
            return unsafe { place.write((*next).NextDevice) };
        }
        place = unsafe { &raw mut (*next).NextDevice };
    }
}

services! { "ntoskrnl.exe";
    /// The device can't be opened before DriverEntry has returned. Source: Microsoft, "IoCreateDevice function (wdm.h)".
    fn IoCreateDevice(cx, driver: *mut DRIVER_OBJECT, extension: u32, name: *const UNICODE_STRING, kind: u32, characteristics: u32, exclusive: BOOLEAN, device: *mut *mut DEVICE_OBJECT) -> NTSTATUS, irql 1, fails |status| status; {
        let Some(owner) = cx.machine().io.drivers.at(driver as usize) else {
            return STATUS_INVALID_PARAMETER;
        };
        let name = Text::read(name).unwrap_or_else(|| Text::of(&[]));
        let new = NewDevice { name, extension: extension as usize, kind, characteristics, exclusive: exclusive != 0 };
        match create(cx, &owner, new) {
            Ok(address) => {
                unsafe { device.write(address as *mut DEVICE_OBJECT) };
                STATUS_SUCCESS
            }
            Err(status) => status,
        }
    }

    /// New opens fail at once; the object stays for the file objects that it has.
    /// Source: Microsoft, "IoDeleteDevice function (wdm.h)".
    fn IoDeleteDevice(cx, device: *mut DEVICE_OBJECT), irql 1; {
        let devices = &cx.machine().io.devices;
        let found = devices.at(device as usize).filter(|device| !device.delete_pending.swap(true, Ordering::AcqRel));
        let Some(device) = found else {
            cx.bug_check(BugCheck::rule("IoDeleteDevice", "what was deleted is no device, or was deleted before"));
        };
        unlink(&device);
        cx.machine().io.namespace.remove_device(&device);
        let unused = {
            let mut all = devices.all.lock();
            let unused = device.opens() == 0;
            if unused {
                all.retain(|known| !Arc::ptr_eq(known, &device));
            }
            unused
        };
        if unused {
            give_back(cx, &device);
        }
    }
}
