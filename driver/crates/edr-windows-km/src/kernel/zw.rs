//! Files and links of the object namespace, opened by the kernel itself. IRQL: PASSIVE_LEVEL throughout, from no callback (DRV-1).

use core::ptr;

use kernel_abi::{
    imports, FILE_OPEN, FILE_READ_ATTRIBUTES, FILE_SHARE_DELETE, FILE_SHARE_READ, FILE_SHARE_WRITE,
    FILE_SYNCHRONOUS_IO_NONALERT, IO_STATUS_BLOCK, NTSTATUS, SYMBOLIC_LINK_QUERY, SYNCHRONIZE, UNICODE_STRING,
};

use super::device::KernelHandle;
use super::unicode::UnicodeString;
use super::{check, object_attributes};

/// Opens a file that exists, by its full name, from the top of its volume's stack: ZwCreateFile.
///
/// # Errors
/// The failing status.
pub fn open_file(path: &[u16]) -> Result<KernelHandle, NTSTATUS> {
    let name = UnicodeString::new(path);
    let attributes = object_attributes::of_kernel(ptr::null_mut(), &name, 0);
    let mut io_status = IO_STATUS_BLOCK { Status: 0, Information: 0 };
    let mut handle = ptr::null_mut();
    // SAFETY: valid arguments, at PASSIVE_LEVEL.
    check(unsafe {
        imports::ZwCreateFile(
            &raw mut handle,
            FILE_READ_ATTRIBUTES | SYNCHRONIZE,
            &raw const attributes,
            &raw mut io_status,
            ptr::null(),
            0,
            FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
            FILE_OPEN,
            FILE_SYNCHRONOUS_IO_NONALERT,
            ptr::null(),
            0,
        )
    })?;
    // SAFETY: just opened as a kernel handle.
    Ok(unsafe { KernelHandle::from_raw(handle) })
}

/// Where a symbolic link leads to, into `target`; how many units that takes. ZwQuerySymbolicLinkObject.
///
/// # Errors
/// The failing status: STATUS_OBJECT_TYPE_MISMATCH where the name is no link's, STATUS_BUFFER_TOO_SMALL.
pub fn query_link(path: &[u16], target: &mut [u16]) -> Result<usize, NTSTATUS> {
    let name = UnicodeString::new(path);
    let attributes = object_attributes::of_kernel(ptr::null_mut(), &name, 0);
    let mut handle = ptr::null_mut();
    // SAFETY: valid arguments, at PASSIVE_LEVEL.
    check(unsafe { imports::ZwOpenSymbolicLinkObject(&raw mut handle, SYMBOLIC_LINK_QUERY, &raw const attributes) })?;
    // SAFETY: just opened as a kernel handle.
    let link = unsafe { KernelHandle::from_raw(handle) };
    let room = u16::try_from(size_of_val(target)).unwrap_or(u16::MAX - 1);
    let mut string = UNICODE_STRING { Length: 0, MaximumLength: room, Buffer: target.as_mut_ptr() };
    // SAFETY: the link is open, the string has this much room.
    check(unsafe { imports::ZwQuerySymbolicLinkObject(link.raw(), &raw mut string, ptr::null_mut()) })?;
    Ok(usize::from(string.Length / 2))
}
