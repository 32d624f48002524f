//! Handles: close, and open of processes.

use kernel_abi::{
    CLIENT_ID, HANDLE, NTSTATUS, OBJECT_ATTRIBUTES, OBJ_FORCE_ACCESS_CHECK, STATUS_INVALID_CID, STATUS_SUCCESS,
};

use crate::guest::Context;
use crate::ob::{self, Handle, OpenedHandle};
use crate::ps;
use crate::verifier::BugCheck;

/// INVALID_KERNEL_HANDLE.
const INVALID_KERNEL_HANDLE: u32 = 0x93;
/// STATUS_INVALID_PARAMETER_MIX: a name and an id.
const STATUS_INVALID_PARAMETER_MIX: NTSTATUS = 0xC000_0030_u32 as NTSTATUS;

fn close(cx: &Context, handle: u64) -> NTSTATUS {
    let (process, handle) = (ps::current(cx).address, Handle(handle));
    let status = ob::close_handle(cx, process, handle);
    if status != STATUS_SUCCESS && handle.is_kernel() {
        let text = format!("ZwClose of {:#x}, which is no kernel handle that is open", handle.0);
        cx.bug_check(BugCheck::new(INVALID_KERNEL_HANDLE, [handle.0 as usize, 0, 0, 0], text));
    }
    status
}

fn open_process(
    cx: &Context,
    desired: u32,
    attributes: *const OBJECT_ATTRIBUTES,
    client: *const CLIENT_ID,
) -> Result<OpenedHandle, NTSTATUS> {
    let (attributes, client) = unsafe { (attributes.read(), client.read()) };
    if !attributes.ObjectName.is_null() {
        return Err(STATUS_INVALID_PARAMETER_MIX);
    }
    if attributes.Attributes & OBJ_FORCE_ACCESS_CHECK != 0 || !client.UniqueThread.is_null() {
        cx.bug_check(BugCheck::host("ZwOpenProcess by thread or with a forced access check is not simulated".into()));
    }
    let id = u32::try_from(client.UniqueProcess as usize).map_err(|_| STATUS_INVALID_CID)?;
    ob::nt_open_process(cx, id, attributes.Attributes, desired)
}

services! { "ntoskrnl.exe";
    /// Source: Microsoft, "ZwClose function (ntifs.h)".
    fn ZwClose(cx, handle: HANDLE) -> NTSTATUS, irql 0; {
        cx.as_kernel(|| close(cx, handle as u64))
    }

    /// Source: Microsoft, "ZwOpenProcess function (ntddk.h)".
    fn ZwOpenProcess(cx, handle: *mut HANDLE, desired: u32, attributes: *const OBJECT_ATTRIBUTES, client: *const CLIENT_ID) -> NTSTATUS, irql 0, fails |status| status; {
        match cx.as_kernel(|| open_process(cx, desired, attributes, client)) {
            Ok(opened) => {
                unsafe { handle.write(opened.handle.0 as HANDLE) };
                STATUS_SUCCESS
            }
            Err(status) => status,
        }
    }
}
