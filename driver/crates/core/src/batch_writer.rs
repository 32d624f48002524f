//! Writes batches into the output buffer of a receive (STR-4).

use crate::event_encoder::EventEncoder;
use crate::event_queue::EventQueue;
use wire::limits::MAX_BATCH_BYTES;
use wire::structs::EventBatch;
use wire::Token;

/// What stands in a batch whose header is still to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Bytes, header included.
    pub total_bytes: u32,
    /// Events.
    pub event_count: u32,
}

/// Moves queued events into `out`, oldest first, while the next one fits both the output and the limit of a batch; the
/// header is left for [`write_header`].
#[inline]
pub fn move_queued<M: AsRef<[u8]> + AsMut<[u8]>>(queue: &mut EventQueue<M>, out: &mut [u8]) -> Batch {
    let mut total = EventBatch::SIZE;
    let mut event_count = 0u32;
    let limit = out.len().min(MAX_BATCH_BYTES);
    let mut rest = out.get_mut(EventBatch::SIZE..limit).unwrap_or_default();
    while !queue.is_empty() && queue.oldest_size() <= rest.len() {
        let size = queue.remove_oldest(rest);
        let Some(behind) = rest.get_mut(size..).filter(|_| size > 0) else {
            break;
        };
        rest = behind;
        total = total.wrapping_add(size);
        event_count = event_count.wrapping_add(1);
    }
    Batch { total_bytes: total as u32, event_count }
}

/// Encodes one event that never was queued behind the header's place.
#[inline]
pub fn write_single(event: &EventEncoder<'_>, sequence: u64, out: &mut [u8]) -> Batch {
    if let Some(place) = out.get_mut(EventBatch::SIZE..) {
        event.write(sequence, place, &mut []);
    }
    Batch { total_bytes: EventBatch::SIZE.wrapping_add(event.size()) as u32, event_count: 1 }
}

/// Writes the header over the first 32 bytes.
#[inline]
pub fn write_header(token: Token, batch: Batch, dropped: u32, out: &mut [u8]) {
    EventBatch { total_bytes: batch.total_bytes, token, event_count: batch.event_count, dropped }.write(out);
}
