//! Texts by number, found by one hash and one comparison, however many they are (FIL-2).

use crate::arena::{Arena, PolicySize, Row};
use crate::upcase::Upcase;

/// Hash of a text in upper case, made unit by unit.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct TextHash(u32);

impl TextHash {
    pub const EMPTY: Self = Self(0);

    /// The hash with one more unit, which is in upper case.
    #[inline]
    pub fn with(self, upper: u16) -> Self {
        Self(self.0.wrapping_mul(31).wrapping_add(u32::from(upper)))
    }

    /// Where the text stands in a table; the upper bits count as well.
    #[inline]
    fn place(self) -> usize {
        (self.0.wrapping_mul(0x9E37_79B9) >> 8) as usize
    }
}

/// A power of two that leaves at least half of the slots empty.
pub(crate) fn slots_for(entries: usize) -> Option<usize> {
    entries.max(1).checked_mul(2)?.checked_next_power_of_two()
}

/// A slot: the number of its text (0 where it is empty), where the text begins, its units, its hash.
#[derive(Clone, Copy)]
struct Slot {
    number: u32,
    start: u32,
    length: u32,
    hash: TextHash,
}

impl Slot {
    fn read(&[number, start, length, hash]: &Row) -> Self {
        Self { number, start, length, hash: TextHash(hash) }
    }

    fn row(self) -> Row {
        [self.number, self.start, self.length, self.hash.0]
    }
}

/// A table that is being filled. Layout: open addressing in rows of fixed number, texts in one stretch of units.
pub(crate) struct TextTableBuilder<'a> {
    upcase: Upcase<'a>,
    slots: &'a mut [Row],
    texts: &'a mut [u16],
    used: usize,
    last: u32,
}

impl<'a> TextTableBuilder<'a> {
    /// Memory for so many texts with so many units in all.
    pub fn size(texts: usize, units: usize) -> Option<PolicySize> {
        Some(PolicySize { rows: slots_for(texts)?, units })
    }

    /// An empty table with room for so many texts and units.
    pub fn new(arena: &mut Arena<'a>, upcase: Upcase<'a>, texts: usize, units: usize) -> Option<Self> {
        let slots = arena.rows(slots_for(texts)?)?;
        Some(Self { upcase, slots, texts: arena.units(units)?, used: 0, last: 0 })
    }

    /// Number of the text, from 1 on; one that is there keeps its number. `None` where there is no room.
    pub fn add(&mut self, units: impl Iterator<Item = u16>) -> Option<u32> {
        let free = self.texts.get_mut(self.used..)?;
        let mut room = free.iter_mut();
        let mut hash = TextHash::EMPTY;
        let mut length = 0_usize;
        for unit in units {
            let upper = self.upcase.upper(unit);
            *room.next()? = upper;
            hash = hash.with(upper);
            length = length.checked_add(1)?;
        }
        let end = self.used.checked_add(length)?;
        let text = self.texts.get(self.used..end)?;
        let (at, slot) = probe(self.upcase, self.slots, self.texts, hash, text)?;
        if slot.number != 0 {
            return Some(slot.number);
        }
        let number = self.last.checked_add(1)?;
        let start = self.used.try_into().ok()?;
        *self.slots.get_mut(at)? = Slot { number, start, length: length.try_into().ok()?, hash }.row();
        self.used = end;
        self.last = number;
        Some(number)
    }

    /// Whether it has no text.
    pub fn is_empty(&self) -> bool {
        self.last == 0
    }

    /// The table as it is, from now on read only.
    pub fn finish(self) -> TextTable<'a> {
        TextTable { upcase: self.upcase, slots: self.slots, texts: self.texts }
    }
}

/// The slot that holds the text, or the empty one where it would stand.
#[inline]
fn probe(upcase: Upcase<'_>, slots: &[Row], texts: &[u16], hash: TextHash, text: &[u16]) -> Option<(usize, Slot)> {
    let mask = slots.len().wrapping_sub(1);
    let mut at = hash.place() & mask;
    for _ in slots {
        let slot = Slot::read(slots.get(at)?);
        if slot.number == 0 || slot.hash == hash && is_text(upcase, texts, slot, text) {
            return Some((at, slot));
        }
        at = at.wrapping_add(1) & mask;
    }
    None
}

#[inline]
fn is_text(upcase: Upcase<'_>, texts: &[u16], slot: Slot, text: &[u16]) -> bool {
    if slot.length as usize != text.len() {
        return false;
    }
    let stored = texts.get(slot.start as usize..).unwrap_or(&[]);
    stored.len() >= text.len() && text.iter().zip(stored).all(|(&unit, &upper)| upcase.upper(unit) == upper)
}

/// A filled table. Looks up without allocating.
#[derive(Clone, Copy)]
pub(crate) struct TextTable<'a> {
    upcase: Upcase<'a>,
    slots: &'a [Row],
    texts: &'a [u16],
}

impl<'a> TextTable<'a> {
    /// What is found where no text of the table stands.
    pub const NONE: u32 = 0;

    /// Number of the text, case apart, or [`TextTable::NONE`].
    pub fn find(&self, text: &[u16]) -> u32 {
        let hash = text.iter().fold(TextHash::EMPTY, |hash, &unit| hash.with(self.upcase.upper(unit)));
        self.find_hashed(hash, text)
    }

    /// The same for a text whose hash is known.
    #[inline]
    pub fn find_hashed(&self, hash: TextHash, text: &[u16]) -> u32 {
        probe(self.upcase, self.slots, self.texts, hash, text).map_or(Self::NONE, |(_, slot)| slot.number)
    }

    pub fn upcase(&self) -> Upcase<'a> {
        self.upcase
    }
}
