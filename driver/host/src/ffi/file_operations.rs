//! Files are used, in the name of the shell (the suite's `FileStimulus`). Each replies status: i32, number: u64.

use std::sync::Arc;

use kernel_abi::{FILE_OPEN_BY_FILE_ID, NTSTATUS, STATUS_INVALID_PARAMETER, STATUS_SUCCESS};

use super::file_change_operations;
use super::message::{Reader, Writer};
use super::operations::Failure;
use crate::fs::operations::{self as files, Write, WritePath};
use crate::fs::{self, mount, CreateRequest, OpenFile, Opened, Waiting};
use crate::guest::{Context, Mode};
use crate::machine::Machine;
use crate::text::Text;

/// path: text, desired access, options: u32, keep open: flag
pub const CREATE: u32 = 0x3_0001;
/// path: text, related file, file id: u64 (0: none), desired access, options, SL_ flags, opener: u32, keep open: flag
pub const OPEN: u32 = 0x3_0002;
/// file, offset: u64, length, path: u32
pub const WRITE: u32 = 0x3_0003;
/// file: u64
pub const CLOSE: u32 = 0x3_0004;
/// path: text
pub const MAKE_DIRECTORY: u32 = 0x3_0005;
/// operation: u32 ([`OPEN`], [`WRITE`] or [`CLOSE`]), then its parameters; the number is the held operation's
pub const HOLD: u32 = 0x3_0006;
/// held operation: u64, elsewhere: flag
pub const FINISH_HELD: u32 = 0x3_0007;

/// What a stimulus comes to.
pub(super) type Answer = (NTSTATUS, u64);

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
    let shell = Arc::clone(machine.ps.shell());
    let (status, number) = machine.as_program(&shell, |cx| act(cx, operation, input))??;
    reply.i32(status).u64(number);
    Ok(())
}

fn act(cx: &Context, operation: u32, input: &mut Reader<'_>) -> Result<Answer, Failure> {
    match operation {
        CREATE => create(cx, input),
        OPEN => {
            let (request, keep) = read_open(cx, input)?;
            Ok(ended(cx, fs::open(cx, request), keep))
        }
        WRITE => {
            let (file, write) = read_write(cx, input)?;
            Ok((files::write(cx, &file, write), 0))
        }
        CLOSE => Ok((files::close(cx, &take(cx, input)?), 0)),
        MAKE_DIRECTORY => {
            let made = mount::spring_directories(cx, &input.text()?);
            Ok((if made { STATUS_SUCCESS } else { STATUS_INVALID_PARAMETER }, 0))
        }
        HOLD => hold(cx, input),
        FINISH_HELD => finish(cx, input),
        _ => file_change_operations::act(cx, operation, input),
    }
}

/// The file springs into being before it is opened.
fn create(cx: &Context, input: &mut Reader<'_>) -> Result<Answer, Failure> {
    let path = input.text()?;
    let mut request = CreateRequest::new(path, input.u32()?, input.u32()?, cx.thread(), cx.mode());
    let keep = input.flag()?;
    request.by_name_alone = !mount::spring(cx, &request.name);
    Ok(ended(cx, fs::open(cx, request), keep))
}

fn read_open(cx: &Context, input: &mut Reader<'_>) -> Result<(CreateRequest, bool), Failure> {
    let path = input.text()?;
    let (related, file_id) = (input.u64()?, input.u64()?);
    let mut request = CreateRequest::new(path, input.u32()?, input.u32()?, cx.thread(), cx.mode());
    request.operation_flags = input.u32()? as u8;
    request.related = if related == 0 { None } else { Some(file(cx, related)?) };
    if file_id != 0 {
        request.file_id = file_id;
        request.options |= FILE_OPEN_BY_FILE_ID;
        request.name = Text::of(&[]);
    }
    set_opener(cx, &mut request, input.u32()?)?;
    Ok((request, input.flag()?))
}

/// By the suite's `Opener`: a program, one that may not traverse, one whose request another thread sends on, the system, nobody.
fn set_opener(cx: &Context, request: &mut CreateRequest, opener: u32) -> Result<(), Failure> {
    let machine = cx.machine();
    let system = machine.ps.thread_of_caller(machine, machine.ps.system_process());
    match opener {
        0 => {}
        1 => request.traverse = false,
        2 => request.runner = system,
        3 => (request.thread, request.runner, request.mode) = (Some(system), system, Mode::Kernel),
        4 => (request.thread, request.runner, request.mode) = (None, system, Mode::Kernel),
        _ => return Err(Failure::Refused(format!("nobody {opener} opens files"))),
    }
    Ok(())
}

fn read_write(cx: &Context, input: &mut Reader<'_>) -> Result<(Arc<OpenFile>, Write), Failure> {
    let file = file(cx, input.u64()?)?;
    let (byte_offset, length) = (input.u64()? as i64, input.u32()?);
    use WritePath::{FastIo, Irp, Mdl, MdlComplete, Paging, PagingNamed, Uncached};
    let paths = [Irp, Uncached, FastIo, Paging, PagingNamed, Mdl, MdlComplete];
    let number = input.u32()?;
    let path = paths.get(number as usize).copied();
    let path = path.ok_or_else(|| Failure::Refused(format!("no write comes on path {number}")))?;
    Ok((file, Write { byte_offset, length, path }))
}

/// A file that is kept open.
pub(super) fn file(cx: &Context, number: u64) -> Result<Arc<OpenFile>, Failure> {
    cx.machine().fs.kept.file(number).ok_or_else(|| Failure::Refused(format!("file {number} is not open")))
}

fn take(cx: &Context, input: &mut Reader<'_>) -> Result<Arc<OpenFile>, Failure> {
    let number = input.u64()?;
    cx.machine().fs.kept.take_file(number).ok_or_else(|| Failure::Refused(format!("file {number} is not open")))
}

fn ended(cx: &Context, opened: Opened, keep: bool) -> Answer {
    let status = opened.status;
    match opened.file {
        None => (status, 0),
        Some(file) if keep => (status, cx.machine().fs.kept.keep(file)),
        Some(file) => {
            files::close(cx, &file);
            (status, 0)
        }
    }
}

fn hold(cx: &Context, input: &mut Reader<'_>) -> Result<Answer, Failure> {
    let waiting = match input.u32()? {
        OPEN => {
            let (request, keep) = read_open(cx, input)?;
            Waiting::Open(Box::new(fs::begin(cx, request)), keep)
        }
        WRITE => {
            let (file, write) = read_write(cx, input)?;
            Waiting::Other(Box::new(files::begin_write(cx, &file, write)))
        }
        CLOSE => Waiting::Other(Box::new(files::begin_close(cx, &take(cx, input)?))),
        other => return Err(Failure::Refused(format!("operation {other:#x} can't be held"))),
    };
    Ok((STATUS_SUCCESS, cx.machine().fs.kept.hold(waiting)))
}

fn finish(cx: &Context, input: &mut Reader<'_>) -> Result<Answer, Failure> {
    let (number, elsewhere) = (input.u64()?, input.flag()?);
    match cx.machine().fs.kept.take_waiting(number) {
        None => Err(Failure::Refused(format!("no operation {number} is held"))),
        Some(Waiting::Open(_, _)) if elsewhere => {
            Err(Failure::Refused("a create ends in the thread that asked for it".into()))
        }
        Some(Waiting::Open(opening, keep)) => Ok(ended(cx, fs::finish(cx, *opening), keep)),
        Some(Waiting::Other(held)) if elsewhere => Ok((files::finish_elsewhere(cx, *held), 0)),
        Some(Waiting::Other(held)) => Ok((files::finish(cx, *held), 0)),
    }
}
