//! File objects of devices.

use std::collections::VecDeque;
use std::mem::size_of;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::Arc;

use kernel_abi::{FILE_OBJECT, FO_CLEANUP_COMPLETE, UNICODE_STRING};

use super::device::Device;
use super::port::CompletionPort;
use super::request::Request;
use crate::guest::Context;
use crate::locked::Locked;
use crate::ob::Body;
use crate::ps::ThreadAddress;
use crate::text::Text;

/// IO_TYPE_FILE.
const TYPE_FILE: i16 = 5;
/// FO_SYNCHRONOUS_IO and FO_HANDLE_CREATED.
const FO_SYNCHRONOUS_IO: u32 = 0x2;
pub(super) const TAG: u32 = u32::from_le_bytes(*b"File");

/// An open of a device.
pub struct DeviceFile {
    /// Its FILE_OBJECT.
    pub address: usize,
    /// What was opened.
    pub device: Arc<Device>,
    /// FO_SYNCHRONOUS_IO: one request at a time.
    pub synchronous: bool,
    state: Locked<State>,
    /// Requests of it that are under way.
    in_flight: AtomicUsize,
    cleaned: AtomicBool,
}

#[derive(Default)]
struct State {
    port: Option<(Arc<CompletionPort>, u64)>,
    busy: bool,
    waiting: VecDeque<Waiter>,
}

/// Who waits for a synchronous file object.
pub(super) enum Waiter {
    /// A request, sent once it is its turn.
    Request(Arc<Request>, super::issue::Sending),
    /// The close of the last handle.
    Close(ThreadAddress),
}

impl DeviceFile {
    /// A file object in memory; `None` without any. `related` is 0 or the file object that the name is relative to.
    pub(super) fn make(
        cx: &Context,
        device: &Arc<Device>,
        name: &Text,
        related: usize,
        synchronous: bool,
    ) -> Option<Arc<Self>> {
        let machine = cx.machine();
        let head = size_of::<FILE_OBJECT>();
        let address = machine.pool.allocate(None, head + name.len() * 2, TAG, true);
        if address == 0 {
            return None;
        }
        let units = (address + head) as *mut u16;
        unsafe { std::ptr::copy_nonoverlapping(name.units().as_ptr(), units, name.len()) };
        let bytes = (name.len() * 2) as u16;
        let fields = unsafe { &mut *(address as *mut FILE_OBJECT) };
        fields.Type = TYPE_FILE;
        fields.Size = head as i16;
        fields.DeviceObject = device.address as *mut _;
        fields.RelatedFileObject = related as *mut _;
        fields.Flags = if synchronous { FO_SYNCHRONOUS_IO } else { 0 };
        if bytes > 0 {
            fields.FileName = UNICODE_STRING { Length: bytes, MaximumLength: bytes, Buffer: units };
        }
        let file = Arc::new(Self {
            address,
            device: Arc::clone(device),
            synchronous,
            state: Locked::default(),
            in_flight: AtomicUsize::new(0),
            cleaned: AtomicBool::new(false),
        });
        machine.ob.objects.insert(address, Body::DeviceFile(Arc::clone(&file)));
        machine.ob.objects.hold(address);
        Some(file)
    }

    /// Binds to a completion port, once and for good; false if it is bound already.
    pub(super) fn bind(&self, port: &Arc<CompletionPort>, key: u64) -> bool {
        let mut state = self.state.lock();
        if state.port.is_some() {
            return false;
        }
        state.port = Some((Arc::clone(port), key));
        true
    }

    /// The port that packets go to, and the handle's key.
    pub(super) fn port(&self) -> Option<(Arc<CompletionPort>, u64)> {
        self.state.lock().port.clone()
    }

    pub(super) fn began(&self) {
        self.in_flight.fetch_add(1, Ordering::AcqRel);
    }

    pub(super) fn ended(&self) {
        self.in_flight.fetch_sub(1, Ordering::AcqRel);
    }

    /// Requests of it that are under way.
    pub fn in_flight(&self) -> usize {
        self.in_flight.load(Ordering::Acquire)
    }

    /// Whether IRP_MJ_CLEANUP was sent.
    pub fn cleaned(&self) -> bool {
        self.cleaned.load(Ordering::Acquire)
    }

    pub(super) fn set_cleaned(&self) {
        let flags = unsafe { &raw mut (*(self.address as *mut FILE_OBJECT)).Flags };
        unsafe { flags.write_volatile(flags.read_volatile() | FO_CLEANUP_COMPLETE) };
        self.cleaned.store(true, Ordering::Release);
    }

    /// Takes the lock of a synchronous file object, or gets in line.
    pub(super) fn acquire(&self, waiter: Waiter) -> Option<Waiter> {
        let mut state = self.state.lock();
        if state.busy {
            state.waiting.push_back(waiter);
            return None;
        }
        state.busy = true;
        Some(waiter)
    }

    /// Releases the lock: who has it now.
    pub(super) fn release(&self) -> Option<Waiter> {
        let mut state = self.state.lock();
        let next = state.waiting.pop_front();
        state.busy = next.is_some();
        next
    }

    /// Takes requests out of the line whose sender matches.
    pub(super) fn give_up(&self, matches: impl Fn(&super::issue::Sending) -> bool) -> Vec<Waiter> {
        let mut state = self.state.lock();
        let (gone, left) = std::mem::take(&mut state.waiting)
            .into_iter()
            .partition(|waiter| matches!(waiter, Waiter::Request(_, sending) if matches(sending)));
        state.waiting = left;
        Vec::from_iter::<VecDeque<Waiter>>(gone)
    }
}
