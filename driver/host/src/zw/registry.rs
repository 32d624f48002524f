//! Registry services with kernel handles, in previous mode KernelMode: the registry callbacks are asked as for anybody.

use std::ffi::c_void;
use std::sync::Arc;

use kernel_abi::{
    KeyValuePartialInformation, HANDLE, NTSTATUS, OBJECT_ATTRIBUTES, OBJ_KERNEL_HANDLE, REG_CREATED_NEW_KEY,
    REG_OPENED_EXISTING_KEY, STATUS_INVALID_HANDLE, STATUS_INVALID_PARAMETER, STATUS_OBJECT_TYPE_MISMATCH,
    UNICODE_STRING,
};

use crate::cm::{self, KeyObject, Opened, Request};
use crate::guest::Context;
use crate::ob::{self, Body, Handle, HandleEntry, NewHandle};
use crate::ps;
use crate::text::Text;
use crate::verifier::BugCheck;

services! { "ntoskrnl.exe";
    /// Source: Microsoft, "ZwOpenKey function (wdm.h)".
    fn ZwOpenKey(cx, handle: *mut HANDLE, access: u32, attributes: *const OBJECT_ATTRIBUTES) -> NTSTATUS, irql 0, fails |status| status; {
        cx.as_kernel(|| match request(cx, attributes, access, 0, false) {
            Ok(request) => give_handle(cx, &request, cm::open(cx, &request), handle),
            Err(status) => status,
        })
    }

    /// Source: Microsoft, "ZwCreateKey function (wdm.h)".
    fn ZwCreateKey(cx, handle: *mut HANDLE, access: u32, attributes: *const OBJECT_ATTRIBUTES, _title: u32, _class: *const UNICODE_STRING, options: u32, disposition: *mut u32) -> NTSTATUS, irql 0, fails |status| status; {
        cx.as_kernel(|| match request(cx, attributes, access, options, true) {
            Ok(request) => {
                let opened = cm::open(cx, &request);
                let done = if opened.created { REG_CREATED_NEW_KEY } else { REG_OPENED_EXISTING_KEY };
                if opened.key.is_some() && !disposition.is_null() {
                    unsafe { disposition.write(done) };
                }
                give_handle(cx, &request, opened, handle)
            }
            Err(status) => status,
        })
    }

    /// Source: Microsoft, "ZwDeleteKey function (wdm.h)".
    fn ZwDeleteKey(cx, handle: HANDLE) -> NTSTATUS, irql 0, fails |status| status; {
        with_key(cx, handle, |key| cm::delete_key(cx, key))
    }

    /// Source: Microsoft, "ZwQueryValueKey function (wdm.h)".
    fn ZwQueryValueKey(cx, handle: HANDLE, name: *const UNICODE_STRING, class: i32, buffer: *mut c_void, bytes: u32, needed: *mut u32) -> NTSTATUS, irql 0, fails |status| status; {
        if class != KeyValuePartialInformation {
            cx.bug_check(BugCheck::host(format!("ZwQueryValueKey of class {class} is not simulated")));
        }
        let name = value_name(name);
        with_key(cx, handle, |key| {
            let (status, length) = cm::query_value(cx, key, &name, buffer.cast(), bytes);
            if length != 0 {
                unsafe { needed.write(length) };
            }
            status
        })
    }

    /// Source: Microsoft, "ZwSetValueKey function (wdm.h)".
    fn ZwSetValueKey(cx, handle: HANDLE, name: *const UNICODE_STRING, _title: u32, kind: u32, data: *const c_void, bytes: u32) -> NTSTATUS, irql 0, fails |status| status; {
        let name = value_name(name);
        let data = (0..bytes as usize).map(|at| unsafe { data.cast::<u8>().add(at).read() }).collect::<Vec<_>>();
        with_key(cx, handle, |key| cm::set_value(cx, key, &name, kind, &data))
    }

    /// Source: Microsoft, "ZwDeleteValueKey function (wdm.h)".
    fn ZwDeleteValueKey(cx, handle: HANDLE, name: *const UNICODE_STRING) -> NTSTATUS, irql 0, fails |status| status; {
        let name = value_name(name);
        with_key(cx, handle, |key| cm::delete_value(cx, key, &name))
    }

    /// Source: Microsoft, "ZwFlushKey function (wdm.h)".
    fn ZwFlushKey(cx, handle: HANDLE) -> NTSTATUS, irql 0, fails |status| status; {
        with_key(cx, handle, |key| cm::flush_key(cx, key))
    }
}

/// The default value has no name.
fn value_name(name: *const UNICODE_STRING) -> Text {
    Text::read(name).unwrap_or_else(|| Text::of(&[]))
}

fn request(
    cx: &Context,
    attributes: *const OBJECT_ATTRIBUTES,
    access: u32,
    options: u32,
    create: bool,
) -> Result<Request, NTSTATUS> {
    let attributes = unsafe { attributes.read() };
    if attributes.Length as usize != size_of::<OBJECT_ATTRIBUTES>() {
        return Err(STATUS_INVALID_PARAMETER);
    }
    let root = attributes.RootDirectory;
    let root = if root.is_null() { None } else { Some(key(cx, root)?) };
    let name = value_name(attributes.ObjectName);
    Ok(Request { root, name, access, attributes: attributes.Attributes, options, create })
}

/// The key of a handle. The kernel trusts a handle of its own alone: one of a program's may mean anything (Driver Verifier, 0xC4
/// with 0xF6).
fn key(cx: &Context, handle: HANDLE) -> Result<Arc<KeyObject>, NTSTATUS> {
    let handle = Handle(handle as u64);
    let process = ps::current(cx);
    if !handle.is_kernel() && process.address != cx.machine().ps.system_process().address {
        let text = format!("a handle of a program was used in KernelMode: {:#x}", handle.0);
        cx.bug_check(BugCheck::new(0xC4, [0xF6, handle.0 as usize, process.address.0, 0], text));
    }
    match cx.machine().ob.handles.get(process.address, handle).map(|entry| entry.body) {
        Some(Body::Key(key)) => Ok(key),
        Some(_) => Err(STATUS_OBJECT_TYPE_MISMATCH),
        None => Err(STATUS_INVALID_HANDLE),
    }
}

/// The key stays while it is used, should another thread close the handle meanwhile.
fn with_key(cx: &Context, handle: HANDLE, operation: impl FnOnce(&Arc<KeyObject>) -> NTSTATUS) -> NTSTATUS {
    cx.as_kernel(|| {
        let key = match key(cx, handle) {
            Ok(key) => key,
            Err(status) => return status,
        };
        cx.machine().ob.objects.hold(key.address);
        let status = operation(&key);
        ob::release(cx, key.address);
        status
    })
}

fn give_handle(cx: &Context, request: &Request, opened: Opened, handle: *mut HANDLE) -> NTSTATUS {
    let Some(key) = opened.key else { return opened.status };
    let kernel = request.attributes & OBJ_KERNEL_HANDLE != 0;
    let process = (!kernel).then(|| ps::current(cx).address);
    let object = key.address;
    let entry =
        HandleEntry { object, body: Body::Key(key), granted: request.access, inherit: false, opener: cx.image() };
    let given = cx.machine().ob.handles.open(NewHandle { process, entry });
    ob::release(cx, object);
    unsafe { handle.write(given.0 as HANDLE) };
    opened.status
}
