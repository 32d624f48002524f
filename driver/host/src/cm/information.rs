//! Structures of notifications that the driver does not use, and copies of names and data as callbacks get them.

use std::ffi::c_void;

use kernel_abi::{HANDLE, UNICODE_STRING};

use crate::guest::Context;
use crate::text::Text;

/// Of the kernel's own copies: `CmNm`.
pub(super) const TAG: u32 = u32::from_le_bytes(*b"CmNm");
const HEAD: usize = size_of::<UNICODE_STRING>();

/// A value is read. Source: Microsoft, "REG_QUERY_VALUE_KEY_INFORMATION structure (wdm.h)".
#[repr(C)]
pub(super) struct REG_QUERY_VALUE_KEY_INFORMATION {
    pub(super) Object: *mut c_void,
    pub(super) ValueName: *const UNICODE_STRING,
    pub(super) KeyValueInformationClass: i32,
    pub(super) KeyValueInformation: *mut c_void,
    pub(super) Length: u32,
    pub(super) ResultLength: *mut u32,
    pub(super) CallContext: *mut c_void,
    pub(super) ObjectContext: *mut c_void,
    pub(super) Reserved: *mut c_void,
}

/// A key is saved. Source: Microsoft, "REG_SAVE_KEY_INFORMATION structure (wdm.h)".
#[repr(C)]
pub(super) struct REG_SAVE_KEY_INFORMATION {
    pub(super) Object: *mut c_void,
    pub(super) FileHandle: HANDLE,
    pub(super) Format: u32,
    pub(super) CallContext: *mut c_void,
    pub(super) ObjectContext: *mut c_void,
    pub(super) Reserved: *mut c_void,
}

/// A context is to be cleaned up. Source: Microsoft, "REG_CALLBACK_CONTEXT_CLEANUP_INFORMATION structure (wdm.h)".
#[repr(C)]
pub(super) struct REG_CALLBACK_CONTEXT_CLEANUP_INFORMATION {
    pub(super) Object: *mut c_void,
    pub(super) ObjectContext: *mut c_void,
    pub(super) Reserved: *mut c_void,
}

const _: () = assert!(size_of::<REG_QUERY_VALUE_KEY_INFORMATION>() == 0x48);
const _: () = assert!(size_of::<REG_SAVE_KEY_INFORMATION>() == 0x30);
const _: () = assert!(size_of::<REG_CALLBACK_CONTEXT_CLEANUP_INFORMATION>() == 0x18);

/// Runs a body with a copy of a name in pool, as the system captures names before it shows them to drivers.
pub(super) fn with_name<R>(cx: &Context, name: &Text, body: impl FnOnce(*const UNICODE_STRING) -> R) -> R {
    let string = string_in_pool(cx, name);
    let result = body(string as *const UNICODE_STRING);
    cx.machine().pool.free(cx, string, TAG);
    result
}

/// Runs a body with a copy of data in pool; null where there are none.
pub(super) fn with_data<R>(cx: &Context, data: &[u8], body: impl FnOnce(*mut c_void) -> R) -> R {
    if data.is_empty() {
        return body(std::ptr::null_mut());
    }
    let block = cx.machine().pool.allocate(None, data.len(), TAG, false);
    unsafe { std::ptr::copy_nonoverlapping(data.as_ptr(), block as *mut u8, data.len()) };
    let result = body(block as *mut c_void);
    cx.machine().pool.free(cx, block, TAG);
    result
}

/// A string with its text behind it in one block of pool. Nothing ends the text; an empty one has no buffer.
pub(super) fn string_in_pool(cx: &Context, text: &Text) -> usize {
    let block = cx.machine().pool.allocate(None, HEAD + text.len() * 2, TAG, false);
    let buffer = if text.is_empty() { std::ptr::null_mut() } else { (block + HEAD) as *mut u16 };
    let bytes = (text.len() * 2) as u16;
    // the block has room for both
    unsafe {
        (block as *mut UNICODE_STRING).write(UNICODE_STRING { Length: bytes, MaximumLength: bytes, Buffer: buffer });
        if !buffer.is_null() {
            std::ptr::copy_nonoverlapping(text.units().as_ptr(), buffer, text.len());
        }
    }
    block
}
