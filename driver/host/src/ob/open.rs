//! Handles are made: by opening processes and threads, by duplicating, and from pointers.

use std::sync::Arc;

use kernel_abi::{NTSTATUS, OBJ_KERNEL_HANDLE, STATUS_INVALID_CID, STATUS_INVALID_HANDLE};

use super::intercept::Operation;
use super::{release, Body, Handle, HandleEntry, NewHandle};
use crate::guest::{Context, Mode};
use crate::ps::{self, Process, Thread};
use crate::se;

/// OBJ_INHERIT.
pub const OBJ_INHERIT: u32 = 0x2;

/// A handle that was made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OpenedHandle {
    /// The handle, in the current process or the kernel's table, or in who received a duplicate.
    pub handle: Handle,
    /// Its rights.
    pub granted: u32,
}

/// A duplicate to be made; all three processes run.
pub struct Duplicate {
    /// Whose handle it is.
    pub source: Arc<Process>,
    /// The handle.
    pub handle: Handle,
    /// Who gets the copy.
    pub receiver: Arc<Process>,
    /// Rights of the copy; `None` for DUPLICATE_SAME_ACCESS.
    pub desired: Option<u32>,
}

/// Opens a process in the current one, as NtOpenProcess and a process's creation do. Rights are mapped and checked first; then
/// object callbacks may take some away. `mode` Kernel asks for no rights.
///
/// # Errors
/// STATUS_ACCESS_DENIED.
pub fn open_process(
    cx: &Context,
    target: &Arc<Process>,
    attributes: u32,
    desired: u32,
    mode: Mode,
) -> Result<OpenedHandle, NTSTATUS> {
    let granted = rights(cx, &target.security, desired, mode, se::PROCESS)?;
    Ok(insert(cx, target.address.0, Body::Process(Arc::clone(target)), attributes, granted))
}

/// The same for a thread, whose security is its process's.
///
/// # Errors
/// STATUS_ACCESS_DENIED.
pub fn open_thread(
    cx: &Context,
    target: &Arc<Thread>,
    attributes: u32,
    desired: u32,
    mode: Mode,
) -> Result<OpenedHandle, NTSTATUS> {
    let granted = rights(cx, &target.process.security, desired, mode, se::THREAD)?;
    Ok(insert(cx, target.address.0, Body::Thread(Arc::clone(target)), attributes, granted))
}

/// NtOpenProcess in the previous mode of the thread that runs: a program can't make a kernel handle, and SeDebugPrivilege opens
/// everything. Source: Microsoft, "ZwOpenProcess function (ntddk.h)", "Privilege Constants".
///
/// # Errors
/// STATUS_INVALID_CID if no process has the id, STATUS_ACCESS_DENIED.
pub fn nt_open_process(cx: &Context, id: u32, attributes: u32, desired: u32) -> Result<OpenedHandle, NTSTATUS> {
    let target = cx.machine().ps.process(id).ok_or(STATUS_INVALID_CID)?;
    let user = cx.mode() == Mode::User;
    let attributes = if user { attributes & !OBJ_KERNEL_HANDLE } else { attributes };
    let mode = if user && ps::current(cx).token.debug { Mode::Kernel } else { cx.mode() };
    open_process(cx, &target, attributes, desired, mode)
}

/// NtDuplicateObject by the thread that runs, which opens source and receiver with PROCESS_DUP_HANDLE for it where they are not
/// its own process. Only the copy of a handle to a process or thread passes the object callbacks.
///
/// # Errors
/// STATUS_INVALID_HANDLE; STATUS_ACCESS_DENIED also if the caller may not have rights that the handle lacks.
pub fn duplicate(cx: &Context, asked: &Duplicate) -> Result<OpenedHandle, NTSTATUS> {
    for process in [&asked.source, &asked.receiver] {
        may_duplicate(cx, process)?;
    }
    let entry = cx.machine().ob.handles.get(asked.source.address, asked.handle).ok_or(STATUS_INVALID_HANDLE)?;
    cx.machine().ob.objects.hold(entry.object);
    let copied = copy(cx, asked, &entry);
    release(cx, entry.object);
    copied
}

/// PROCESS_DUP_HANDLE.
const DUP_HANDLE: u32 = 0x40;

fn may_duplicate(cx: &Context, process: &Arc<Process>) -> Result<(), NTSTATUS> {
    if ps::current(cx).address == process.address {
        return Ok(());
    }
    let opened = nt_open_process(cx, process.id, 0, DUP_HANDLE)?;
    super::close_handle(cx, ps::current(cx).address, opened.handle);
    if opened.granted & DUP_HANDLE == 0 {
        // an object callback took it
        return Err(kernel_abi::STATUS_ACCESS_DENIED);
    }
    Ok(())
}

fn copy(cx: &Context, asked: &Duplicate, entry: &HandleEntry) -> Result<OpenedHandle, NTSTATUS> {
    let (security, mapping) = match &entry.body {
        Body::Process(process) => (process.security.clone(), se::PROCESS),
        Body::Thread(thread) => (thread.process.security.clone(), se::THREAD),
        _ => (se::Descriptor::default(), se::DEVICE),
    };
    let mut wanted = asked.desired.map_or(entry.granted, |desired| mapping.map(desired));
    if wanted & !entry.granted != 0 {
        wanted = rights(cx, &security, wanted, cx.mode(), mapping)?;
    }
    let operation = Operation {
        kind: entry.body.object_type(),
        object: entry.object,
        kernel: false,
        desired: wanted,
        between: Some((asked.source.address.0, asked.receiver.address.0)),
    };
    let intercepted = operation.intercept(cx);
    let granted = intercepted.granted;
    let made = HandleEntry { granted, inherit: false, opener: cx.image(), ..entry.clone() };
    let process = Some(asked.receiver.address);
    let handle = cx.machine().ob.handles.open(NewHandle { process, entry: made });
    intercepted.made(cx);
    Ok(OpenedHandle { handle, granted })
}

/// Rights after mapping and access check.
fn rights(
    cx: &Context,
    security: &se::Descriptor,
    desired: u32,
    mode: Mode,
    mapping: se::Mapping,
) -> Result<u32, NTSTATUS> {
    let mapped = mapping.map(desired);
    match mode {
        Mode::Kernel if mapped & se::MAXIMUM_ALLOWED != 0 => Ok(mapping.all),
        Mode::Kernel => Ok(mapped),
        Mode::User => se::check(&ps::current(cx).token, security, mapped, mapping),
    }
}

/// Makes a handle with those of the rights that the object callbacks leave: in the kernel's table or the current process's.
pub(super) fn insert(cx: &Context, object: usize, body: Body, attributes: u32, desired: u32) -> OpenedHandle {
    let kernel = attributes & OBJ_KERNEL_HANDLE != 0;
    let objects = &cx.machine().ob.objects;
    objects.hold(object);
    let intercepted = Operation { kind: body.object_type(), object, kernel, desired, between: None }.intercept(cx);
    let granted = intercepted.granted;
    let process = (!kernel).then(|| ps::current(cx).address);
    let entry = HandleEntry { object, body, granted, inherit: attributes & OBJ_INHERIT != 0, opener: cx.image() };
    let handle = cx.machine().ob.handles.open(NewHandle { process, entry });
    intercepted.made(cx);
    release(cx, object);
    OpenedHandle { handle, granted }
}
