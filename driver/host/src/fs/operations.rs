//! Operations on open files: each goes down through the filters of the volume, is done by its file system and comes up again.

use std::sync::Arc;

use kernel_abi::{
    IRP_MJ_CLEANUP, IRP_MJ_CLOSE, IRP_MJ_WRITE, IRP_MN_COMPLETE, IRP_PAGING_IO, NTSTATUS, STATUS_FILE_CLOSED,
    STATUS_INVALID_DEVICE_REQUEST, STATUS_SUCCESS,
};

use super::open_file::{OpenFile, Phase};
use super::removal;
use crate::flt::{self, File, Operation, Parameters, STATUS_FLT_DISALLOW_FAST_IO};
use crate::guest::{Context, Mode};
use crate::ob;
use crate::ps::{ProcessAddress, ThreadAddress};

const IRP_NOCACHE: u32 = 0x1;
/// IRP_SYNCHRONOUS_API, with IRP_CLOSE_OPERATION for the second.
const CLEANUP_FLAGS: u32 = 0x4;
const CLOSE_FLAGS: u32 = 0x404;
/// IRP_WRITE_OPERATION | IRP_DEFER_IO_COMPLETION.
const WRITE_FLAGS: u32 = 0xA00;
/// IRP_MN_MDL.
const IRP_MN_MDL: u8 = 0x2;

/// How a write reaches the file system.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WritePath {
    /// As an IRP.
    Irp,
    /// As an IRP that bypasses the cache.
    Uncached,
    /// By fast I/O first; as an IRP if a filter disallows that.
    FastIo,
    /// From the memory or cache manager.
    Paging,
    /// The same while the filter manager's cache holds the file's name.
    PagingNamed,
    /// Into the cache's pages: IRP_MN_MDL.
    Mdl,
    /// The end of such a write: IRP_MN_COMPLETE_MDL.
    MdlComplete,
}

/// A write.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Write {
    /// As asked for; -1 is the file's end, -2 the current position.
    pub byte_offset: i64,
    /// In bytes.
    pub length: u32,
    /// How it comes.
    pub path: WritePath,
}

/// An operation that has gone down and not come up yet: what remains of it.
pub struct Held {
    thread: ThreadAddress,
    mode: Mode,
    file: Arc<OpenFile>,
    descent: flt::Descent,
    what: What,
}

#[derive(Clone, Copy)]
enum What {
    Write(Write),
    Cleanup,
}

fn operation(cx: &Context, major: u8, file: &Arc<OpenFile>) -> Operation {
    let target: Arc<dyn File> = Arc::clone(file) as _;
    Operation::irp(major, target, Some(cx.thread()), cx.mode())
}

fn of_write(cx: &Context, file: &Arc<OpenFile>, write: Write) -> Operation {
    let mut operation = operation(cx, IRP_MJ_WRITE, file);
    operation.parameters = Parameters::Write { length: write.length, byte_offset: write.byte_offset };
    operation.irp_flags = match write.path {
        WritePath::FastIo => 0,
        WritePath::Uncached => WRITE_FLAGS | IRP_NOCACHE,
        WritePath::Paging | WritePath::PagingNamed => IRP_PAGING_IO | IRP_NOCACHE,
        WritePath::Irp | WritePath::Mdl | WritePath::MdlComplete => WRITE_FLAGS,
    };
    operation.minor = match write.path {
        WritePath::Mdl => IRP_MN_MDL,
        WritePath::MdlComplete => IRP_MN_MDL | IRP_MN_COMPLETE,
        _ => 0,
    };
    operation.fast_io = write.path == WritePath::FastIo;
    operation.name_cached = write.path == WritePath::PagingNamed;
    operation
}

/// What the file system says to a write: data is not simulated.
fn wrote(cx: &Context, file: &OpenFile, operation: &Operation) -> (NTSTATUS, usize) {
    let paging = operation.irp_flags & IRP_PAGING_IO != 0;
    if file.phase() >= Phase::CleanedUp && !paging {
        return (STATUS_FILE_CLOSED, 0);
    }
    if file.is_directory(cx) {
        return (STATUS_INVALID_DEVICE_REQUEST, 0);
    }
    match operation.parameters {
        Parameters::Write { length, .. } => (STATUS_SUCCESS, length as usize),
        _ => (STATUS_SUCCESS, 0),
    }
}

/// NtWriteFile, or a part of it that comes as an operation of its own, in the calling thread.
pub fn write(cx: &Context, file: &Arc<OpenFile>, write: Write) -> NTSTATUS {
    let held = begin_write(cx, file, write);
    finish(cx, held)
}

/// The same, but the file system keeps the write until [`finish`].
pub fn begin_write(cx: &Context, file: &Arc<OpenFile>, write: Write) -> Held {
    begin(cx, file, of_write(cx, file, write), What::Write(write))
}

/// The memory manager writes changed pages of a mapped file, in a thread of the system.
pub fn write_mapped_pages(cx: &Context, file: &Arc<OpenFile>, length: u32) -> NTSTATUS {
    let machine = cx.machine();
    let thread = machine.ps.thread_of_caller(machine, machine.ps.system_process());
    let pages = Write { byte_offset: 0, length, path: WritePath::Paging };
    cx.as_thread(thread, Mode::Kernel, || write(cx, file, pages))
}

/// Closes a file that has one handle, which no table holds: IRP_MJ_CLEANUP, then, unless a driver refers to it still,
/// IRP_MJ_CLOSE. The status of the cleanup.
pub fn close(cx: &Context, file: &Arc<OpenFile>) -> NTSTATUS {
    let held = begin_close(cx, file);
    finish(cx, held)
}

/// The same, but the file system keeps the cleanup until [`finish`].
pub fn begin_close(cx: &Context, file: &Arc<OpenFile>) -> Held {
    begin(cx, file, of_cleanup(cx, file), What::Cleanup)
}

fn of_cleanup(cx: &Context, file: &Arc<OpenFile>) -> Operation {
    let mut cleanup = operation(cx, IRP_MJ_CLEANUP, file);
    cleanup.irp_flags = CLEANUP_FLAGS;
    cleanup
}

fn begin(cx: &Context, file: &Arc<OpenFile>, operation: Operation, what: What) -> Held {
    let descent = flt::descend(cx, operation);
    Held { thread: cx.thread(), mode: cx.mode(), file: Arc::clone(file), descent, what }
}

/// The file system completes it in the thread that sent it; the final status.
pub fn finish(cx: &Context, held: Held) -> NTSTATUS {
    let (thread, mode) = (held.thread, held.mode);
    cx.as_thread(thread, mode, || {
        let (file, what) = (Arc::clone(&held.file), held.what);
        let status = held.bring_up(cx);
        after(cx, &file, what, status)
    })
}

/// The file system completes it in another thread, at DISPATCH_LEVEL, as a disk's completion does; the final status.
pub fn finish_elsewhere(cx: &Context, held: Held) -> NTSTATUS {
    let machine = cx.machine();
    let elsewhere = machine.ps.thread_of_caller(machine, machine.ps.system_process());
    let (thread, mode, file, what) = (held.thread, held.mode, Arc::clone(&held.file), held.what);
    let status = cx.as_thread(elsewhere, Mode::Kernel, || cx.at_irql(2, || held.bring_up(cx)));
    cx.as_thread(thread, mode, || after(cx, &file, what, status))
}

/// What the issuer does next: fast I/O that a filter has disallowed comes again as an IRP, a handle's reference goes.
fn after(cx: &Context, file: &Arc<OpenFile>, what: What, status: NTSTATUS) -> NTSTATUS {
    match what {
        What::Write(again) if again.path == WritePath::FastIo && status == STATUS_FLT_DISALLOW_FAST_IO => {
            write(cx, file, Write { path: WritePath::Irp, ..again })
        }
        What::Write(_) => status,
        What::Cleanup => {
            ob::release(cx, file.address());
            status
        }
    }
}

impl Held {
    fn bring_up(self, cx: &Context) -> NTSTATUS {
        let (below, information) = match self.what {
            _ if !self.descent.reached => (STATUS_SUCCESS, 0),
            What::Write(_) => wrote(cx, &self.file, &self.descent.operation),
            What::Cleanup => (removal::clean_up(&self.file), 0),
        };
        if matches!(self.what, What::Cleanup) {
            self.file.object.cleaned_up();
        }
        flt::ascend(cx, self.descent, below, information).0
    }
}

/// The last handle to a file object was closed: IRP_MJ_CLEANUP in the calling thread. PASSIVE_LEVEL.
pub fn last_handle_closed(cx: &Context, _process: ProcessAddress, file: &Arc<OpenFile>) {
    let mut cleanup = of_cleanup(cx, file);
    flt::pass(cx, &mut cleanup, &mut |_, _| (removal::clean_up(file), 0));
    file.object.cleaned_up();
}

/// The last reference to a file object is gone: IRP_MJ_CLOSE, unless its create has failed; then its memory goes. PASSIVE_LEVEL.
pub fn last_reference_gone(cx: &Context, file: &Arc<OpenFile>) {
    if file.phase() != Phase::Opening {
        let mut close = operation(cx, IRP_MJ_CLOSE, file);
        (close.irp_flags, close.mode) = (CLOSE_FLAGS, Mode::Kernel);
        flt::pass(cx, &mut close, &mut |_, _| (STATUS_SUCCESS, 0));
        file.change(|state| state.phase = Phase::Closed);
    }
    file.object.free(cx);
    if file.volume.closed() {
        super::mount::take_away(cx, &file.volume);
    }
}

/// Another request on an open file, done by `action` in the file system.
pub(super) fn pass(cx: &Context, major: u8, file: &Arc<OpenFile>, action: &mut dyn FnMut() -> NTSTATUS) -> NTSTATUS {
    let mut operation = operation(cx, major, file);
    operation.irp_flags = CLEANUP_FLAGS;
    let closed = || file.phase() >= Phase::CleanedUp;
    flt::pass(cx, &mut operation, &mut |_, _| if closed() { (STATUS_FILE_CLOSED, 0) } else { (action(), 0) }).0
}
