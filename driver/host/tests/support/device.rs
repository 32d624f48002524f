//! A small driver that is part of the test: a device whose control codes keep and break the rules of requests.
#![allow(dead_code)]

use std::sync::atomic::{AtomicPtr, Ordering};
use std::sync::Arc;

use edrkm_host::guest::Context;
use edrkm_host::io::{self, Call, Described, Open, Request};
use edrkm_host::machine::{ImageId, Machine};
use edrkm_host::ob::{self, Handle};
use edrkm_host::ps::Process;
use edrkm_host::text::Text;
use kernel_abi::{
    IoGetCurrentIrpStackLocation, IoMarkIrpPending, IoSetCancelRoutine, DEVICE_OBJECT, DRIVER_OBJECT,
    FILE_DEVICE_SECURE_OPEN, IRP, IRP_MJ_CLEANUP, IRP_MJ_CLOSE, IRP_MJ_CREATE, IRP_MJ_DEVICE_CONTROL, NTSTATUS,
    STATUS_CANCELLED, STATUS_INVALID_DEVICE_REQUEST, STATUS_PENDING, STATUS_SUCCESS, UNICODE_STRING,
};

use super::kernel;

pub const IMAGE: ImageId = ImageId(77);
pub const NAME: &str = "\\Device\\Test";
pub const LINK: &str = "\\??\\Test";
pub const STATUS_BUFFER_OVERFLOW: NTSTATUS = 0x8000_0005_u32 as NTSTATUS;

const fn code(function: u32) -> u32 {
    0x8000_0000 | (function << 2)
}
/// Answers with its input, in upper-case letters.
pub const ECHO: u32 = code(0x800);
/// Pends until it is cancelled, or until [`SERVE`].
pub const PEND: u32 = code(0x801);
/// Ends the pending request with four bytes.
pub const SERVE: u32 = code(0x802);
pub const COMPLETE_TWICE: u32 = code(0x803);
pub const PEND_UNMARKED: u32 = code(0x804);
pub const MARK_AND_RETURN: u32 = code(0x805);
pub const KEEP_CANCEL_ROUTINE: u32 = code(0x806);
pub const TOO_MUCH: u32 = code(0x807);
pub const UNWRITTEN: u32 = code(0x808);
pub const KERNEL_ADDRESS: u32 = code(0x809);
pub const ERROR_WITH_INFORMATION: u32 = code(0x80A);
pub const TOUCH_AFTER: u32 = code(0x80B);
pub const NEVER: u32 = code(0x80C);
/// Answers STATUS_BUFFER_OVERFLOW with four bytes.
pub const WARN: u32 = code(0x80D);
pub const OTHER_STATUS: u32 = code(0x80E);

#[repr(C)]
struct Extension {
    pending: AtomicPtr<IRP>,
}

fn extension(device: *mut DEVICE_OBJECT) -> &'static Extension {
    unsafe { &*(*device).DeviceExtension.cast::<Extension>() }
}

fn text(units: &[u16]) -> UNICODE_STRING {
    let bytes = (units.len() * 2) as u16;
    UNICODE_STRING { Length: bytes, MaximumLength: bytes, Buffer: units.as_ptr().cast_mut() }
}

fn with_names<R>(use_names: impl FnOnce(&UNICODE_STRING, &UNICODE_STRING) -> R) -> R {
    let (name, link) = (NAME.encode_utf16().collect::<Vec<_>>(), LINK.encode_utf16().collect::<Vec<_>>());
    use_names(&text(&name), &text(&link))
}

pub extern "win64" fn entry(driver: *mut DRIVER_OBJECT, _path: *const UNICODE_STRING) -> NTSTATUS {
    let fields = unsafe { &mut *driver };
    for major in [IRP_MJ_CREATE, IRP_MJ_CLEANUP, IRP_MJ_CLOSE, IRP_MJ_DEVICE_CONTROL] {
        fields.MajorFunction[usize::from(major)] = Some(dispatch);
    }
    fields.DriverUnload = Some(unload);
    with_names(|name, link| {
        let mut device: *mut DEVICE_OBJECT = std::ptr::null_mut();
        let create = super::service_address("IoCreateDevice");
        type Create = extern "win64" fn(
            *mut DRIVER_OBJECT,
            u32,
            *const UNICODE_STRING,
            u32,
            u32,
            u8,
            *mut *mut DEVICE_OBJECT,
        ) -> NTSTATUS;
        let create = unsafe { std::mem::transmute::<*const (), Create>(create) };
        let size = size_of::<Extension>() as u32;
        let status = create(driver, size, name, 0x8000, FILE_DEVICE_SECURE_OPEN, 0, &mut device);
        assert_eq!(status, STATUS_SUCCESS);
        kernel("IoCreateSymbolicLink", &[std::ptr::from_ref(link) as usize, std::ptr::from_ref(name) as usize])
            as NTSTATUS
    })
}

unsafe extern "win64" fn unload(driver: *mut DRIVER_OBJECT) {
    with_names(|_, link| kernel("IoDeleteSymbolicLink", &[std::ptr::from_ref(link) as usize]));
    kernel("IoDeleteDevice", &[unsafe { (*driver).DeviceObject } as usize]);
}

/// An unload routine that forgets the device and its link.
pub unsafe extern "win64" fn forget(_driver: *mut DRIVER_OBJECT) {}

fn complete(irp: *mut IRP, status: NTSTATUS, information: usize) -> NTSTATUS {
    unsafe { (*irp).IoStatus.Status = status };
    unsafe { (*irp).IoStatus.Information = information };
    kernel("IofCompleteRequest", &[irp as usize, 0]);
    status
}

unsafe extern "win64" fn dispatch(device: *mut DEVICE_OBJECT, irp: *mut IRP) -> NTSTATUS {
    let location = unsafe { &*IoGetCurrentIrpStackLocation(irp) };
    if location.MajorFunction != IRP_MJ_DEVICE_CONTROL {
        if location.MajorFunction == IRP_MJ_CLEANUP {
            end_pending(device, STATUS_CANCELLED);
        }
        return complete(irp, STATUS_SUCCESS, 0);
    }
    let control = unsafe { location.Parameters.DeviceIoControl };
    let buffer = unsafe { (*irp).AssociatedIrp.SystemBuffer }.cast::<u8>();
    match control.IoControlCode {
        ECHO => {
            let bytes = control.InputBufferLength.min(control.OutputBufferLength) as usize;
            let bytes_of = if bytes == 0 { &mut [] } else { unsafe { std::slice::from_raw_parts_mut(buffer, bytes) } };
            bytes_of.make_ascii_uppercase();
            complete(irp, STATUS_SUCCESS, bytes)
        }
        PEND => {
            unsafe { IoMarkIrpPending(irp) };
            extension(device).pending.store(irp, Ordering::SeqCst);
            unsafe { IoSetCancelRoutine(irp, Some(on_cancel)) };
            STATUS_PENDING
        }
        SERVE => {
            end_pending(device, STATUS_SUCCESS);
            complete(irp, STATUS_SUCCESS, 0)
        }
        WARN => {
            unsafe { buffer.cast::<u32>().write(0x1122_3344) };
            complete(irp, STATUS_BUFFER_OVERFLOW, 4)
        }
        code => misbehave(code, irp, buffer, control.OutputBufferLength as usize),
    }
}

fn misbehave(code: u32, irp: *mut IRP, buffer: *mut u8, output: usize) -> NTSTATUS {
    match code {
        COMPLETE_TWICE => {
            complete(irp, STATUS_SUCCESS, 0);
            kernel("IofCompleteRequest", &[irp as usize, 0]);
            STATUS_SUCCESS
        }
        PEND_UNMARKED => STATUS_PENDING,
        MARK_AND_RETURN => {
            unsafe { IoMarkIrpPending(irp) };
            complete(irp, STATUS_SUCCESS, 0)
        }
        KEEP_CANCEL_ROUTINE => {
            unsafe { IoSetCancelRoutine(irp, Some(on_cancel)) };
            complete(irp, STATUS_SUCCESS, 0)
        }
        TOO_MUCH => complete(irp, STATUS_SUCCESS, output + 1),
        UNWRITTEN => complete(irp, STATUS_SUCCESS, output),
        KERNEL_ADDRESS => {
            unsafe { buffer.cast::<usize>().write_unaligned(irp as usize) };
            complete(irp, STATUS_SUCCESS, 8)
        }
        ERROR_WITH_INFORMATION => complete(irp, STATUS_INVALID_DEVICE_REQUEST, 4),
        TOUCH_AFTER => {
            let status = complete(irp, STATUS_SUCCESS, 0);
            let location = unsafe { IoGetCurrentIrpStackLocation(irp) };
            unsafe { location.cast::<u8>().read_volatile() };
            status
        }
        NEVER => STATUS_SUCCESS,
        OTHER_STATUS => {
            complete(irp, STATUS_SUCCESS, 0);
            STATUS_INVALID_DEVICE_REQUEST
        }
        _ => complete(irp, STATUS_INVALID_DEVICE_REQUEST, 0),
    }
}

fn end_pending(device: *mut DEVICE_OBJECT, status: NTSTATUS) {
    let irp = extension(device).pending.swap(std::ptr::null_mut(), Ordering::SeqCst);
    if irp.is_null() || unsafe { IoSetCancelRoutine(irp, None) }.is_none() {
        return;
    }
    if status == STATUS_SUCCESS {
        unsafe { (*irp).AssociatedIrp.SystemBuffer.cast::<[u8; 4]>().write(*b"done") };
    }
    complete(irp, status, if status == STATUS_SUCCESS { 4 } else { 0 });
}

unsafe extern "win64" fn on_cancel(device: *mut DEVICE_OBJECT, irp: *mut IRP) {
    kernel("IoReleaseCancelSpinLock", &[usize::from(unsafe { (*irp).CancelIrql })]);
    extension(device).pending.store(std::ptr::null_mut(), Ordering::SeqCst);
    complete(irp, STATUS_CANCELLED, 0);
}

/// A machine with the driver, and a program of an administrator.
pub struct Bench {
    pub machine: Arc<Machine>,
    pub program: Arc<Process>,
}

impl Bench {
    pub fn new(special_pool: bool) -> Self {
        let machine = super::boot(special_pool);
        let status = machine.as_system(|cx| io::drivers::load_built_in(cx, "test", IMAGE, entry));
        assert_eq!(status, Ok(STATUS_SUCCESS), "{:?}", machine.violations());
        let program = Arc::clone(machine.ps.shell());
        Self { machine, program }
    }

    pub fn call<R>(&self, body: impl FnOnce(&Context) -> R) -> R {
        self.machine.as_program(&self.program, body).unwrap_or_else(|_| panic!("{:?}", self.machine.violations()))
    }

    pub fn open(&self, path: &str, synchronous: bool) -> io::Opened {
        let access = if synchronous { 0xC010_0000 } else { 0xC000_0000 };
        let asked = Open { path: Text::from(path), root: None, access, synchronous, inherit: false };
        self.call(|cx| io::open(cx, &asked))
    }

    pub fn handle(&self, synchronous: bool) -> Handle {
        self.open(LINK, synchronous).handle.expect("an open device")
    }

    pub fn request(&self, input: &[u8], output: usize) -> Arc<Request> {
        let described = Described {
            input: (!input.is_empty()).then_some(input),
            input_length: input.len() as u32,
            output: (output > 0).then_some(output),
            output_length: output as u32,
            overlap: None,
        };
        Arc::new(Request::of(0, &described, false))
    }

    pub fn send(&self, handle: Handle, code: u32, request: &Arc<Request>) -> NTSTATUS {
        self.call(|cx| io::issue(cx, handle, request, Call::control(code)))
    }

    /// Sends what breaks a rule: what the machine then has to say.
    pub fn judge(&self, code: u32) -> Vec<String> {
        let (handle, request) = (self.handle(false), self.request(&[], 64));
        let _ = self.machine.as_program(&self.program, |cx| io::issue(cx, handle, &request, Call::control(code)));
        self.machine.violations()
    }

    pub fn close(&self, handle: Handle) {
        self.call(|cx| ob::close_handle(cx, self.program.address, handle));
    }

    pub fn unload(&self) -> NTSTATUS {
        let driver = self.machine.io.drivers.of(IMAGE).expect("a loaded driver");
        let unload = |cx: &Context| io::unload::unload(cx, &driver, io::unload::Kind::ServiceStop);
        self.machine.as_system(unload).unwrap_or_else(|_| panic!("{:?}", self.machine.violations()))
    }
}
