//! Batches as a client sees them.

use crate::event::{DecodedEvent, Event};
use crate::field::{Reason, Refusal};
use crate::limits::MAX_BATCH_BYTES;
use crate::structs::EventBatch;

/// Where a batch's total stands.
const TOTAL_OFFSET: usize = 4;
/// Events that the largest batch can hold.
const MAX_EVENTS: usize = (MAX_BATCH_BYTES - EventBatch::SIZE) / Event::SIZE;
/// Where a batch's count stands.
const COUNT_OFFSET: usize = 24;

/// Reads a batch and hands its events to `each`, in order.
///
/// # Errors
/// The first wrong field in wire order; offsets count from the batch's first byte. Events before it were handed out.
pub fn decode<'a>(bytes: &'a [u8], mut each: impl FnMut(DecodedEvent<'a>)) -> Result<EventBatch, Refusal> {
    if bytes.len() > MAX_BATCH_BYTES {
        return Err(Refusal { offset: 0, reason: Reason::Overlong });
    }
    let header = EventBatch::decode_prefix(bytes)?;
    if header.total_bytes as usize != bytes.len() {
        return Err(Refusal { offset: TOTAL_OFFSET, reason: Reason::Total });
    }
    if header.event_count == 0 || header.event_count as usize > MAX_EVENTS {
        return Err(Refusal { offset: COUNT_OFFSET, reason: Reason::Count });
    }
    let mut at = EventBatch::SIZE;
    let mut last = 0;
    for _ in 0..header.event_count {
        let rest = bytes.get(at..).filter(|rest| rest.len() >= Event::SIZE);
        let rest = rest.ok_or(Refusal { offset: at, reason: Reason::Count })?;
        let event = DecodedEvent::decode_prefix(rest)
            .map_err(|refusal| Refusal { offset: at + refusal.offset, reason: refusal.reason })?;
        if event.header.sequence <= last {
            return Err(Refusal { offset: at + crate::event::SEQUENCE_OFFSET, reason: Reason::Sequence });
        }
        last = event.header.sequence;
        at += event.header.size as usize;
        each(event);
    }
    if at < bytes.len() {
        return Err(Refusal { offset: at, reason: Reason::Count });
    }
    Ok(header)
}
