//! The control device.

use core::ptr::{addr_of, null_mut};
use core::slice;
use core::sync::atomic::{AtomicU32, Ordering};

use kernel_abi::imports::{
    IoCreateDevice, IoCreateSymbolicLink, IoDeleteDevice, IoDeleteSymbolicLink, IofCompleteRequest,
    ObOpenObjectByPointer, ZwClose, ZwSetSecurityObject,
};
use kernel_abi::{
    kernel_fn, IoGetCurrentIrpStackLocation, KernelMode, DACL_SECURITY_INFORMATION, DEVICE_OBJECT, DRIVER_OBJECT,
    FILE_DEVICE_SECURE_OPEN, IO_NO_INCREMENT, IRP, IRP_MJ_CLEANUP, IRP_MJ_CLOSE, IRP_MJ_CREATE, IRP_MJ_DEVICE_CONTROL,
    IRP_MJ_MAXIMUM_FUNCTION, NTSTATUS, NT_SUCCESS, OBJ_KERNEL_HANDLE, PROTECTED_DACL_SECURITY_INFORMATION,
    STATUS_BUFFER_TOO_SMALL, STATUS_INSUFFICIENT_RESOURCES, STATUS_INVALID_DEVICE_REQUEST, STATUS_INVALID_PARAMETER,
    STATUS_SUCCESS, WRITE_DAC,
};

use crate::kernel::{separators, text, unicode, Bytes};
use crate::protocol::{Request, ANSWER_HEAD, PEER_DEVICE_TYPE};

/// `D:P(A;;GA;;;SY)(A;;GA;;;BA)`, self-relative: SYSTEM and administrators alone.
#[repr(align(4))]
struct Descriptor([u8; 72]);

#[rustfmt::skip]
static DESCRIPTOR: Descriptor = Descriptor([
    1, 0, 0x04, 0x90, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0, // present, protected, self-relative; the list is at 20
    2, 0, 52, 0, 2, 0, 0, 0, // revision, size and entries of the list
    0, 0, 20, 0, 0, 0, 0, 0x10, 1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0, // S-1-5-18
    0, 0, 24, 0, 0, 0, 0, 0x10, 1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0, // S-1-5-32-544
]);

/// Files that are open on the device.
static OPEN_FILES: AtomicU32 = AtomicU32::new(0);

/// How many files are open on the device.
pub fn open_files() -> u32 {
    OPEN_FILES.load(Ordering::Acquire)
}

/// The device and its link.
pub struct Device {
    device: *mut DEVICE_OBJECT,
    link: Bytes,
}

// SAFETY: a device's pointer may be used by any thread
unsafe impl Send for Device {}

impl Device {
    /// Makes both, named like the service. PASSIVE_LEVEL.
    pub fn create(driver: *mut DRIVER_OBJECT, service: &[u8]) -> Result<Self, NTSTATUS> {
        let parts = |prefix| Bytes::joined(prefix, last_component(service)).ok_or(STATUS_INSUFFICIENT_RESOURCES);
        let (name, link) = (parts(text!(b"\\Device\\"))?, parts(text!(b"\\DosDevices\\"))?);
        let mut device = null_mut();
        let (kind, flags) = (PEER_DEVICE_TYPE, FILE_DEVICE_SECURE_OPEN);
        // SAFETY: the driver's object is DriverEntry's; the name is valid during the call
        check(unsafe { IoCreateDevice(driver, 0, &unicode(&name), kind, flags, 0, &mut device) })?;
        let made = secure(device);
        // SAFETY: the names are valid during the call
        let made = made.and_then(|()| check(unsafe { IoCreateSymbolicLink(&unicode(&link), &unicode(&name)) }));
        if let Err(status) = made {
            // SAFETY: the device is ours, and nobody has opened it: it is still being initialised
            unsafe { IoDeleteDevice(device) };
            return Err(status);
        }
        set_routines(driver);
        Ok(Self { device, link })
    }
}

impl Drop for Device {
    fn drop(&mut self) {
        // SAFETY: the name is valid during the call
        unsafe { IoDeleteSymbolicLink(&unicode(&self.link)) };
        // SAFETY: the device is ours, and deleted once
        unsafe { IoDeleteDevice(self.device) };
    }
}

fn check(status: NTSTATUS) -> Result<(), NTSTATUS> {
    if NT_SUCCESS(status) {
        Ok(())
    } else {
        Err(status)
    }
}

fn last_component(path: &[u8]) -> &[u8] {
    let after = separators(path).next().map_or(0, |at| at.wrapping_add(2));
    path.get(after..).unwrap_or_default()
}

/// Before the link exists: the device can't be opened while it is being initialised.
fn secure(device: *mut DEVICE_OBJECT) -> Result<(), NTSTATUS> {
    let mut handle = null_mut();
    // SAFETY: the device is ours; kernel mode needs no type
    check(unsafe {
        ObOpenObjectByPointer(
            device.cast(),
            OBJ_KERNEL_HANDLE,
            null_mut(),
            WRITE_DAC,
            null_mut(),
            KernelMode,
            &mut handle,
        )
    })?;
    let parts = DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION;
    // SAFETY: the handle is ours, and the descriptor is a valid one
    let status = unsafe { ZwSetSecurityObject(handle, parts, addr_of!(DESCRIPTOR.0).cast()) };
    // SAFETY: the handle is ours
    unsafe { ZwClose(handle) };
    check(status)
}

fn set_routines(driver: *mut DRIVER_OBJECT) {
    // SAFETY: DriverEntry has the driver's object alone
    let driver = unsafe { &mut *driver };
    for (major, routine) in (0_u8..=IRP_MJ_MAXIMUM_FUNCTION).zip(driver.MajorFunction.iter_mut()) {
        match major {
            IRP_MJ_CREATE => *routine = Some(create),
            IRP_MJ_CLEANUP => *routine = Some(cleanup),
            IRP_MJ_CLOSE => *routine = Some(close),
            IRP_MJ_DEVICE_CONTROL => *routine = Some(device_control),
            _ => {}
        }
    }
}

kernel_fn! {
    fn create(_device: *mut DEVICE_OBJECT, irp: *mut IRP) -> NTSTATUS {
        OPEN_FILES.fetch_add(1, Ordering::AcqRel);
        complete(irp, STATUS_SUCCESS, 0)
    }

    fn cleanup(_device: *mut DEVICE_OBJECT, irp: *mut IRP) -> NTSTATUS {
        complete(irp, STATUS_SUCCESS, 0)
    }

    fn close(_device: *mut DEVICE_OBJECT, irp: *mut IRP) -> NTSTATUS {
        OPEN_FILES.fetch_sub(1, Ordering::AcqRel);
        complete(irp, STATUS_SUCCESS, 0)
    }

    fn device_control(_device: *mut DEVICE_OBJECT, irp: *mut IRP) -> NTSTATUS {
        match control(irp) {
            Ok(bytes) => complete(irp, STATUS_SUCCESS, bytes),
            Err(status) => complete(irp, status, 0),
        }
    }
}

fn complete(irp: *mut IRP, status: NTSTATUS, information: usize) -> NTSTATUS {
    // SAFETY: the request is this driver's until it is completed
    let request = unsafe { &mut *irp };
    request.IoStatus.Status = status;
    request.IoStatus.Information = information;
    // SAFETY: completed once, no lock held
    unsafe { IofCompleteRequest(irp, IO_NO_INCREMENT as i8) };
    status
}

/// Serves a request; gives the bytes of its answer.
fn control(irp: *mut IRP) -> Result<usize, NTSTATUS> {
    // SAFETY: the request is this driver's
    let stack = unsafe { IoGetCurrentIrpStackLocation(irp) };
    // SAFETY: the address of a field of a valid location
    let parameters = unsafe { addr_of!((*stack).Parameters.DeviceIoControl) };
    // SAFETY: the parameters of a device control
    let parameters = unsafe { parameters.read() };
    // SAFETY: the address of a field of a valid request
    let buffer = unsafe { addr_of!((*irp).AssociatedIrp.SystemBuffer) };
    // SAFETY: the buffer of a METHOD_BUFFERED request
    let buffer = unsafe { buffer.read() }.cast::<u8>();
    if buffer.is_null() {
        return Err(STATUS_INVALID_PARAMETER);
    }
    // SAFETY: the I/O manager has put so many bytes there
    let input = unsafe { slice::from_raw_parts(buffer, parameters.InputBufferLength as usize) };
    // read completely before the answer is written: both share the buffer
    let input = Bytes::copy_of(input).ok_or(STATUS_INSUFFICIENT_RESOURCES)?;
    let request = Request::parse(&input).ok_or(STATUS_INVALID_PARAMETER)?;
    // SAFETY: the buffer has room for the longer one of input and output
    let output = unsafe { slice::from_raw_parts_mut(buffer, parameters.OutputBufferLength as usize) };
    let (head, data) = output.split_at_mut_checked(ANSWER_HEAD).ok_or(STATUS_BUFFER_TOO_SMALL)?;
    let answer = crate::serve(parameters.IoControlCode, &request, data).ok_or(STATUS_INVALID_DEVICE_REQUEST)?;
    head.copy_from_slice(&answer.head());
    Ok(ANSWER_HEAD.wrapping_add(answer.data_bytes as usize))
}
