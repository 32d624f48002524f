//! Driver objects: load and unload.

use kernel_abi::{NTSTATUS, STATUS_NOT_IMPLEMENTED};

use crate::guest::Context;

/// Loads a driver as NtLoadDriver does: maps the image, makes its driver object, calls DriverEntry.
pub fn load(_cx: &Context, _service: &str, _image: &[u8], _tested: bool) -> NTSTATUS {
    STATUS_NOT_IMPLEMENTED
}
