//! START and STOP behind the checks (STR-1 to STR-10). IRQL: PASSIVE_LEVEL.

use edr_core::event_stream::{Received, StreamGrant};
use kernel_abi::{
    STATUS_CANCELLED, STATUS_FILE_CLOSED, STATUS_INSUFFICIENT_RESOURCES, STATUS_NOT_FOUND,
    STATUS_OBJECT_NAME_COLLISION, STATUS_SUCCESS,
};
use wire::structs::{StartStreamResponse, StopStreamResponse};
use wire::{NtStatus, Token};

use crate::device_dispatch::answer;
use crate::kernel::irp::{Irp, Outcome};
use crate::kernel::pending_irp::PendingIrp;
use crate::kernel::{time, PoolBytes, Tag};
use crate::session::Session;
use crate::stream_slot::StreamSlot;
use crate::stream_table::StreamTable;
use crate::token_source;

/// Draws of a token before one that is in use fails the open; a second draw is as good as never needed.
const TOKEN_TRIES: usize = 4;

/// STR-1: START with token zero.
pub fn open(streams: &StreamTable, irp: Irp, event_mask: u32, queue_bytes: u32) -> Outcome {
    match open_stream(streams, irp.session(), event_mask, queue_bytes) {
        Ok(response) => answer(irp, &response.encode()),
        Err(status) => irp.complete(status, 0),
    }
}

fn open_stream(
    streams: &StreamTable,
    session: Option<&Session>,
    event_mask: u32,
    queue_bytes: u32,
) -> Result<StartStreamResponse, NtStatus> {
    // STR-3: on the books before there is memory, and after it is gone: what is declared later is dropped sooner.
    let mut reservation = streams.reserve(session, queue_bytes)?;
    let mut queue = PoolBytes::zeroed(queue_bytes as usize, Tag::Queue).ok_or(STATUS_INSUFFICIENT_RESOURCES)?;
    for _ in 0..TOKEN_TRIES {
        let token = token_source::next().ok_or(STATUS_INSUFFICIENT_RESOURCES)?;
        // EVT-4: read at the insertion, and first, so that no event made after it looks older.
        let opened_at = time::now();
        match reservation.fill(session, StreamGrant { token, event_mask, queue_bytes }, queue) {
            Ok(()) => return Ok(StartStreamResponse { queue_bytes, token, opened_at }),
            Err((STATUS_OBJECT_NAME_COLLISION, unused)) => queue = unused,
            Err((status, _)) => return Err(status),
        }
    }
    Err(STATUS_INSUFFICIENT_RESOURCES)
}

/// STR-4: START with a token. The request is completed, or the stream has it.
pub fn receive(streams: &StreamTable, irp: Irp, token: Token) -> Outcome {
    let slot = match hold(streams, irp.session(), token) {
        Ok(slot) => slot,
        Err(status) => return irp.complete(status, 0),
    };
    match slot.receive(token, PendingIrp::new(irp, slot)) {
        Ok(Received::Pending) => Outcome::PENDING,
        Ok(Received::Served(served)) => served.receive.finish(STATUS_SUCCESS, served.bytes),
        Ok(Received::Refused(receive, status)) => receive.finish(status, 0),
        Ok(Received::Cancelled(receive)) => {
            // It was marked pending.
            let _ = receive.finish(STATUS_CANCELLED, 0);
            Outcome::PENDING
        }
        // STR-10, STR-15: the stream has been taken out since it was found, and the table knows why.
        Err(receive) => {
            let status = streams.find(receive.session(), token).err().unwrap_or(STATUS_NOT_FOUND);
            receive.finish(status, 0)
        }
    }
}

/// Finds the slot and holds it and the session for a receive.
fn hold<'a>(streams: &'a StreamTable, session: Option<&Session>, token: Token) -> Result<&'a StreamSlot, NtStatus> {
    let session = session.ok_or(STATUS_FILE_CLOSED)?;
    let slot = streams.find(Some(session), token)?;
    if !session.receives().acquire() {
        return Err(STATUS_FILE_CLOSED);
    }
    if !slot.unfinished().acquire() {
        // Somebody is closing the stream that was found.
        let status = streams.find(Some(session), token).err().unwrap_or(STATUS_NOT_FOUND);
        session.receives().release();
        return Err(status);
    }
    Ok(slot)
}

/// STR-10: STOP.
pub fn stop(streams: &StreamTable, irp: Irp, token: Token, wants_answer: bool) -> Outcome {
    match streams.stop(irp.session(), token) {
        Err(status) => irp.complete(status, 0),
        Ok(_) if !wants_answer => irp.complete(STATUS_SUCCESS, 0),
        Ok(totals) => {
            let response = StopStreamResponse { delivered: totals.delivered, dropped: totals.dropped };
            answer(irp, &response.encode())
        }
    }
}
