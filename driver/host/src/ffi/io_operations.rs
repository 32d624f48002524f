//! Operations of programs on devices: processes, opens, requests, completion ports.

use std::sync::Arc;
use std::time::Duration;

use kernel_abi::SYNCHRONIZE;

use super::message::{Reader, Writer};
use super::operations::Failure;
use super::tables::Tables;
use crate::guest::{Context, Stopped};
use crate::io::{self, Call, Described, Open, Request};
use crate::machine::Machine;
use crate::ob::{self, Handle};
use crate::ps::{self, Process};
use crate::se::{Account, Token};
use crate::text::Text;

/// account: u32, wow64: flag → process id: u32
pub const START_PROCESS: u32 = 0x2_0001;
/// process id: u32, path: text, root: u64 (0 none), access: u32, overlapped: flag → status: i32, information: u64, handle: u64
pub const OPEN: u32 = 0x2_0002;
/// process: u32, handle: u64, control request → returned: i32, request: u64
pub const SUBMIT: u32 = 0x2_0003;
/// request: u64, milliseconds: u32 → flag ended, status: i32, information: u64, output: bytes
pub const AWAIT: u32 = 0x2_0004;
/// request: u64 → flag
pub const ENDED: u32 = 0x2_0005;
/// process: u32 → port: u64
pub const CREATE_PORT: u32 = 0x2_0006;
/// process: u32, handle: u64, port: u64, key: u64 → status: i32
pub const BIND: u32 = 0x2_0007;
/// port: u64, max: u32, milliseconds: u32 → count: u32, then each key: u64, request: u64
pub const DEQUEUE: u32 = 0x2_0008;
/// port: u64 → u32
pub const DEPTH: u32 = 0x2_0009;
/// process: u32, handle: u64, request: u64 → flag
pub const CANCEL: u32 = 0x2_000A;
/// process: u32, handle: u64 → flag
pub const CANCEL_ALL: u32 = 0x2_000B;
/// process: u32, handle: u64, MajorFunction's ordinal: u32 → status: i32, information: u64
pub const CALL_MAJOR: u32 = 0x2_000C;
/// process: u32, handle: u64, into process: u32 → handle: u64
pub const DUPLICATE: u32 = 0x2_000D;
/// process: u32, handle: u64 →
pub const CLOSE: u32 = 0x2_000E;
/// process: u32, handle: u64 → flag
pub const CLOSED: u32 = 0x2_000F;
/// port: u64 →
pub const CLOSE_PORT: u32 = 0x2_0010;
/// process: u32 →
pub const KILL: u32 = 0x2_0011;
/// request: u64 →
pub const FORGET: u32 = 0x2_0012;

/// Longest wait for a request that must end.
const PATIENCE: Duration = Duration::from_secs(20);
/// Bytes of the buffers that other major functions get.
const BUFFER_BYTES: u32 = 64;
/// Accounts in the suite's order (CallerSpec.Account).
const ACCOUNTS: [Account; 5] =
    [Account::System, Account::Administrator, Account::FilteredAdministrator, Account::User, Account::LocalService];

type Outcome = Result<(), Failure>;

/// Performs one of these.
///
/// # Errors
/// See [`Failure`].
pub fn perform(machine: &Arc<Machine>, operation: u32, input: &mut Reader<'_>, reply: &mut Writer) -> Outcome {
    match operation {
        START_PROCESS => start_process(machine, input, reply),
        OPEN => open(machine, input, reply),
        SUBMIT => submit(machine, input, reply),
        AWAIT => await_end(machine, input, reply),
        ENDED => {
            reply.flag(machine.tables.requests.get(input.u64()?)?.end().is_some());
            Ok(())
        }
        CREATE_PORT | BIND | DEQUEUE | DEPTH | CLOSE_PORT => ports(machine, operation, input, reply),
        CANCEL | CANCEL_ALL => cancel(machine, operation == CANCEL, input, reply),
        CALL_MAJOR => call_major(machine, input, reply),
        DUPLICATE | CLOSE | CLOSED => handles(machine, operation, input, reply),
        KILL => kill(machine, input),
        FORGET => {
            machine.tables.requests.remove(input.u64()?);
            Ok(())
        }
        _ => Err(Failure::Refused(format!("no operation {operation:#x} of programs"))),
    }
}

/// The process that a message names.
pub(super) fn process(machine: &Machine, input: &mut Reader<'_>) -> Result<Arc<Process>, Failure> {
    named(machine, input.u32()?)
}

/// The process of an id; 0 is the shell.
fn named(machine: &Machine, id: u32) -> Result<Arc<Process>, Failure> {
    if id == 0 {
        return Ok(Arc::clone(machine.ps.shell()));
    }
    machine.ps.process(id).ok_or_else(|| Failure::Refused(format!("no process {id} runs")))
}

fn inside<R>(machine: &Arc<Machine>, process: &Arc<Process>, body: impl FnOnce(&Context) -> R) -> Result<R, Stopped> {
    machine.as_program(process, body)
}

fn start_process(machine: &Arc<Machine>, input: &mut Reader<'_>, reply: &mut Writer) -> Outcome {
    let (account, wow64) = (input.u32()? as usize, input.flag()?);
    let account = *ACCOUNTS.get(account).ok_or_else(|| Failure::Refused(format!("no account {account}")))?;
    let system_volume = &machine.profile.system_volume().device;
    let shell = machine.ps.shell();
    let spec = ps::Spec {
        image: Text::from(format!("{system_volume}\\Users\\test\\caller.exe").as_str()),
        token: Token::of(account),
        wow64,
        minimal: false,
        parent: shell.id,
        one_thread: false,
    };
    let started = inside(machine, shell, |cx| {
        ps::start(cx, spec, &ps::Start { command_line: Some(Text::from("caller")), ..ps::Start::default() })
    })?;
    let started = started.map_err(Failure::Refused)?;
    if started.status < 0 {
        return Err(Failure::Refused(format!("a caller could not be started: {:#x}", started.status)));
    }
    reply.u32(started.process.id);
    Ok(())
}

fn open(machine: &Arc<Machine>, input: &mut Reader<'_>, reply: &mut Writer) -> Outcome {
    let process = process(machine, input)?;
    let (path, root, access, overlapped) = (input.text()?, input.u64()?, input.u32()?, input.flag()?);
    let root = (root != 0).then_some(Handle(root));
    // as CreateFileW does for a synchronous handle
    let access = if overlapped { access } else { access | SYNCHRONIZE };
    let asked = Open { path, root, access, synchronous: !overlapped, inherit: false };
    let opened = inside(machine, &process, |cx| io::open(cx, &asked))?;
    reply.i32(opened.status).u64(opened.information as u64).u64(opened.handle.map_or(0, |handle| handle.0));
    Ok(())
}

/// Reads a control request: its code, and the request with its buffers.
pub(super) fn control_request(
    tables: &Tables,
    input: &mut Reader<'_>,
    kernel: bool,
) -> Result<(u32, Arc<Request>), Failure> {
    let (code, bytes, input_length) = (input.u32()?, input.optional_bytes()?, input.u64()?);
    let (capacity, output_length, overlap) = (input.i32()?, input.u64()?, input.i32()?);
    let described = Described {
        input: bytes,
        input_length: input_length as u32,
        output: usize::try_from(capacity).ok(),
        output_length: output_length as u32,
        overlap: usize::try_from(overlap).ok(),
    };
    Ok((code, tables.requests.add(|id| Request::of(id, &described, kernel))))
}

fn submit(machine: &Arc<Machine>, input: &mut Reader<'_>, reply: &mut Writer) -> Outcome {
    let process = process(machine, input)?;
    let handle = Handle(input.u64()?);
    let (code, request) = control_request(&machine.tables, input, false)?;
    let returned = inside(machine, &process, |cx| io::issue(cx, handle, &request, Call::control(code)))?;
    reply.i32(returned).u64(request.id);
    Ok(())
}

fn await_end(machine: &Arc<Machine>, input: &mut Reader<'_>, reply: &mut Writer) -> Outcome {
    let request = machine.tables.requests.get(input.u64()?)?;
    let limit = Duration::from_millis(u64::from(input.u32()?));
    let ended = request.wait(machine, limit)?;
    let (status, information) = request.completion();
    reply.flag(ended).i32(status).u64(information as u64).bytes(&request.output());
    Ok(())
}

fn ports(machine: &Arc<Machine>, operation: u32, input: &mut Reader<'_>, reply: &mut Writer) -> Outcome {
    let tables = &machine.tables;
    match operation {
        CREATE_PORT => {
            let process = process(machine, input)?;
            let (handle, port) = inside(machine, &process, io::create_port)?;
            reply.u64(tables.ports.add(|_| (process, handle, port)));
        }
        BIND => {
            let process = process(machine, input)?;
            let (handle, port, key) = (Handle(input.u64()?), tables.ports.get(input.u64()?)?, input.u64()?);
            reply.i32(inside(machine, &process, |cx| io::bind(cx, handle, &port.2, key))?);
        }
        DEQUEUE => {
            let (port, max, limit) = (tables.ports.get(input.u64()?)?, input.u32()?, input.u32()?);
            let packets = port.2.dequeue(machine, max as usize, Duration::from_millis(u64::from(limit)))?;
            reply.u32(packets.len() as u32);
            packets.iter().for_each(|(key, request)| {
                reply.u64(*key).u64(request.id);
            });
        }
        DEPTH => {
            reply.u32(tables.ports.get(input.u64()?)?.2.depth() as u32);
        }
        _ => {
            let port = tables.ports.get(input.u64()?)?;
            let (process, handle, _) = &*port;
            if !process.has_ended() {
                inside(machine, process, |cx| ob::close_handle(cx, process.address, *handle))?;
            }
        }
    }
    Ok(())
}

fn cancel(machine: &Arc<Machine>, one: bool, input: &mut Reader<'_>, reply: &mut Writer) -> Outcome {
    let process = process(machine, input)?;
    let handle = Handle(input.u64()?);
    let request = if one {
        let Ok(request) = machine.tables.requests.get(input.u64()?) else {
            // it has ended, and the caller has seen it
            reply.flag(false);
            return Ok(());
        };
        Some(request)
    } else {
        None
    };
    let found = inside(machine, &process, |cx| io::cancel(cx, handle, request.as_ref()))?;
    reply.flag(found.unwrap_or(false));
    Ok(())
}

fn call_major(machine: &Arc<Machine>, input: &mut Reader<'_>, reply: &mut Writer) -> Outcome {
    let process = process(machine, input)?;
    let (handle, function) = (Handle(input.u64()?), input.u32()? as usize);
    let call = *io::OTHERS.get(function).ok_or_else(|| Failure::Refused(format!("no major function {function}")))?;
    let bytes = [0; BUFFER_BYTES as usize];
    let described = Described {
        input: Some(&bytes),
        input_length: BUFFER_BYTES,
        output: Some(bytes.len()),
        output_length: BUFFER_BYTES,
        overlap: None,
    };
    let request = Arc::new(Request::of(0, &described, false));
    if call.is_kernels() {
        let request = Arc::new(Request::of(0, &described, true));
        super::kernel_caller_operations::send_once(machine, &process, handle, &request, call)?;
        return finish_major(machine, &request, reply);
    }
    inside(machine, &process, |cx| io::issue(cx, handle, &request, call))?;
    finish_major(machine, &request, reply)
}

pub(super) fn finish_major(machine: &Machine, request: &Request, reply: &mut Writer) -> Outcome {
    if !request.wait(machine, PATIENCE)? {
        return Err(Failure::Refused("a request that must end has not ended".into()));
    }
    let (status, information) = request.completion();
    reply.i32(status).u64(information as u64);
    Ok(())
}

fn handles(machine: &Arc<Machine>, operation: u32, input: &mut Reader<'_>, reply: &mut Writer) -> Outcome {
    let id = input.u32()?;
    let handle = Handle(input.u64()?);
    if operation == CLOSED {
        let waits = machine.tables.closing.get(&(id, handle)).is_some_and(|file| !file.cleaned());
        reply.flag(!waits);
        return Ok(());
    }
    let process = named(machine, id)?;
    if operation == CLOSE {
        let file = inside(machine, &process, |cx| {
            let file = io::kernel_caller::reference(cx, &process, handle);
            ob::close_handle(cx, process.address, handle);
            file.inspect(|file| io::kernel_caller::dereference(cx, file))
        })?;
        let waits = file.filter(|file| !file.cleaned() && machine.ob.handles.to_object(file.address) == 0);
        machine.tables.closing.set((id, handle), waits);
        return Ok(());
    }
    let target = self::process(machine, input)?;
    match inside(machine, &process, |cx| io::duplicate(cx, handle, &target))? {
        Some(copy) => reply.u64(copy.0),
        None => return Err(Failure::Refused(format!("handle {:#x} can't be copied", handle.0))),
    };
    Ok(())
}

fn kill(machine: &Arc<Machine>, input: &mut Reader<'_>) -> Outcome {
    if let Some(process) = machine.ps.process(input.u32()?) {
        inside(machine, &process, ps::exit)?;
    }
    Ok(())
}
