//! Where the system enters the driver: each entry point goes to safe code at once.

use core::ptr::NonNull;

use kernel_abi::{kernel_fn, DEVICE_OBJECT, DRIVER_OBJECT, IRP, NTSTATUS, STATUS_INVALID_PARAMETER, UNICODE_STRING};

use crate::kernel::device::Driver;
use crate::kernel::irp::Irp;
use crate::kernel::unicode;
use crate::{device_dispatch, driver_load, driver_unload};

kernel_fn! {
    /// The entry of the image. IRQL: PASSIVE_LEVEL.
    #[no_mangle]
    pub fn DriverEntry(driver: *mut DRIVER_OBJECT, registry_path: *const UNICODE_STRING) -> NTSTATUS {
        let Some(driver) = NonNull::new(driver) else { return STATUS_INVALID_PARAMETER };
        // SAFETY: the I/O manager's driver object.
        let driver = unsafe { Driver::from_raw(driver) };
        // SAFETY: the I/O manager's string, valid during this call.
        let registry_path = unsafe { unicode::units_of(registry_path) };
        driver.set_routines(|_| dispatch, unload);
        driver_load::run(driver, registry_path)
    }

    /// All major functions.
    fn dispatch(_device: *mut DEVICE_OBJECT, irp: *mut IRP) -> NTSTATUS {
        let Some(irp) = NonNull::new(irp) else { return STATUS_INVALID_PARAMETER };
        // SAFETY: the I/O manager gives each request to its driver once.
        device_dispatch::dispatch(unsafe { Irp::from_raw(irp) }).status()
    }

    /// DriverUnload. IRQL: PASSIVE_LEVEL.
    pub(crate) fn unload(_driver: *mut DRIVER_OBJECT) {
        driver_unload::driver_unload();
    }
}
