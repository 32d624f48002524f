//! Writes events as they stand on the wire, straight into the memory where they are to lie.

use crate::event_fields::{EventFields, Name};
use wire::enums::event_flag;
use wire::event::{padded, Event};
use wire::limits::{MAX_NAME2_UNITS, MAX_NAME_UNITS};

/// An event's fields with what EVT-1 leaves of its names.
#[derive(Clone, Copy, Debug)]
pub struct EventEncoder<'a> {
    fields: &'a EventFields<'a>,
    name_units: usize,
    name2_units: usize,
}

impl<'a> EventEncoder<'a> {
    /// Measures an event.
    #[must_use]
    pub fn new(fields: &'a EventFields<'a>) -> Self {
        EventEncoder {
            fields,
            name_units: kept_units(&fields.name, MAX_NAME_UNITS),
            name2_units: kept_units(&fields.name2, MAX_NAME2_UNITS),
        }
    }

    /// Bytes that the event takes: a multiple of 8, at most [`wire::event::MAX_EVENT_BYTES`].
    #[must_use]
    #[inline]
    pub fn size(&self) -> usize {
        padded(self.used())
    }

    fn used(&self) -> usize {
        Event::SIZE.wrapping_add(self.name_units.wrapping_add(self.name2_units).wrapping_mul(2))
    }

    /// Writes every byte of the event (IOC-6): [`Self::size`] bytes over two pieces of memory, of which the second may be
    /// empty. What doesn't fit is left out, which a caller that asked for the size never sees.
    #[inline]
    pub fn write(&self, sequence: u64, first: &mut [u8], second: &mut [u8]) {
        let mut pieces = Pieces { first, second };
        pieces.put(&self.header(sequence).encode());
        pieces.put_name(&self.fields.name, self.name_units);
        pieces.put_name(&self.fields.name2, self.name2_units);
        pieces.clear(self.size().wrapping_sub(self.used()));
    }

    fn header(&self, sequence: u64) -> Event {
        let fields = self.fields;
        Event {
            size: self.size() as u32,
            event_type: fields.event_type,
            flags: fields.flags | self.cut_flags(),
            sequence,
            timestamp: fields.timestamp,
            process_id: fields.process_id,
            thread_id: fields.thread_id,
            detail0: fields.detail0,
            detail1: fields.detail1,
            detail2: fields.detail2,
            name_bytes: self.name_units.wrapping_mul(2) as u16,
            name2_bytes: self.name2_units.wrapping_mul(2) as u16,
        }
    }

    /// EVT-1: which names are longer than the wire takes.
    fn cut_flags(&self) -> u16 {
        let name = if self.fields.name.units() > MAX_NAME_UNITS { event_flag::NAME_TRUNCATED } else { 0 };
        let name2 = if self.fields.name2.units() > MAX_NAME2_UNITS { event_flag::NAME2_TRUNCATED } else { 0 };
        name | name2
    }
}

/// EVT-1: whole units up to the limit, and no high surrogate parted from its low one.
fn kept_units(name: &Name<'_>, limit: usize) -> usize {
    let units = name.units();
    if units <= limit {
        return units;
    }
    let last_kept = name.unit(limit.wrapping_sub(1)).unwrap_or_default();
    let first_cut = name.unit(limit).unwrap_or_default();
    let parts_pair = (0xD800..0xDC00).contains(&last_kept) && (0xDC00..0xE000).contains(&first_cut);
    if parts_pair {
        limit.wrapping_sub(1)
    } else {
        limit
    }
}

/// Memory that is filled from its start, in two pieces where a ring ends inside it. Both begin at even offsets of the
/// event, as everything in it has an even size.
struct Pieces<'m> {
    first: &'m mut [u8],
    second: &'m mut [u8],
}

impl<'m> Pieces<'m> {
    /// The next `length` bytes, of which the first piece may hold only a part.
    #[inline]
    fn next(&mut self, length: usize) -> &'m mut [u8] {
        if self.first.is_empty() {
            core::mem::swap(&mut self.first, &mut self.second);
        }
        let whole = core::mem::take(&mut self.first);
        let taken = length.min(whole.len());
        let (taken, rest) = whole.split_at_mut_checked(taken).unwrap_or_default();
        self.first = rest;
        taken
    }

    #[inline]
    fn put(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let place = self.next(rest.len());
            let (now, later) = rest.split_at_checked(place.len().min(rest.len())).unwrap_or_default();
            if now.is_empty() {
                return;
            }
            for (to, from) in place.iter_mut().zip(now) {
                *to = *from;
            }
            rest = later;
        }
    }

    #[inline]
    fn put_name(&mut self, name: &Name<'_>, units: usize) {
        let mut left = units;
        for piece in name.pieces {
            let kept = piece.get(..left).unwrap_or(piece);
            self.put_units(kept);
            left = left.wrapping_sub(kept.len());
        }
    }

    #[inline]
    fn put_units(&mut self, units: &[u16]) {
        let mut rest = units;
        while !rest.is_empty() {
            let place = self.next(rest.len().wrapping_mul(2));
            let (now, later) = rest.split_at_checked((place.len() / 2).min(rest.len())).unwrap_or_default();
            if now.is_empty() {
                return;
            }
            for (to, from) in place.chunks_exact_mut(2).zip(now) {
                if let [low, high] = to {
                    [*low, *high] = from.to_le_bytes();
                }
            }
            rest = later;
        }
    }

    #[inline]
    fn clear(&mut self, length: usize) {
        let mut left = length;
        while left > 0 {
            let place = self.next(left);
            if place.is_empty() {
                return;
            }
            place.fill(0);
            left = left.wrapping_sub(place.len());
        }
    }
}
