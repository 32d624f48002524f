//! Requests. An [`Irp`] in hand is this driver's to complete, and is completed exactly once: whatever a dispatch routine does, it
//! gives back an [`Outcome`] by completing the request, or by having pended it.

use core::marker::PhantomData;
use core::mem::ManuallyDrop;
use core::ptr::NonNull;
use core::slice;

use kernel_abi::{
    imports, FILE_OBJECT, IO_NO_INCREMENT, IO_STACK_LOCATION, IRP, NTSTATUS, STATUS_PENDING, STATUS_UNSUCCESSFUL,
};

use super::pool::{PoolBox, Tag};
use super::unicode;
use crate::session::Session;

/// Low bits of a control code that tell how its buffers are passed; 0 is METHOD_BUFFERED.
const METHOD_MASK: u32 = 3;

/// A request that this driver owns.
#[must_use = "a request that is not completed hangs its caller"]
pub struct Irp(NonNull<IRP>);

// SAFETY: a request belongs to whoever owns it, on any thread.
unsafe impl Send for Irp {}

/// How a dispatch routine ended: [`Irp::complete`] makes one, or the request pends.
#[must_use]
pub struct Outcome(NTSTATUS);

impl Outcome {
    /// The request has been marked pending, and was completed since or will be.
    pub const PENDING: Self = Self(STATUS_PENDING);

    /// What the dispatch routine returns.
    pub fn status(self) -> NTSTATUS {
        self.0
    }
}

impl Irp {
    /// Takes over a request.
    ///
    /// # Safety
    /// The I/O manager has passed it to this driver, or this driver got it back from its cancellation; nobody else owns it.
    pub unsafe fn from_raw(irp: NonNull<IRP>) -> Self {
        Self(irp)
    }

    /// Completes the request: IoStatus is written and the caller goes on. No lock may be held (DRV-1), which the closures of
    /// [`SpinLock`](super::SpinLock) keep in sight. IRQL: at most DISPATCH_LEVEL.
    ///
    /// A status that is no success has Information 0 (IOC-4).
    pub fn complete(self, status: NTSTATUS, information: usize) -> Outcome {
        let irp = ManuallyDrop::new(self).0;
        finish(irp, status, if status == 0 { information } else { 0 });
        Outcome(status)
    }

    /// For what keeps the request beyond its dispatch routine.
    pub(super) fn raw(&self) -> NonNull<IRP> {
        self.0
    }

    /// What is asked for: IRP_MJ_CREATE and so on.
    pub fn major_function(&self) -> u8 {
        self.stack().MajorFunction
    }

    /// IoControlCode of a device-control request, and its buffers' lengths. A length without a buffer counts as 0: the I/O manager
    /// passes none, and a kernel-mode caller that does is not to be believed (IOC-11, IOC-12).
    pub fn control(&self) -> Control {
        // SAFETY: a device-control request's parameters are these.
        let parameters = unsafe { self.stack().Parameters.DeviceIoControl };
        let buffered = parameters.IoControlCode & METHOD_MASK == 0 && !self.system_buffer().is_null();
        Control {
            code: parameters.IoControlCode,
            input_length: if buffered { parameters.InputBufferLength } else { 0 },
            output_length: if buffered { parameters.OutputBufferLength } else { 0 },
        }
    }

    /// The input of a device-control request; empty for a code whose buffer is not this driver's to read (IOC-9).
    pub fn input(&self) -> &[u8] {
        let length = self.control().input_length as usize;
        if length == 0 {
            return &[];
        }
        // SAFETY: the system buffer has room for the longer of both lengths, and is ours while the request is.
        unsafe { slice::from_raw_parts(self.system_buffer(), length) }
    }

    /// The output, which shares its memory with the input: what is borrowed from that is read before (IOC-12).
    pub fn output(&mut self) -> &mut [u8] {
        let length = self.control().output_length as usize;
        if length == 0 {
            return &mut [];
        }
        // SAFETY: the system buffer has room for the longer of both lengths, and is ours while the request is.
        unsafe { slice::from_raw_parts_mut(self.system_buffer(), length) }
    }

    /// The file object, if the request has one of this driver's device.
    pub fn file(&self) -> Option<File<'_>> {
        let stack = self.stack();
        let file = NonNull::new(stack.FileObject)?;
        // SAFETY: the request refers to its file object.
        let device = unsafe { (*file.as_ptr()).DeviceObject };
        // A kernel-mode caller could pass another device's: its FsContext is no session.
        (device == stack.DeviceObject).then_some(File(file, PhantomData))
    }

    /// The session of the request's file object, if there is one (STR-15).
    pub fn session(&self) -> Option<&Session> {
        self.file()?.session()
    }

    fn stack(&self) -> &IO_STACK_LOCATION {
        // SAFETY: the request is ours; the pointer is read only.
        let stack = unsafe { kernel_abi::IoGetCurrentIrpStackLocation(self.0.as_ptr()) };
        // SAFETY: a request in a driver's hands has a current stack location.
        unsafe { &*stack }
    }

    fn system_buffer(&self) -> *mut u8 {
        // SAFETY: the request is ours.
        let associated = unsafe { (*self.0.as_ptr()).AssociatedIrp };
        // SAFETY: a request to a device has the system buffer there, or null.
        unsafe { associated.SystemBuffer }.cast()
    }
}

impl Drop for Irp {
    /// Nothing drops a request; should something, its caller is not to hang.
    fn drop(&mut self) {
        finish(self.0, STATUS_UNSUCCESSFUL, 0);
    }
}

fn finish(irp: NonNull<IRP>, status: NTSTATUS, information: usize) {
    // SAFETY: the request is ours until it is completed.
    let io_status = unsafe { &mut (*irp.as_ptr()).IoStatus };
    io_status.Status = status;
    io_status.Information = information;
    // SAFETY: ours, its cancel routine is not set, and nobody uses it afterwards; IRQL at most DISPATCH_LEVEL.
    unsafe { imports::IofCompleteRequest(irp.as_ptr(), IO_NO_INCREMENT as i8) };
}

/// What a device-control request asks for.
#[derive(Clone, Copy)]
pub struct Control {
    /// The whole code (IOC-9).
    pub code: u32,
    /// Bytes that can be read.
    pub input_length: u32,
    /// Bytes that can be written.
    pub output_length: u32,
}

/// A file object of this driver's device, for as long as a request refers to it. The I/O manager changes some of its fields at any
/// time, so no reference to the whole is made.
pub struct File<'irp>(NonNull<FILE_OBJECT>, PhantomData<&'irp Irp>);

impl<'irp> File<'irp> {
    /// Whether an open names something below the device or is relative to another file (DEV-4). For IRP_MJ_CREATE.
    pub fn names_something_below(&self) -> bool {
        let file = self.0.as_ptr();
        // SAFETY: the file object is valid, so is the address of its field.
        let name = unsafe { &raw const (*file).FileName };
        // SAFETY: a file object's name is valid while it is opened.
        let name = unsafe { unicode::units_of(name) };
        // SAFETY: set before the request was sent.
        let related = unsafe { (*file).RelatedFileObject };
        !name.is_empty() || !related.is_null()
    }

    /// The session that [`attach`](Self::attach) left.
    pub fn session(&self) -> Option<&'irp Session> {
        let session = self.context();
        // SAFETY: null or a session, which is freed by IRP_MJ_CLOSE only, and no request refers to a file object that is closed.
        unsafe { session.as_ref() }
    }

    /// Gives a new file object its session. For IRP_MJ_CREATE.
    pub fn attach(&self, session: PoolBox<Session>) {
        // SAFETY: until IRP_MJ_CREATE is completed nobody else uses the file object; FsContext is its driver's.
        unsafe { (*self.0.as_ptr()).FsContext = session.into_raw().as_ptr().cast() };
    }

    /// Takes the session back. For IRP_MJ_CLOSE: no other request refers to the file object.
    pub fn detach(&self) -> Option<PoolBox<Session>> {
        let session = NonNull::new(self.context())?;
        // SAFETY: nobody else uses the file object any more.
        unsafe { (*self.0.as_ptr()).FsContext = core::ptr::null_mut() };
        // SAFETY: attached with this tag.
        Some(unsafe { PoolBox::from_raw(session, Tag::Session) })
    }

    fn context(&self) -> *mut Session {
        // SAFETY: the file object is valid; FsContext is its driver's, written by `attach` and `detach` only.
        unsafe { (*self.0.as_ptr()).FsContext }.cast()
    }
}
