//! An event's names where they may be read at any IRQL.
//!
//! What the system gives a callback, a file's name or a key's, lies in paged memory. An event is written with a stream's lock
//! held, at DISPATCH_LEVEL, where paged memory must not be touched: so its names are copied first, once for all streams.

use crate::event_fields::{EventFields, Name};
use wire::limits::{MAX_NAME2_UNITS, MAX_NAME_UNITS};

/// One unit more than an event can hold: it shows that the name was cut, and whether in a pair (EVT-1).
const NAME_ROOM: usize = MAX_NAME_UNITS + 1;
const NAME2_ROOM: usize = MAX_NAME2_UNITS + 1;

/// UTF-16 units that [`copied`] needs.
pub const EVENT_NAME_UNITS: usize = NAME_ROOM + NAME2_ROOM;

/// An event whose names lie in non-paged memory: what a stream takes.
#[derive(Clone, Copy, Debug)]
pub struct ResidentEvent<'m>(EventFields<'m>);

impl<'m> ResidentEvent<'m> {
    /// Vouches for it: the names are empty or were copied to non-paged memory before.
    #[must_use]
    pub const fn vouched(fields: EventFields<'m>) -> Self {
        Self(fields)
    }

    /// What it says.
    #[must_use]
    pub const fn fields(&self) -> &EventFields<'m> {
        &self.0
    }
}

/// The same event with its names copied into `memory`, non-paged, of [`EVENT_NAME_UNITS`] units; it is encoded as the original is.
#[must_use]
pub fn copied<'m>(fields: &EventFields<'_>, memory: &'m mut [u16]) -> ResidentEvent<'m> {
    let (first, second) = memory.split_at_mut_checked(NAME_ROOM).unwrap_or_default();
    ResidentEvent(EventFields {
        flags: fields.flags,
        process_id: fields.process_id,
        thread_id: fields.thread_id,
        detail0: fields.detail0,
        detail1: fields.detail1,
        detail2: fields.detail2,
        name: filled(first, &fields.name),
        name2: filled(second, &fields.name2),
        ..EventFields::new(fields.event_type, fields.timestamp)
    })
}

fn filled<'m>(memory: &'m mut [u16], name: &Name<'_>) -> Name<'m> {
    let mut used = 0_usize;
    for piece in name.pieces {
        let room = memory.get_mut(used..).unwrap_or_default();
        used = used.saturating_add(room.len().min(piece.len()));
        for (to, from) in room.iter_mut().zip(piece) {
            *to = *from;
        }
    }
    Name::whole(memory.get(..used).unwrap_or_default())
}
