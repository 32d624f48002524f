//! FILE_OBJECT in memory that drivers see.

use kernel_abi::{FILE_OBJECT, FILE_SYNCHRONOUS_IO_NONALERT, FO_CLEANUP_COMPLETE, FO_VOLUME_OPEN, UNICODE_STRING};

use super::request::{CreateRequest, FILE_NO_INTERMEDIATE_BUFFERING};
use super::volume::Volume;
use crate::ex::Pool;
use crate::guest::Context;

/// Type of a file object, in its first field.
const IO_TYPE_FILE: i16 = 5;
const FO_SYNCHRONOUS_IO: u32 = 0x2;
const FO_NO_INTERMEDIATE_BUFFERING: u32 = 0x8;
const FO_OPENED_CASE_SENSITIVE: u32 = 0x2_0000;
const FO_HANDLE_CREATED: u32 = 0x4_0000;
/// `File` and `IoNm`, as the kernel's own.
const TAG_FILE: u32 = u32::from_le_bytes(*b"File");
const TAG_NAME: u32 = u32::from_le_bytes(*b"IoNm");

/// Where FsContext points to: addresses of a file system's own, which nobody can read.
const CONTEXTS: usize = 0xFFFF_C000_0000_0000;

/// A FILE_OBJECT, by address. Its memory goes with the last reference: see [`FileObject::free`].
pub struct FileObject(usize);

impl FileObject {
    /// One as the I/O manager hands it to IRP_MJ_CREATE: the name as it is asked for, which is relative to the volume or the
    /// related file, or an id's 8 bytes. Source: Microsoft, "FILE_OBJECT structure (wdm.h)" and "IRP_MJ_CREATE".
    pub(super) fn make(pool: &Pool, volume: &Volume, request: &CreateRequest, name: &[u16]) -> Self {
        let address = pool.allocate(None, size_of::<FILE_OBJECT>(), TAG_FILE, true);
        let object = Self(address);
        let bytes = u16::try_from(name.len() * 2).unwrap_or(u16::MAX - 1);
        object.with(|file| {
            file.Type = IO_TYPE_FILE;
            file.Size = size_of::<FILE_OBJECT>() as i16;
            file.DeviceObject = volume.device_object as *mut _;
            file.Vpb = volume.vpb as *mut _;
            file.RelatedFileObject = request.related.as_ref().map_or(0, |related| related.address()) as *mut _;
            file.Flags = flags(request);
        });
        if bytes > 0 {
            let buffer = pool.allocate(None, usize::from(bytes), TAG_NAME, false) as *mut u16;
            let units = usize::from(bytes / 2);
            unsafe { std::ptr::copy_nonoverlapping(name.as_ptr(), buffer, units) };
            object.with(|file| file.FileName = UNICODE_STRING { Length: bytes, MaximumLength: bytes, Buffer: buffer });
        }
        object
    }

    /// Its address.
    pub fn address(&self) -> usize {
        self.0
    }

    fn with<R>(&self, action: impl FnOnce(&mut FILE_OBJECT) -> R) -> R {
        action(unsafe { &mut *(self.0 as *mut FILE_OBJECT) })
    }

    /// The file system has opened it: contexts are there, and the related file is no business of anybody's any more.
    pub(super) fn opened(&self, request: &CreateRequest, file_id: u64) {
        let context = CONTEXTS | (file_id as usize & 0xFFFF_FFFF) << 6;
        self.with(|file| {
            file.FsContext = context as *mut _;
            file.FsContext2 = context as *mut _;
            file.RelatedFileObject = std::ptr::null_mut();
            let access = request.desired_access;
            file.ReadAccess = u8::from(access & 0x8000_0021 != 0);
            file.WriteAccess = u8::from(access & 0x4000_0006 != 0);
            file.DeleteAccess = u8::from(access & kernel_abi::DELETE != 0);
        });
    }

    /// The create has come up: now the I/O manager notes that a volume was opened, and makes the handle.
    pub(super) fn note_volume(&self, request: &CreateRequest) {
        self.with(|file| {
            file.Flags |= FO_HANDLE_CREATED;
            if request.opens_volume() {
                file.Flags |= FO_VOLUME_OPEN;
            }
        });
    }

    /// IRP_MJ_CLEANUP has been done.
    pub(super) fn cleaned_up(&self) {
        self.with(|file| file.Flags |= FO_CLEANUP_COMPLETE);
    }

    /// It will be deleted with its last handle.
    pub(super) fn delete_pending(&self, pending: bool) {
        self.with(|file| file.DeletePending = u8::from(pending));
    }

    /// Gives its memory back.
    pub(super) fn free(&self, cx: &Context) {
        let name = self.with(|file| std::mem::replace(&mut file.FileName.Buffer, std::ptr::null_mut()));
        if !name.is_null() {
            cx.machine().pool.free(cx, name as usize, TAG_NAME);
        }
        cx.machine().pool.free(cx, self.0, TAG_FILE);
    }
}

fn flags(request: &CreateRequest) -> u32 {
    let mut flags = 0;
    if request.options & FILE_SYNCHRONOUS_IO_NONALERT != 0 {
        flags |= FO_SYNCHRONOUS_IO;
    }
    if request.options & FILE_NO_INTERMEDIATE_BUFFERING != 0 {
        flags |= FO_NO_INTERMEDIATE_BUFFERING;
    }
    if request.is_case_sensitive() {
        flags |= FO_OPENED_CASE_SENSITIVE;
    }
    flags
}
