//! What an event says before it is cut to the wire's limits.

use wire::EventType;

/// A name in up to three pieces, so that nobody has to join a root's path, a separator and a relative name (REG-7).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Name<'a> {
    /// The pieces, in order; any may be empty.
    pub pieces: [&'a [u16]; 3],
}

impl<'a> Name<'a> {
    /// A name in one piece.
    #[must_use]
    pub const fn whole(units: &'a [u16]) -> Self {
        Name { pieces: [units, &[], &[]] }
    }

    /// A name that is joined of three pieces.
    #[must_use]
    pub const fn joined(first: &'a [u16], second: &'a [u16], third: &'a [u16]) -> Self {
        Name { pieces: [first, second, third] }
    }

    /// UTF-16 units of the whole name.
    #[must_use]
    pub fn units(&self) -> usize {
        self.pieces.iter().fold(0, |sum, piece| sum.saturating_add(piece.len()))
    }

    /// The unit at `at`, if the name is so long.
    #[must_use]
    pub fn unit(&self, at: usize) -> Option<u16> {
        let mut left = at;
        for piece in self.pieces {
            if let Some(unit) = piece.get(left) {
                return Some(*unit);
            }
            left = left.saturating_sub(piece.len());
        }
        None
    }
}

impl<'a> From<&'a [u16]> for Name<'a> {
    fn from(units: &'a [u16]) -> Self {
        Name::whole(units)
    }
}

/// What an event says (section 4). Stands on the callback's stack; one thread fills and reads it. Fields that aren't set
/// are zero or empty (EVT-3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventFields<'a> {
    /// What it is about.
    pub event_type: EventType,
    /// Bits of [`wire::enums::event_flag`]; the encoder adds the cutting flags.
    pub flags: u16,
    /// The event's one reading of the system time, FILETIME (EVT-4).
    pub timestamp: u64,
    /// Who made the request (EVT-2).
    pub process_id: u32,
    /// Who made the request (EVT-2).
    pub thread_id: u32,
    /// By type.
    pub detail0: u32,
    /// By type.
    pub detail1: u32,
    /// By type.
    pub detail2: u64,
    /// First name, whole.
    pub name: Name<'a>,
    /// Second name, whole.
    pub name2: Name<'a>,
}

impl EventFields<'_> {
    /// An event of a type and a time, with nothing else said.
    #[must_use]
    pub const fn new(event_type: EventType, timestamp: u64) -> Self {
        EventFields {
            event_type,
            flags: 0,
            timestamp,
            process_id: 0,
            thread_id: 0,
            detail0: 0,
            detail1: 0,
            detail2: 0,
            name: Name::whole(&[]),
            name2: Name::whole(&[]),
        }
    }
}
