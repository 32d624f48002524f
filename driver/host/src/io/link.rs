//! Symbolic links of the object manager.

use std::ffi::c_void;

use kernel_abi::{
    HANDLE, NTSTATUS, OBJECT_ATTRIBUTES, OBJ_KERNEL_HANDLE, STATUS_BUFFER_TOO_SMALL, STATUS_INVALID_HANDLE,
    STATUS_INVALID_PARAMETER, STATUS_OBJECT_TYPE_MISMATCH, STATUS_SUCCESS, UNICODE_STRING,
};

use crate::guest::Context;
use crate::ob::{Body, Handle, HandleEntry, NewHandle};
use crate::ps;
use crate::text::Text;

/// A handle to an object without file system or device behind it, in the kernel's table or the current process's.
fn open(cx: &Context, body: Body, granted: u32, attributes: u32) -> Handle {
    let object = cx.machine().opaque.next();
    cx.machine().ob.objects.insert(object, body.clone());
    let process = (attributes & OBJ_KERNEL_HANDLE == 0).then(|| ps::current(cx).address);
    let entry = HandleEntry { object, body, granted, inherit: false, opener: cx.image() };
    cx.machine().ob.handles.open(NewHandle { process, entry })
}

fn status_of(result: Result<(), NTSTATUS>) -> NTSTATUS {
    result.err().unwrap_or(STATUS_SUCCESS)
}

services! { "ntoskrnl.exe";
    /// The target need not exist. Source: Microsoft, "IoCreateSymbolicLink function (wdm.h)".
    fn IoCreateSymbolicLink(cx, link: *const UNICODE_STRING, target: *const UNICODE_STRING) -> NTSTATUS, irql 0, fails |status| status; {
        let (Some(link), Some(target)) = (Text::read(link), Text::read(target)) else {
            return STATUS_INVALID_PARAMETER;
        };
        status_of(cx.machine().io.namespace.add_link(&link, &target))
    }

    /// Source: Microsoft, "IoDeleteSymbolicLink function (wdm.h)".
    fn IoDeleteSymbolicLink(cx, link: *const UNICODE_STRING) -> NTSTATUS, irql 0, fails |status| status; {
        let Some(link) = Text::read(link) else { return STATUS_INVALID_PARAMETER };
        status_of(cx.machine().io.namespace.remove_link(&link))
    }

    /// Follows links before the last component only. Source: Microsoft, "ZwOpenSymbolicLinkObject function (wdm.h)".
    fn ZwOpenSymbolicLinkObject(cx, handle: *mut HANDLE, desired: u32, attributes: *const OBJECT_ATTRIBUTES) -> NTSTATUS, irql 0, fails |status| status; {
        let attributes = unsafe { attributes.read() };
        let Some(name) = Text::read(attributes.ObjectName).filter(|_| attributes.RootDirectory.is_null()) else {
            return STATUS_INVALID_PARAMETER;
        };
        match cx.machine().io.namespace.link_target(&name) {
            Ok(target) => {
                let opened = open(cx, Body::SymbolicLink(target), desired, attributes.Attributes);
                unsafe { handle.write(opened.0 as *mut c_void) };
                STATUS_SUCCESS
            }
            Err(status) => status,
        }
    }

    /// The length that is needed is told where the buffer is too small. Source: Microsoft, "ZwQuerySymbolicLinkObject function (wdm.h)".
    fn ZwQuerySymbolicLinkObject(cx, handle: HANDLE, target: *mut UNICODE_STRING, returned: *mut u32) -> NTSTATUS, irql 0, fails |status| status; {
        let entry = cx.machine().ob.handles.get(ps::current(cx).address, Handle(handle as u64));
        let text = match entry.map(|entry| entry.body) {
            Some(Body::SymbolicLink(text)) => text,
            Some(_) => return STATUS_OBJECT_TYPE_MISMATCH,
            None => return STATUS_INVALID_HANDLE,
        };
        let bytes = text.len() * 2;
        if !returned.is_null() {
            // Windows counts the terminating null here
            unsafe { returned.write(bytes as u32 + 2) };
        }
        let room = unsafe { target.read() };
        if usize::from(room.MaximumLength) < bytes {
            return STATUS_BUFFER_TOO_SMALL;
        }
        for (at, unit) in text.units().iter().enumerate() {
            unsafe { room.Buffer.add(at).write_unaligned(*unit) };
        }
        unsafe { (*target).Length = bytes as u16 };
        STATUS_SUCCESS
    }
}
