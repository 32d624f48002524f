//! What callbacks have noted.

use crate::kernel::{Bytes, Spinning};

const RECORD: usize = 512;
const RECORDS: usize = 1024;
const HEAD: usize = 32;
const NAME: usize = RECORD - HEAD;

/// One note.
#[derive(Clone, Copy, Default)]
pub struct Note<'a> {
    /// Depends on who notes.
    pub what: u32,
    /// A status.
    pub status: u32,
    /// First number.
    pub first: u64,
    /// Second number.
    pub second: u64,
    /// A name, UTF-16.
    pub name: &'a [u8],
}

/// A list of notes, in memory of its own. What finds no room is counted alone.
pub struct Log(Spinning<Notes>);

struct Notes {
    memory: Bytes,
    count: u32,
}

impl Log {
    /// `None` if memory is short.
    pub fn new() -> Option<Self> {
        Some(Self(Spinning::new(Notes { memory: Bytes::zeroed(RECORD * RECORDS)?, count: 0 })))
    }

    /// Adds a note. At most DISPATCH_LEVEL; where the name may be paged, at most APC_LEVEL: it is copied before the lock is taken.
    pub fn add(&self, note: Note<'_>) {
        let mut record = [0; RECORD];
        write(&mut record, note);
        self.0.with(|notes| {
            let place = notes.memory.as_mut().chunks_exact_mut(RECORD).nth(notes.count as usize);
            if let Some(place) = place {
                place.copy_from_slice(&record);
            }
            notes.count = notes.count.saturating_add(1);
        });
    }

    /// Copies the notes from `first` on that fit; gives the bytes copied and how many notes there were. DISPATCH_LEVEL inside.
    pub fn read(&self, first: u32, output: &mut [u8]) -> (u32, u32) {
        self.0.with(|notes| {
            let written =
                notes.memory.chunks_exact(RECORD).skip(first as usize).take(notes.count.saturating_sub(first) as usize);
            let mut bytes = 0;
            for (place, record) in output.chunks_exact_mut(RECORD).zip(written) {
                place.copy_from_slice(record);
                bytes = u32::wrapping_add(bytes, RECORD as u32);
            }
            (bytes, notes.count)
        })
    }
}

fn write(place: &mut [u8], note: Note<'_>) {
    let name_bytes = note.name.len().min(NAME);
    let words = [RECORD as u32, note.what, note.status, name_bytes as u32];
    let numbers = [note.first, note.second];
    let head =
        words.iter().flat_map(|word| word.to_le_bytes()).chain(numbers.iter().flat_map(|number| number.to_le_bytes()));
    for (byte, value) in place.iter_mut().zip(head.chain(note.name.iter().copied().take(name_bytes))) {
        *byte = value;
    }
}
