//! Events: a header of 56 bytes, two names, zero padding.

use crate::enums::{event_flag, EventType};
use crate::field::{Reason, Refusal};
use crate::limits::{EVENT_ALIGNMENT, MAX_NAME2_UNITS, MAX_NAME_UNITS};
use crate::structs::{require, require_zero, Validate};

wire_struct! {
    /// The first 56 bytes of an event (section 4).
    Event, 56 bytes {
        /// Bytes of the event, names and padding included: a multiple of 8.
        0 size: u32,
        /// What it is about.
        4 event_type: EventType,
        /// Bits of [`event_flag`].
        6 flags: u16,
        /// Its number in its stream, from 1 on (STR-8).
        8 sequence: u64,
        /// FILETIME (EVT-4).
        16 timestamp: u64,
        /// Who made the request (EVT-2).
        24 process_id: u32,
        /// Who made the request (EVT-2).
        28 thread_id: u32,
        /// By type.
        32 detail0: u32,
        /// By type.
        36 detail1: u32,
        /// By type.
        40 detail2: u64,
        /// Bytes of the first name: even.
        48 name_bytes: u16,
        /// Bytes of the second name, which begins where the first one ends.
        50 name2_bytes: u16,
        52 zero: u32 = 0,
    }
}

/// Where an event's size stands.
pub const SIZE_OFFSET: usize = 0;
/// Where an event's sequence stands.
pub const SEQUENCE_OFFSET: usize = 8;
/// Size of the largest event.
pub const MAX_EVENT_BYTES: usize = padded(Event::SIZE + 2 * MAX_NAME_UNITS + 2 * MAX_NAME2_UNITS);

/// Size of an event whose names end at `used`.
#[must_use]
#[inline]
pub const fn padded(used: usize) -> usize {
    used.wrapping_add(EVENT_ALIGNMENT - 1) & !(EVENT_ALIGNMENT - 1)
}

/// One event of a batch with its names as bytes of UTF-16LE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecodedEvent<'a> {
    /// Its first 56 bytes.
    pub header: Event,
    /// First name.
    pub name: &'a [u8],
    /// Second name.
    pub name2: &'a [u8],
}

impl<'a> DecodedEvent<'a> {
    /// Reads the event at the start of `bytes`, which may go on behind it.
    ///
    /// # Errors
    /// The first wrong field in wire order; where size and names contradict each other, the size.
    pub fn decode_prefix(bytes: &'a [u8]) -> Result<Self, Refusal> {
        let header = Event::decode_prefix(bytes)?;
        let (name, name2) = (usize::from(header.name_bytes), usize::from(header.name2_bytes));
        let used = Event::SIZE + name + name2;
        let Some(whole) = bytes.get(..padded(used)) else {
            return Err(Refusal { offset: SIZE_OFFSET, reason: Reason::Size });
        };
        require_zero(whole, used, EVENT_ALIGNMENT)?;
        let names = whole.get(Event::SIZE..used).unwrap_or_default();
        let (name, name2) = names.split_at_checked(name).unwrap_or_default();
        Ok(DecodedEvent { header, name, name2 })
    }
}

impl Validate for Event {
    fn validate(&self) -> Result<(), Refusal> {
        let (name, name2) = (usize::from(self.name_bytes), usize::from(self.name2_bytes));
        require(self.flags & !event_flag::KNOWN == 0, 6, Reason::UnknownBits)?;
        require(self.sequence > 0, SEQUENCE_OFFSET, Reason::OutOfRange)?;
        require(name % 2 == 0 && name <= 2 * MAX_NAME_UNITS, 48, Reason::Name)?;
        require(name2 % 2 == 0 && name2 <= 2 * MAX_NAME2_UNITS, 50, Reason::Name)?;
        // Judged last: names that are wrong by themselves say nothing about the size.
        require(self.size as usize == padded(Self::SIZE + name + name2), SIZE_OFFSET, Reason::Size)
    }
}
