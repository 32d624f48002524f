//! The device and its link (DEV-1, DEV-2, DEV-5).

use core::ptr::NonNull;

use kernel_abi::{
    imports, KernelMode, DACL_SECURITY_INFORMATION, DEVICE_OBJECT, DRIVER_DISPATCH, DRIVER_OBJECT, DRIVER_UNLOAD,
    FILE_DEVICE_SECURE_OPEN, HANDLE, IRP_MJ_MAXIMUM_FUNCTION, NTSTATUS, OBJ_KERNEL_HANDLE,
    STATUS_INSUFFICIENT_RESOURCES, WRITE_DAC,
};

use super::check;
use super::unicode::UnicodeString;

/// The driver object, which the I/O manager keeps as long as the driver is loaded.
#[derive(Clone, Copy)]
pub struct Driver(NonNull<DRIVER_OBJECT>);

// SAFETY: written by DriverEntry only.
unsafe impl Send for Driver {}
// SAFETY: as before.
unsafe impl Sync for Driver {}

impl Driver {
    /// Wraps DriverEntry's argument.
    ///
    /// # Safety
    /// The pointer is what the I/O manager gave to this driver's DriverEntry.
    pub unsafe fn from_raw(driver: NonNull<DRIVER_OBJECT>) -> Self {
        Self(driver)
    }

    /// For registrations that take it.
    pub fn as_ptr(self) -> *mut DRIVER_OBJECT {
        self.0.as_ptr()
    }

    /// Sets every major function, so that none is left to the system's default (DEV-4), and DriverUnload. For DriverEntry, before
    /// the filter is registered: the filter manager puts its own unload routine over this one.
    pub fn set_routines(self, dispatch: impl Fn(u8) -> DRIVER_DISPATCH, unload: DRIVER_UNLOAD) {
        // SAFETY: DriverEntry alone uses the driver object now.
        let driver = unsafe { &mut *self.0.as_ptr() };
        for (code, routine) in (0..=IRP_MJ_MAXIMUM_FUNCTION).zip(&mut driver.MajorFunction) {
            *routine = Some(dispatch(code));
        }
        driver.DriverUnload = Some(unload);
    }

    /// Sets DriverUnload alone. For load, before each try to register the filter: the filter manager saves what it finds there and puts
    /// its own routine over it, and nobody says that it puts the old one back when the filter is unregistered. What it would save at a
    /// second try, its own routine, would call itself at unload.
    pub fn set_unload(self, unload: DRIVER_UNLOAD) {
        // SAFETY: the driver object is valid, so is the address of its field.
        let field = unsafe { &raw mut (*self.0.as_ptr()).DriverUnload };
        // SAFETY: DriverEntry alone uses the driver object now; one field is written, and nobody holds a reference to the others.
        unsafe { field.write(Some(unload)) };
    }
}

/// The device; deleted when it is dropped. It stays until the last file object is gone.
#[must_use]
pub struct Device(NonNull<DEVICE_OBJECT>);

// SAFETY: the I/O manager guards a device object.
unsafe impl Send for Device {}

impl Device {
    /// A device that nobody can open yet: DO_DEVICE_INITIALIZING stays set until DriverEntry has succeeded. IRQL: PASSIVE_LEVEL.
    ///
    /// # Errors
    /// The failing status of IoCreateDevice.
    pub fn create(driver: Driver, name: &[u16], device_type: u32) -> Result<Self, NTSTATUS> {
        let name = UnicodeString::new(name);
        let mut device = core::ptr::null_mut();
        // SAFETY: valid arguments; the names below the device are under its security too (FILE_DEVICE_SECURE_OPEN).
        let status = unsafe {
            imports::IoCreateDevice(
                driver.as_ptr(),
                0,
                name.as_ptr(),
                device_type,
                FILE_DEVICE_SECURE_OPEN,
                0,
                &raw mut device,
            )
        };
        check(status)?;
        NonNull::new(device).map(Self).ok_or(STATUS_INSUFFICIENT_RESOURCES)
    }

    /// Puts a self-relative descriptor's DACL on the device, as wdmsec's IoCreateDeviceSecure does. IRQL: PASSIVE_LEVEL.
    ///
    /// # Errors
    /// The failing status of ObOpenObjectByPointer or ZwSetSecurityObject.
    pub fn set_security(&self, descriptor: &'static [u8]) -> Result<(), NTSTATUS> {
        let handle = KernelHandle::to_device(self)?;
        // SAFETY: the handle was opened for this; the descriptor is well formed (core's device_security.rs).
        check(unsafe {
            imports::ZwSetSecurityObject(handle.raw(), DACL_SECURITY_INFORMATION, descriptor.as_ptr().cast())
        })
    }
}

impl Drop for Device {
    fn drop(&mut self) {
        // SAFETY: made by IoCreateDevice and deleted once; PASSIVE_LEVEL.
        unsafe { imports::IoDeleteDevice(self.0.as_ptr()) };
    }
}

/// A handle that programs can't use; closed when it is dropped.
#[must_use]
pub struct KernelHandle(HANDLE);

impl KernelHandle {
    /// Takes over a kernel handle.
    ///
    /// # Safety
    /// The handle is open, is a kernel handle, and is nobody else's to close.
    pub unsafe fn from_raw(handle: HANDLE) -> Self {
        Self(handle)
    }

    fn to_device(device: &Device) -> Result<Self, NTSTATUS> {
        let mut handle = core::ptr::null_mut();
        // SAFETY: the device is valid; no type is asked for, as IoDeviceObjectType is not exported by every system.
        let status = unsafe {
            imports::ObOpenObjectByPointer(
                device.0.as_ptr().cast(),
                OBJ_KERNEL_HANDLE,
                core::ptr::null_mut(),
                WRITE_DAC,
                core::ptr::null_mut(),
                KernelMode,
                &raw mut handle,
            )
        };
        check(status)?;
        Ok(Self(handle))
    }

    /// For calls that take it while it is open.
    pub fn raw(&self) -> HANDLE {
        self.0
    }
}

impl Drop for KernelHandle {
    fn drop(&mut self) {
        // SAFETY: open, and closed once; PASSIVE_LEVEL. Closing a valid handle can't fail.
        let _ = unsafe { imports::ZwClose(self.0) };
    }
}

/// A link to the device; deleted when it is dropped.
#[must_use]
pub struct SymbolicLink(&'static [u16]);

impl SymbolicLink {
    /// IRQL: PASSIVE_LEVEL.
    ///
    /// # Errors
    /// The failing status of IoCreateSymbolicLink.
    pub fn create(link: &'static [u16], target: &[u16]) -> Result<Self, NTSTATUS> {
        let (name, target) = (UnicodeString::new(link), UnicodeString::new(target));
        // SAFETY: two valid strings, at PASSIVE_LEVEL.
        check(unsafe { imports::IoCreateSymbolicLink(name.as_ptr(), target.as_ptr()) })?;
        Ok(Self(link))
    }
}

impl Drop for SymbolicLink {
    fn drop(&mut self) {
        let name = UnicodeString::new(self.0);
        // SAFETY: a valid string, at PASSIVE_LEVEL. What can't be deleted can't be helped.
        let _ = unsafe { imports::IoDeleteSymbolicLink(name.as_ptr()) };
    }
}
