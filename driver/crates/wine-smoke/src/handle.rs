//! A handle to the device, and requests on it.

use core::ffi::c_void;
use core::ptr;

use crate::win32::{self, IoStatus, ObjectAttributes, Status, UnicodeString, PENDING, TIMEOUT};

/// The device's name for Win32 programs, as ntdll wants it.
const DEVICE: [u16; 16] = win32::wide!("\\??\\AuroraEDRKM");
/// What an answer's bytes hold before.
pub const UNTOUCHED: u8 = 0xA5;
/// 100 ns in ten seconds: long enough for anything that happens at all.
const PATIENCE: i64 = -100_000_000;
/// The same for what must not happen.
const SHORT: i64 = -1_000_000;

/// An open handle, overlapped, bound to a completion port of its own; closed when it is dropped.
pub struct Handle {
    file: *mut c_void,
    port: *mut c_void,
    owns_port: bool,
}

/// How a request ended.
#[derive(Clone, Copy)]
pub struct Ended {
    /// Its status.
    pub status: Status,
    /// Its Information.
    pub information: usize,
}

/// A request's memory, which must stay until its packet has come.
pub struct Request<'m> {
    /// The outcome.
    pub status: &'m mut IoStatus,
    /// The output.
    pub output: &'m mut [u8],
}

/// Opens `\\.\AuroraEDRKM`.
pub fn open() -> Result<Handle, Status> {
    open_path(DEVICE.split_last().map_or(&[], |(_, name)| name))
}

/// Opens any path.
pub fn open_path(path: &[u16]) -> Result<Handle, Status> {
    const ACCESS: u32 = 0xC010_0000; // GENERIC_READ, GENERIC_WRITE, SYNCHRONIZE
    const FILE_OPEN: u32 = 1;
    const OBJ_CASE_INSENSITIVE: u32 = 0x40;
    let bytes = u16::try_from(path.len().saturating_mul(2)).unwrap_or(0);
    let name = UnicodeString { length: bytes, maximum_length: bytes, buffer: path.as_ptr() };
    let attributes = ObjectAttributes {
        length: size_of::<ObjectAttributes>() as u32,
        root: ptr::null_mut(),
        name: &raw const name,
        attributes: OBJ_CASE_INSENSITIVE,
        security: ptr::null(),
        quality: ptr::null(),
    };
    let (mut file, mut io) = (ptr::null_mut(), IoStatus::EMPTY);
    // SAFETY: valid arguments.
    let status = unsafe {
        win32::NtCreateFile(
            &raw mut file,
            ACCESS,
            &raw const attributes,
            &raw mut io,
            ptr::null(),
            0,
            0,
            FILE_OPEN,
            0,
            ptr::null(),
            0,
        )
    };
    if status < 0 {
        return Err(status);
    }
    // SAFETY: a file handle that is bound to no port yet.
    let port = unsafe { win32::CreateIoCompletionPort(file, ptr::null_mut(), 1, 0) };
    Ok(Handle { file, port, owns_port: true })
}

impl Handle {
    /// Sends a request and waits for its end.
    pub fn control(&self, code: u32, input: &[u8], output: &mut [u8]) -> Ended {
        let mut io = IoStatus::EMPTY;
        let status = self.send(code, input, Request { status: &mut io, output });
        if status == PENDING {
            return self.packet().map_or(Ended { status: TIMEOUT, information: 0 }, |(ended, _)| ended);
        }
        if status >= 0 {
            // a request that succeeds at once has a packet too
            let _ = self.packet();
        }
        Ended { status, information: io.information }
    }

    /// Sends a request; its packet names its outcome's address.
    pub fn send(&self, code: u32, input: &[u8], request: Request<'_>) -> Status {
        let (status, output) = (ptr::from_mut(request.status), request.output);
        // SAFETY: the memory stays until the packet has come: the caller's promise.
        unsafe {
            win32::NtDeviceIoControlFile(
                self.file,
                ptr::null_mut(),
                ptr::null_mut(),
                status.cast(),
                status,
                code,
                input.as_ptr(),
                input.len() as u32,
                output.as_mut_ptr(),
                output.len() as u32,
            )
        }
    }

    /// The next packet: how its request ended, and its outcome's address.
    pub fn packet(&self) -> Option<(Ended, usize)> {
        self.packet_within(PATIENCE)
    }

    /// Whether no packet comes.
    pub fn is_quiet(&self) -> bool {
        self.packet_within(SHORT).is_none()
    }

    fn packet_within(&self, time: i64) -> Option<(Ended, usize)> {
        let (mut key, mut context, mut io) = (0, 0, IoStatus::EMPTY);
        // SAFETY: valid arguments.
        let status = unsafe {
            win32::NtRemoveIoCompletion(self.port, &raw mut key, &raw mut context, &raw mut io, &raw const time)
        };
        (status == 0).then(|| (Ended { status: io.code(), information: io.information }, context))
    }

    /// CancelIoEx; whether there was something to cancel.
    pub fn cancel(&self, status: &mut IoStatus) -> bool {
        // SAFETY: names a request by its outcome's address.
        unsafe { win32::CancelIoEx(self.file, ptr::from_mut(status)) != 0 }
    }

    /// Another handle to the same file object, which has the port already.
    pub fn duplicate(&self) -> Option<Handle> {
        const DUPLICATE_SAME_ACCESS: u32 = 2;
        let mut file = ptr::null_mut();
        let own = -1_isize as *mut c_void;
        // SAFETY: the calling process's own handles.
        let done = unsafe { win32::DuplicateHandle(own, self.file, own, &raw mut file, 0, 0, DUPLICATE_SAME_ACCESS) };
        (done != 0).then_some(Handle { file, port: self.port, owns_port: false })
    }

    /// Closes the file, not the port.
    pub fn close(&mut self) {
        let file = self.file;
        self.file = ptr::null_mut();
        if !file.is_null() {
            // SAFETY: open, and closed once.
            unsafe { win32::CloseHandle(file) };
        }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.close();
        if self.owns_port {
            // SAFETY: open, and closed once.
            unsafe { win32::CloseHandle(self.port) };
        }
    }
}
