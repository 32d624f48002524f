//! Handles to processes are opened, duplicated and closed (the suite's `HandleStimulus`). The id answered is the access granted.
//! A process id of 0 where an opener, caller, holder, source or receiver is asked for stands for the shell.

use std::sync::Arc;

use kernel_abi::{NTSTATUS, STATUS_INVALID_HANDLE, STATUS_SUCCESS};

use super::message::{Reader, Writer};
use super::operations::Failure;
use super::stimulus::{actor, answer, running};
use crate::guest::{Context, Mode};
use crate::machine::Machine;
use crate::ob::{self, Duplicate, OpenedHandle, OBJ_INHERIT};
use crate::ps::{self, Process};

/// process id: u64, access: u32, opener: u64, inherit, keep open: flags → status: i32, access: u64
pub const OPEN_PROCESS: u32 = 0x5_0001;
/// opener: u64, process id: u64, access: u32 → status: i32, access: u64
pub const OPEN_THREAD: u32 = 0x5_0002;
/// caller, source, process id, receiver: u64 each, access: u64 (all bits: the same) → status: i32, access: u64
pub const DUPLICATE: u32 = 0x5_0003;
/// holder: u64, process id: u64 → status: i32, access: u64
pub const QUERY_ACCESS: u32 = 0x5_0004;
/// holder: u64, process id: u64 → status: i32, 0: u64
pub const CLOSE: u32 = 0x5_0005;

/// DUPLICATE_SAME_ACCESS.
const SAME_ACCESS: u64 = u64::MAX;

type Outcome = Result<u32, NTSTATUS>;

/// Performs one of these.
///
/// # Errors
/// See [`Failure`].
pub fn perform(
    machine: &Arc<Machine>,
    operation: u32,
    input: &mut Reader<'_>,
    reply: &mut Writer,
) -> Result<(), Failure> {
    let outcome = match operation {
        OPEN_PROCESS => open_process(machine, input)?,
        OPEN_THREAD => open_thread(machine, input)?,
        DUPLICATE => duplicate(machine, input)?,
        QUERY_ACCESS => query(machine, input)?,
        CLOSE => close(machine, input)?,
        _ => return Err(Failure::Refused(format!("no operation {operation:#x} of handles"))),
    };
    let status = outcome.err().unwrap_or(STATUS_SUCCESS);
    answer(reply, status, u64::from(outcome.unwrap_or(0)));
    Ok(())
}

/// Closes a handle that a stimulus does not keep.
fn settle(cx: &Context, opened: Result<OpenedHandle, NTSTATUS>, kept: bool) -> Outcome {
    let opened = opened?;
    if !kept {
        ob::close_handle(cx, ps::current(cx).address, opened.handle);
    }
    Ok(opened.granted)
}

fn open_process(machine: &Arc<Machine>, input: &mut Reader<'_>) -> Result<Outcome, Failure> {
    let (target, desired) = (running(machine, input)?, input.u32()?);
    let opener = actor(machine, input)?;
    let (inherit, kept) = (input.flag()?, input.flag()?);
    let attributes = if inherit { OBJ_INHERIT } else { 0 };
    Ok(machine.as_program(&opener, |cx| settle(cx, ob::nt_open_process(cx, target.id, attributes, desired), kept))?)
}

fn open_thread(machine: &Arc<Machine>, input: &mut Reader<'_>) -> Result<Outcome, Failure> {
    let (opener, target, desired) = (actor(machine, input)?, running(machine, input)?, input.u32()?);
    Ok(machine.as_program(&opener, |cx| {
        let thread = machine.ps.thread(machine.ps.thread_of_caller(machine, &target));
        let opened = thread.map(|thread| ob::open_thread(cx, &thread, 0, desired, Mode::User));
        settle(cx, opened.unwrap_or(Err(STATUS_INVALID_HANDLE)), false)
    })?)
}

fn newest(machine: &Machine, holder: &Process, target: &Process) -> Result<ob::Handle, NTSTATUS> {
    machine.ob.handles.newest(holder.address, target.address.0).ok_or(STATUS_INVALID_HANDLE)
}

fn duplicate(machine: &Arc<Machine>, input: &mut Reader<'_>) -> Result<Outcome, Failure> {
    let (caller, source) = (actor(machine, input)?, actor(machine, input)?);
    let (target, receiver) = (running(machine, input)?, actor(machine, input)?);
    let desired = input.u64()?;
    let handle = match newest(machine, &source, &target) {
        Ok(handle) => handle,
        Err(status) => return Ok(Err(status)),
    };
    let desired = (desired != SAME_ACCESS).then_some(desired as u32);
    let asked = Duplicate { source, handle, receiver, desired };
    Ok(machine.as_program(&caller, |cx| ob::duplicate(cx, &asked).map(|copy| copy.granted))?)
}

/// NtQueryObject's GrantedAccess.
fn query(machine: &Arc<Machine>, input: &mut Reader<'_>) -> Result<Outcome, Failure> {
    let (holder, target) = (actor(machine, input)?, running(machine, input)?);
    let entry = newest(machine, &holder, &target)
        .and_then(|handle| machine.ob.handles.get(holder.address, handle).ok_or(STATUS_INVALID_HANDLE));
    Ok(entry.map(|entry| entry.granted))
}

fn close(machine: &Arc<Machine>, input: &mut Reader<'_>) -> Result<Outcome, Failure> {
    let (holder, target) = (actor(machine, input)?, running(machine, input)?);
    let handle = match newest(machine, &holder, &target) {
        Ok(handle) => handle,
        Err(status) => return Ok(Err(status)),
    };
    let status = machine.as_program(&holder, |cx| ob::close_handle(cx, holder.address, handle))?;
    Ok(if status == STATUS_SUCCESS { Ok(0) } else { Err(status) })
}
