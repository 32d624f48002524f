//! References, handles from pointers and back, object callbacks: what drivers call.

use std::ffi::c_void;

use kernel_abi::{
    ACCESS_STATE, HANDLE, NTSTATUS, OBJECT_HANDLE_INFORMATION, OBJECT_TYPE, OBJ_KERNEL_HANDLE,
    OB_CALLBACK_REGISTRATION, STATUS_ACCESS_DENIED, STATUS_INVALID_HANDLE, STATUS_OBJECT_TYPE_MISMATCH, STATUS_SUCCESS,
};

use super::{callbacks, open, Body, Handle, HandleEntry, OBJ_INHERIT};
use crate::guest::{Context, Mode};
use crate::ps;
use crate::se;
use crate::verifier::BugCheck;

/// REFERENCE_BY_POINTER.
const REFERENCE_BY_POINTER: u32 = 0x18;
/// NtCurrentProcess() and NtCurrentThread().
const CURRENT_PROCESS: u64 = u64::MAX;
const CURRENT_THREAD: u64 = u64::MAX - 1;

/// KPROCESSOR_MODE of an argument.
fn mode_of(mode: i8) -> Mode {
    if mode == kernel_abi::KernelMode {
        Mode::Kernel
    } else {
        Mode::User
    }
}

fn object_of(cx: &Context, call: &str, object: usize) -> Body {
    let found = cx.machine().ob.objects.get(object);
    found.unwrap_or_else(|| {
        let text = format!("{call} of {object:#x}, which is no object, or is gone");
        cx.bug_check(BugCheck::new(REFERENCE_BY_POINTER, [0, object, 0, 0], text))
    })
}

/// Takes a reference for the calling driver; how many there are then.
pub fn reference(cx: &Context, object: usize) -> u64 {
    object_of(cx, "a reference", object);
    cx.machine().ob.objects.reference(object, cx.image()).unwrap_or(0)
}

/// Gives a driver's reference back; the last one of all ends the object.
pub fn dereference(cx: &Context, object: usize) -> u64 {
    let body = object_of(cx, "a dereference", object);
    let Ok(left) = cx.machine().ob.objects.dereference(object, cx.image()) else {
        let text = format!("a {} was dereferenced more often than drivers had referenced it", body.kind());
        cx.bug_check(BugCheck::new(REFERENCE_BY_POINTER, [0, object, 0, 0], text))
    };
    if left == 0 {
        end(cx, object, &body);
    }
    left
}

fn end(cx: &Context, object: usize, body: &Body) {
    let tells_a_driver = matches!(body, Body::DeviceFile(_) | Body::VolumeFile(_) | Body::Key(_));
    if tells_a_driver && cx.irql() > 0 && cx.machine().ob.handles.to_object(object) == 0 {
        let text = format!("the last reference to a {} was given back at IRQL {}", body.kind(), cx.irql());
        cx.bug_check(BugCheck::new(0x0A, [object, usize::from(cx.irql()), 0, 0], text));
    }
    super::close::end_if_unused(cx, object);
}

struct ByPointer {
    object: usize,
    attributes: u32,
    desired: u32,
    object_type: usize,
    mode: Mode,
}

fn open_by_pointer(cx: &Context, asked: &ByPointer) -> Result<Handle, NTSTATUS> {
    let body = object_of(cx, "ObOpenObjectByPointer", asked.object);
    let any = asked.object_type == 0 && asked.mode == Mode::Kernel;
    if !any && asked.object_type != body.object_type().address() {
        return Err(STATUS_OBJECT_TYPE_MISMATCH);
    }
    match &body {
        Body::Process(process) => open::open_process(cx, process, asked.attributes, asked.desired, asked.mode),
        Body::Thread(thread) => open::open_thread(cx, thread, asked.attributes, asked.desired, asked.mode),
        _ if asked.mode == Mode::User => cx.bug_check(BugCheck::host(format!(
            "ObOpenObjectByPointer of a {} in UserMode is not simulated",
            body.kind()
        ))),
        _ => Ok(open::insert(cx, asked.object, body, asked.attributes, se::DEVICE.map(asked.desired))),
    }
    .map(|opened| opened.handle)
}

struct ByHandle {
    handle: u64,
    desired: u32,
    object_type: usize,
    mode: Mode,
}

fn entry_of(cx: &Context, asked: &ByHandle) -> Result<HandleEntry, NTSTATUS> {
    let pseudo =
        |object, body| HandleEntry { object, body, granted: se::PROCESS_ALL_ACCESS, inherit: false, opener: None };
    let current = ps::current_thread(cx);
    match asked.handle {
        CURRENT_PROCESS => Ok(pseudo(current.process.address.0, Body::Process(current.process.clone()))),
        CURRENT_THREAD => Ok(pseudo(current.address.0, Body::Thread(current))),
        number if asked.mode == Mode::User && Handle(number).is_kernel() => Err(STATUS_INVALID_HANDLE),
        number => cx.machine().ob.handles.get(current.process.address, Handle(number)).ok_or(STATUS_INVALID_HANDLE),
    }
}

fn reference_by_handle(cx: &Context, asked: &ByHandle) -> Result<(HandleEntry, u32), NTSTATUS> {
    let entry = entry_of(cx, asked)?;
    if asked.object_type == 0 && asked.mode == Mode::User {
        let how = "a null ObjectType goes with KernelMode only";
        cx.bug_check(BugCheck::rule("ObReferenceObjectByHandle", how));
    }
    if asked.object_type != 0 && asked.object_type != entry.body.object_type().address() {
        return Err(STATUS_OBJECT_TYPE_MISMATCH);
    }
    if asked.mode == Mode::User && asked.desired & !entry.granted != 0 {
        return Err(STATUS_ACCESS_DENIED);
    }
    reference(cx, entry.object);
    let inherit = if entry.inherit { OBJ_INHERIT } else { 0 };
    Ok((entry, inherit))
}

services! { "ntoskrnl.exe";
    /// Source: Microsoft, "ObRegisterCallbacks function (wdm.h)".
    fn ObRegisterCallbacks(cx, registration: *const OB_CALLBACK_REGISTRATION, handle: *mut *mut c_void) -> NTSTATUS, irql 1,
        fails |status| registered(handle, callbacks::register(cx, registration, Some(status)));
    {
        registered(handle, callbacks::register(cx, registration, None))
    }

    /// Source: Microsoft, "ObUnRegisterCallbacks function (wdm.h)".
    fn ObUnRegisterCallbacks(cx, handle: *mut c_void), irql 1; {
        callbacks::unregister(cx, handle as usize);
    }

    /// Source: Microsoft, "ObOpenObjectByPointer function (ntifs.h)".
    fn ObOpenObjectByPointer(cx, object: *mut c_void, attributes: u32, state: *mut ACCESS_STATE, desired: u32, object_type: *mut OBJECT_TYPE, mode: i8, handle: *mut HANDLE) -> NTSTATUS, irql 0, fails |status| status; {
        if !state.is_null() {
            cx.bug_check(BugCheck::host("ObOpenObjectByPointer with an access state is not simulated".into()));
        }
        let known = OBJ_KERNEL_HANDLE | OBJ_INHERIT | kernel_abi::OBJ_CASE_INSENSITIVE;
        if attributes & !known != 0 {
            cx.bug_check(BugCheck::host(format!("ObOpenObjectByPointer with attributes {attributes:#x} is not simulated")));
        }
        let asked = ByPointer { object: object as usize, attributes, desired, object_type: object_type as usize, mode: mode_of(mode) };
        match open_by_pointer(cx, &asked) {
            Ok(opened) => {
                unsafe { handle.write(opened.0 as HANDLE) };
                STATUS_SUCCESS
            }
            Err(status) => status,
        }
    }

    /// Source: Microsoft, "ObReferenceObjectByHandle function (wdm.h)".
    fn ObReferenceObjectByHandle(cx, handle: HANDLE, desired: u32, object_type: *mut OBJECT_TYPE, mode: i8, object: *mut *mut c_void, information: *mut OBJECT_HANDLE_INFORMATION) -> NTSTATUS, irql 0, fails |status| status; {
        unsafe { object.write(std::ptr::null_mut()) };
        let asked = ByHandle { handle: handle as u64, desired, object_type: object_type as usize, mode: mode_of(mode) };
        match reference_by_handle(cx, &asked) {
            Ok((entry, inherit)) => {
                if !information.is_null() {
                    unsafe { information.write(OBJECT_HANDLE_INFORMATION { HandleAttributes: inherit, GrantedAccess: entry.granted }) };
                }
                unsafe { object.write(entry.object as *mut c_void) };
                STATUS_SUCCESS
            }
            Err(status) => status,
        }
    }

    /// Source: Microsoft, "ObfReferenceObject function (wdm.h)".
    fn ObfReferenceObject(cx, object: *mut c_void) -> isize, irql 2; {
        reference(cx, object as usize) as isize
    }

    /// Source: Microsoft, "ObDereferenceObject macro (wdm.h)".
    fn ObfDereferenceObject(cx, object: *mut c_void) -> isize, irql 2; {
        dereference(cx, object as usize) as isize
    }
}

fn registered(handle: *mut *mut c_void, made: Result<usize, NTSTATUS>) -> NTSTATUS {
    match made {
        Ok(made) => {
            unsafe { handle.write(made as *mut c_void) };
            STATUS_SUCCESS
        }
        Err(status) => status,
    }
}
