//! Processes start and end.

use std::sync::Arc;

use kernel_abi::{NTSTATUS, NT_ERROR, STATUS_SUCCESS};

use super::{create_info, ImageFile, Process, Spec};
use crate::guest::{Context, Mode, Stopped};
use crate::machine::Machine;
use crate::ob::{self, Body, Handle, OpenedHandle};
use crate::se::{Account, Token, MAXIMUM_ALLOWED};
use crate::text::Text;
use crate::verifier::BugCheck;

/// How a process is started, beyond what it is.
#[derive(Clone, Debug, Default)]
pub struct Start {
    /// CommandLine.
    pub command_line: Option<Text>,
    /// ImageFileName.
    pub image_name: Option<Text>,
    /// FileOpenNameAvailable: whether that is the name that the file was opened with.
    pub open_name_available: bool,
    /// Whether the parent's inheritable handles are copied.
    pub inherit_handles: bool,
    /// Whether the creator keeps its handle.
    pub keep_handle: bool,
    /// Id of an ended process that is given out again.
    pub ended_id: Option<u32>,
}

/// Outcome of a start.
pub struct Started {
    /// What the creator got.
    pub status: NTSTATUS,
    /// The process, which has ended if it was refused.
    pub process: Arc<Process>,
    /// The creator's handle, if it keeps it.
    pub handle: Option<Handle>,
}

/// NtCreateUserProcess in the thread that runs: the process is inserted, its creator's handle made and its parent's handles
/// inherited, then the notify routines are called. An error in CreationStatus ends the process before its first instruction.
///
/// # Errors
/// If the id of an ended process was given and is none.
pub fn start(cx: &Context, spec: Spec, how: &Start) -> Result<Started, String> {
    let machine = cx.machine();
    let process = machine.ps.make_process(machine, spec, how.ended_id)?;
    let opened = ob::open_process(cx, &process, 0, MAXIMUM_ALLOWED, cx.mode());
    if how.inherit_handles {
        if let Some(parent) = machine.ps.process(process.parent) {
            machine.ob.handles.inherit(parent.address, process.address);
        }
    }
    let status = if process.minimal { STATUS_SUCCESS } else { tell(cx, &process, how) };
    let handle = settle(cx, opened, how.keep_handle && status >= 0);
    Ok(Started { status, process, handle })
}

/// Closes the creator's handle unless it is kept.
fn settle(cx: &Context, opened: Result<OpenedHandle, NTSTATUS>, kept: bool) -> Option<Handle> {
    let handle = opened.ok()?.handle;
    if kept {
        return Some(handle);
    }
    ob::close_handle(cx, super::current(cx).address, handle);
    None
}

/// Starts a program that calls drivers, as a child of the shell; drivers are told as of any other.
///
/// # Errors
/// [`Stopped`] if the machine has stopped.
pub fn start_caller(machine: &Arc<Machine>, account: Account, wow64: bool) -> Result<Arc<Process>, Stopped> {
    let image = format!("{}\\Users\\test\\caller.exe", machine.profile.system_volume().device);
    let image = Text::from(image.as_str());
    let shell = machine.ps.shell();
    let how = Start {
        command_line: Some(Text::from("caller")),
        image_name: Some(image.clone()),
        open_name_available: true,
        ..Start::default()
    };
    let spec = Spec { image, token: Token::of(account), wow64, minimal: false, parent: shell.id, one_thread: false };
    machine.as_program(shell, |cx| match start(cx, spec, &how) {
        Ok(started) => started.process,
        Err(reason) => cx.bug_check(BugCheck::host(reason)),
    })
}

/// Tells the routines; the status that the creator gets.
fn tell(cx: &Context, process: &Arc<Process>, how: &Start) -> NTSTATUS {
    let objects = &cx.machine().ob.objects;
    let file = Arc::new(ImageFile::of(&process.image));
    let address = file.address();
    objects.insert(address, Body::ImageFile(file));
    objects.hold(address);
    let status = create_info::created(cx, process, how, address);
    ob::release(cx, address);
    if !NT_ERROR(status) {
        return STATUS_SUCCESS;
    }
    end_refused(cx, process);
    status
}

fn end_refused(cx: &Context, process: &Arc<Process>) {
    let machine = cx.machine();
    let first = machine.ps.make_thread(machine, process);
    cx.as_thread(first.address, Mode::User, || {
        if machine.profile.process_notify.refused_exit {
            exit(cx);
        } else {
            leave(cx, process);
        }
    });
}

/// Ends the current process by the thread that runs, its last one: pending requests are cancelled, the routines told, its handles
/// closed.
pub fn exit(cx: &Context) {
    let process = super::current(cx);
    if process.address == cx.machine().ps.system_process().address {
        cx.bug_check(BugCheck::host("the system process does not end".into()));
    }
    cx.machine().ps.mark_ended(&process);
    if !process.minimal {
        create_info::exited(cx, &process);
    }
    leave(cx, &process);
}

fn leave(cx: &Context, process: &Arc<Process>) {
    crate::io::process_exiting(cx, process);
    ob::close_all(cx, process.address);
    let gone = cx.machine().ps.remove(process);
    gone.into_iter().for_each(|object| ob::release(cx, object));
}
