//! Handles to processes and threads are made: by opening, duplicating and from pointers.

use std::sync::Arc;

use kernel_abi::{NTSTATUS, OBJ_KERNEL_HANDLE};

use super::{Body, Handle, HandleEntry, NewHandle};
use crate::guest::{Context, Mode};
use crate::ps::{self, Process};
use crate::se;

/// OBJ_INHERIT.
pub const OBJ_INHERIT: u32 = 0x2;

/// A handle that was made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OpenedHandle {
    /// The handle, in the current process or the kernel.
    pub handle: Handle,
    /// Its rights.
    pub granted: u32,
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

fn insert(cx: &Context, object: usize, body: Body, attributes: u32, granted: u32) -> OpenedHandle {
    let kernel = attributes & OBJ_KERNEL_HANDLE != 0;
    let process = (!kernel).then(|| ps::current(cx).address);
    let entry = HandleEntry { object, body, granted, inherit: attributes & OBJ_INHERIT != 0, opener: cx.image() };
    OpenedHandle { handle: cx.machine().ob.handles.open(NewHandle { process, entry }), granted }
}
