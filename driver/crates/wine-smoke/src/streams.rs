//! Streams: open, pend, cancel, stop, close with receives that pend (STR).

use core::cell::UnsafeCell;

use wire::control_code::{QUERY_MINIFILTER_STATUS, START_EVENT_STREAM, STOP_EVENT_STREAM};
use wire::enums::event_mask;
use wire::status::{CANCELLED, INSUFFICIENT_RESOURCES, NOT_FOUND};

use crate::handle::{self, Handle, Request};
use crate::report::Report;
use crate::requests::{start, stop, u32_at};
use crate::win32::{IoStatus, PENDING, SUCCESS};

const RECEIVES: usize = 64;
/// Smallest room of a receive.
pub const ROOM: usize = 4096;

/// A receive's memory, fixed while it pends.
pub struct Receive {
    /// Its outcome.
    pub status: IoStatus,
    /// Its batch.
    pub output: [u8; ROOM],
}

impl Receive {
    /// Not sent yet.
    pub const fn new() -> Self {
        Self { status: IoStatus::EMPTY, output: [0; ROOM] }
    }

    /// What its packet names.
    pub fn address(&self) -> usize {
        core::ptr::from_ref(&self.status).addr()
    }

    /// Sends it.
    pub fn send(&mut self, handle: &Handle, token: [u8; 16]) -> i32 {
        let request = Request { status: &mut self.status, output: &mut self.output };
        handle.send(START_EVENT_STREAM, &start(1, 0, token, 0, 0), request)
    }
}

struct Memory(UnsafeCell<[Receive; RECEIVES + 1]>);

// SAFETY: the program has one thread.
unsafe impl Sync for Memory {}

/// Not on the stack: its frame would need a routine of the C library's.
static MEMORY: Memory = Memory(UnsafeCell::new([const { Receive::new() }; RECEIVES + 1]));

/// Memory of receives; asked for once.
pub fn memory() -> &'static mut [Receive; RECEIVES + 1] {
    // SAFETY: one thread asks, once.
    unsafe { &mut *MEMORY.0.get() }
}

/// Opens a stream; its token.
pub fn open(report: &mut Report, handle: &Handle, mask: u32, queue_bytes: u32) -> [u8; 16] {
    let mut output = [0; 32];
    let ended = handle.control(START_EVENT_STREAM, &start(1, 0, [0; 16], mask, queue_bytes), &mut output);
    report.equal("STR-1", "START with token zero opens a stream", ended.status, SUCCESS);
    report.equal("STR-1", "its Information", ended.information as u32, 32);
    let granted = if queue_bytes == 0 { 262_144 } else { queue_bytes.next_multiple_of(4096) };
    report.equal("STR-1", "the queue is rounded up to whole pages", u32_at(&output, 4), granted);
    let mut token = [0; 16];
    for (place, byte) in token.iter_mut().zip(output.iter().skip(8)) {
        *place = *byte;
    }
    let [.., version, _, variant, _, _, _, _, _, _, _] = token;
    report.check("STR-2", "the token is a version 4, variant 1 UUID", version >> 4 == 4 && variant >> 6 == 2);
    token
}

/// A receive that is served at once; its batch.
pub fn receive_now(report: &mut Report, handle: &Handle, token: [u8; 16]) -> &'static [u8; ROOM] {
    // SAFETY: one thread asks, and nothing that it got before is in use.
    let [receive, ..] = unsafe { &mut *MEMORY.0.get() };
    let ended = handle.control(START_EVENT_STREAM, &start(1, 0, token, 0, 0), &mut receive.output);
    report.equal("STR-4", "a receive with events queued ends at once", ended.status, SUCCESS);
    report.equal("STR-4", "its Information is total_bytes", ended.information as u32, u32_at(&receive.output, 4));
    &receive.output
}

/// Stops a stream; delivered and dropped.
pub fn stop_stream(report: &mut Report, handle: &Handle, token: [u8; 16]) -> (u32, u32) {
    let mut output = [0; 24];
    let ended = handle.control(STOP_EVENT_STREAM, &stop(1, 0, token), &mut output);
    report.equal("STR-10", "STOP succeeds", ended.status, SUCCESS);
    (u32_at(&output, 8), u32_at(&output, 16))
}

/// Everything about streams but events.
pub fn check(report: &mut Report, receives: &mut [Receive; RECEIVES + 1]) {
    let Ok(mut handle) = handle::open() else { return report.check("DEV-3", "a second handle", false) };
    let token = open(report, &handle, event_mask::FILE_CREATE, 20_000);
    check_cancel(report, &handle, token, receives);
    check_order(report, &handle, token, receives);
    check_limits(report, &handle);
    check_close(report, &mut handle, receives);
}

fn check_cancel(report: &mut Report, handle: &Handle, token: [u8; 16], receives: &mut [Receive]) {
    let [first, second, ..] = receives else { return };
    report.equal("STR-4", "a receive without an event pends", first.send(handle, token), PENDING);
    report.equal("STR-4", "another one too", second.send(handle, token), PENDING);
    report.check("STR-4", "neither ends by itself", handle.is_quiet());
    report.check("STR-9", "CancelIoEx finds the second", handle.cancel(&mut second.status));
    expect(report, handle, "STR-9", "the cancelled receive ends with STATUS_CANCELLED", second.address());
    report.check("IOC-10", "with one packet", handle.is_quiet());
    report.check("STR-9", "CancelIoEx finds it no more", !handle.cancel(&mut second.status));
    report.check("STR-9", "CancelIoEx finds the first", handle.cancel(&mut first.status));
    expect(report, handle, "STR-9", "it ends likewise", first.address());
}

fn check_order(report: &mut Report, handle: &Handle, token: [u8; 16], receives: &mut [Receive]) {
    let all_pend = receives.iter_mut().take(RECEIVES).all(|receive| receive.send(handle, token) == PENDING);
    report.check("STR-6", "64 receives pend", all_pend);
    let one_more = receives.last_mut().map_or(0, |receive| receive.send(handle, token));
    report.equal("STR-6", "the 65th is refused", one_more, INSUFFICIENT_RESOURCES);
    let (mut io, mut output) = (IoStatus::EMPTY, [0; 24]);
    let request = Request { status: &mut io, output: &mut output };
    report.equal("STR-10", "STOP", handle.send(STOP_EVENT_STREAM, &stop(1, 0, token), request), SUCCESS);
    report.check("STR-10", "it ends them all, oldest first, then itself", in_order(handle, receives));
    let again = handle.control(STOP_EVENT_STREAM, &stop(1, 0, token), &mut output);
    report.equal("STR-10", "a second STOP", again.status, NOT_FOUND);
    let late = receives.first_mut().map_or(0, |receive| receive.send(handle, token));
    report.equal("STR-10", "a receive after it", late, NOT_FOUND);
}

/// The packets of the receives in their order, each cancelled, then STOP's.
fn in_order(handle: &Handle, receives: &[Receive]) -> bool {
    let cancelled = receives.iter().take(RECEIVES).all(|receive| {
        handle.packet().is_some_and(|(ended, address)| ended.status == CANCELLED && address == receive.address())
    });
    cancelled && handle.packet().is_some_and(|(ended, _)| ended.status == SUCCESS && ended.information == 24)
}

fn check_limits(report: &mut Report, handle: &Handle) {
    let mut output = [0; 32];
    let mut open = || handle.control(START_EVENT_STREAM, &start(1, 0, [0; 16], 0, 16_384), &mut output).status;
    let eight = (0..8).all(|_| open() == SUCCESS);
    report.check("STR-3", "a handle opens eight streams", eight);
    report.equal("STR-3", "not a ninth", open(), INSUFFICIENT_RESOURCES);
    let mut status = [0; 24];
    let _ = handle.control(QUERY_MINIFILTER_STATUS, &[], &mut status);
    report.equal("FST-4", "active_streams", u32_at(&status, 20), 8_u32);
}

/// STR-11: the last handle is closed while receives pend.
fn check_close(report: &mut Report, handle: &mut Handle, receives: &mut [Receive]) {
    let Ok(other) = handle::open() else { return report.check("DEV-3", "a third handle", false) };
    let mut last = match handle::open() {
        Ok(last) => last,
        Err(_) => return report.check("DEV-3", "a fourth handle", false),
    };
    let token = open(report, &last, event_mask::FILE_CREATE, 0);
    let [first, second, ..] = receives else { return };
    report.equal("STR-4", "a receive pends", first.send(&last, token), PENDING);
    report.equal("STR-4", "and another", second.send(&last, token), PENDING);
    last.close();
    expect(report, &last, "STR-11", "closing the handle ends its first receive", first.address());
    expect(report, &last, "STR-11", "and its second", second.address());
    handle.close();
    let mut status = [0; 24];
    let _ = other.control(QUERY_MINIFILTER_STATUS, &[], &mut status);
    report.equal("STR-11", "active_streams after both closes", u32_at(&status, 20), 0_u32);
}

fn expect(report: &mut Report, handle: &Handle, clause: &str, what: &str, address: usize) {
    let packet = handle.packet();
    let right =
        packet.is_some_and(|(ended, named)| ended.status == CANCELLED && ended.information == 0 && named == address);
    report.check(clause, what, right);
}
