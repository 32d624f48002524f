//! Requests as drivers see them, and what the system remembers of each.

use std::collections::HashMap;
use std::mem::{offset_of, size_of};
use std::sync::atomic::{AtomicPtr, AtomicU64, AtomicU8, Ordering};
use std::sync::Arc;

use kernel_abi::{IO_PARAMETERS, IO_STACK_LOCATION, IRP, LIST_ENTRY, NTSTATUS, SL_PENDING_RETURNED};

use super::buffers::Buffers;
use super::device::Device;
use super::file::DeviceFile;
use super::request::Request;
use crate::guest::Context;
use crate::locked::Locked;
use crate::machine::ImageId;
use crate::ps::{ProcessAddress, ThreadAddress};

/// IO_TYPE_IRP.
const TYPE_IRP: i16 = 6;
/// Of an IRP with its one stack location.
pub(super) const BYTES: usize = size_of::<IRP>() + size_of::<IO_STACK_LOCATION>();
pub(super) const TAG: u32 = u32::from_le_bytes(*b"Irp ");

/// A request that is under way. The IRP in memory is the driver's until it is completed; the system touches it under the lock
/// of its state and only until then.
pub struct Irp {
    /// The IRP.
    pub address: usize,
    /// Whom it was sent to.
    pub device: Arc<Device>,
    /// What it is about.
    pub file: Option<Arc<DeviceFile>>,
    /// Whose it is; none for creates, cleanups and closes.
    pub request: Option<Arc<Request>>,
    /// Who sent it.
    pub thread: ThreadAddress,
    /// Who sent it.
    pub process: ProcessAddress,
    pub(super) major: u8,
    pub(super) buffers: Buffers,
    /// Later ones have higher numbers.
    sequence: u64,
    state: Locked<State>,
}

#[derive(Default)]
struct State {
    end: Option<End>,
    /// Whether the dispatch routine has returned.
    returned: bool,
    /// What goes to the caller, once the dispatch routine has returned.
    output: Vec<u8>,
}

/// How a request was completed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct End {
    /// IoStatus.Status.
    pub status: NTSTATUS,
    /// IoStatus.Information.
    pub information: usize,
    /// Whether it had been marked pending.
    pub marked: bool,
}

/// What a new request is.
pub(super) struct NewIrp {
    pub device: Arc<Device>,
    pub file: Option<Arc<DeviceFile>>,
    pub request: Option<Arc<Request>>,
    pub thread: ThreadAddress,
    pub process: ProcessAddress,
    pub user: bool,
    pub major: u8,
    pub flags: u32,
    pub parameters: IO_PARAMETERS,
    pub buffers: Buffers,
}

/// Requests under way on a machine, by address. Thread-safe.
#[derive(Default)]
pub struct Irps {
    live: Locked<HashMap<usize, Arc<Irp>>>,
    last: AtomicU64,
}

impl Irps {
    /// The request at an address.
    pub fn at(&self, address: usize) -> Option<Arc<Irp>> {
        self.live.lock().get(&address).cloned()
    }

    /// All that match, newest first: in this order they are cancelled.
    pub fn matching(&self, matches: impl Fn(&Irp) -> bool) -> Vec<Arc<Irp>> {
        let live = self.live.lock();
        let mut found = live.values().filter(|irp| matches(irp)).cloned().collect::<Vec<_>>();
        found.sort_unstable_by_key(|irp| std::cmp::Reverse(irp.sequence));
        found
    }

    /// Requests that a driver has not completed, in words.
    pub fn left_behind(&self, image: ImageId) -> Vec<String> {
        let own = self.matching(|irp| irp.device.driver.image == image);
        own.iter().map(|irp| format!("left an IRP of major function {} uncompleted", irp.major)).collect()
    }

    pub(super) fn forget(&self, irp: &Irp) {
        self.live.lock().remove(&irp.address);
    }

    /// Makes a request; `None` without memory.
    pub(super) fn make(&self, cx: &Context, new: NewIrp) -> Option<Arc<Irp>> {
        let machine = cx.machine();
        let address = machine.pool.allocate(None, BYTES, TAG, true);
        if address == 0 {
            return None;
        }
        fill(cx, address, &new);
        let irp = Arc::new(Irp {
            address,
            device: new.device,
            file: new.file,
            request: new.request,
            thread: new.thread,
            process: new.process,
            major: new.major,
            buffers: new.buffers,
            sequence: self.last.fetch_add(1, Ordering::Relaxed),
            state: Locked::default(),
        });
        self.live.lock().insert(address, Arc::clone(&irp));
        Some(irp)
    }
}

fn fill(cx: &Context, address: usize, new: &NewIrp) {
    let location = (address + size_of::<IRP>()) as *mut IO_STACK_LOCATION;
    let file = new.file.as_ref().map_or(0, |file| file.address);
    let irp = unsafe { &mut *(address as *mut IRP) };
    irp.Type = TYPE_IRP;
    irp.Size = BYTES as u16;
    irp.Flags = new.flags;
    irp.AssociatedIrp.SystemBuffer = new.buffers.system() as *mut _;
    irp.MdlAddress = new.buffers.mdl(cx) as *mut _;
    irp.UserBuffer = new.buffers.user_output(cx) as *mut _;
    let links = &raw mut irp.ThreadListEntry;
    irp.ThreadListEntry = LIST_ENTRY { Flink: links, Blink: links };
    irp.RequestorMode = i8::from(new.user);
    irp.StackCount = 1;
    irp.CurrentLocation = 1;
    let overlay = unsafe { &mut irp.Tail.Overlay };
    overlay.Thread = new.thread.0 as *mut _;
    overlay.CurrentStackLocation = location;
    overlay.OriginalFileObject = file as *mut _;
    let location = unsafe { &mut *location };
    location.MajorFunction = new.major;
    location.Parameters = new.parameters;
    location.DeviceObject = new.device.address as *mut _;
    location.FileObject = file as *mut _;
}

/// What is wrong with a completion, in words.
pub(super) enum Wrong {
    Twice,
    CancelRoutine,
    Pending,
}

impl Irp {
    /// How it was completed, if it was.
    pub fn end(&self) -> Option<End> {
        self.state.lock().end
    }

    /// The driver completes it: from here on its memory is nobody's.
    pub(super) fn complete(&self) -> Result<End, Wrong> {
        let mut state = self.state.lock();
        if state.end.is_some() {
            return Err(Wrong::Twice);
        }
        let irp = self.address as *mut IRP;
        if !self.cancel_routine().load(Ordering::SeqCst).is_null() {
            return Err(Wrong::CancelRoutine);
        }
        let block = unsafe { (&raw const (*irp).IoStatus).read() };
        if block.Status == kernel_abi::STATUS_PENDING {
            return Err(Wrong::Pending);
        }
        let end = End { status: block.Status, information: block.Information, marked: self.is_marked() };
        state.end = Some(end);
        Ok(end)
    }

    pub(super) fn keep_output(&self, output: Vec<u8>) {
        self.state.lock().output = output;
    }

    pub(super) fn take_kept_output(&self) -> Vec<u8> {
        std::mem::take(&mut self.state.lock().output)
    }

    /// The dispatch routine has returned: whether the request is marked pending, and how it was completed, if it was.
    pub(super) fn dispatch_returned(&self) -> (bool, Option<End>) {
        let mut state = self.state.lock();
        state.returned = true;
        (state.end.map_or_else(|| self.is_marked(), |end| end.marked), state.end)
    }

    /// Only under the lock and before its completion.
    fn is_marked(&self) -> bool {
        let location = self.address + size_of::<IRP>() + offset_of!(IO_STACK_LOCATION, Control);
        let control = unsafe { (location as *const u8).read_volatile() };
        control & SL_PENDING_RETURNED != 0
    }

    fn cancel_routine(&self) -> &AtomicPtr<()> {
        let field = (self.address + offset_of!(IRP, CancelRoutine)) as *mut *mut ();
        unsafe { AtomicPtr::from_ptr(field) }
    }

    /// Marks it as cancelled and takes its cancel routine out; 0 if it has none or is completed. The cancel spin lock is held.
    pub(super) fn begin_cancel(&self, irql: u8) -> usize {
        let state = self.state.lock();
        if state.end.is_some() {
            return 0;
        }
        let flag = unsafe { AtomicU8::from_ptr((self.address + offset_of!(IRP, Cancel)) as *mut u8) };
        flag.store(1, Ordering::SeqCst);
        let routine = self.cancel_routine().swap(std::ptr::null_mut(), Ordering::SeqCst) as usize;
        if routine != 0 {
            unsafe { ((self.address + offset_of!(IRP, CancelIrql)) as *mut u8).write_volatile(irql) };
        }
        routine
    }
}
