//! Texts by number, found by one hash and one comparison, however many they are (FIL-2).

use crate::arena::{halves, pair, Arena, PolicySize, Row};
use crate::text::Text;
use crate::upcase::Upcase;

/// Hash of a text in upper case, made unit by unit.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct TextHash(u32);

impl TextHash {
    pub const EMPTY: Self = Self(0);

    /// What the hash of a text begins with that counts as the same text at its own place only. Two hashes of one text that
    /// begin with different places are never equal: they differ by what the places differ by, rotated.
    pub const fn at(place: u32) -> Self {
        Self(place)
    }

    /// The hash with one more unit, which is in upper case.
    #[inline]
    pub fn with(self, upper: u16) -> Self {
        Self(self.0.rotate_left(5) ^ u32::from(upper))
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
    #[inline]
    fn read(&[first, second]: &Row) -> Self {
        let (number, start) = halves(first);
        let (length, hash) = halves(second);
        Self { number, start, length, hash: TextHash(hash) }
    }

    fn row(self) -> Row {
        [pair(self.number, self.start), pair(self.length, self.hash.0)]
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
    pub fn add(&mut self, text: Text<'_>) -> Option<u32> {
        self.add_at(TextHash::EMPTY, text)
    }

    /// The same for a text that counts at its own place only ([`TextHash::at`]).
    pub fn add_at(&mut self, place: TextHash, text: Text<'_>) -> Option<u32> {
        let hash = hash_of(self.upcase, place, text.units());
        let (at, slot) = probe(self.slots, hash, |slot| is_bytes(self.upcase, self.texts, slot, text))?;
        if slot.number != 0 {
            return Some(slot.number);
        }
        let mut room = self.texts.get_mut(self.used..)?.iter_mut();
        for unit in text.units() {
            *room.next()? = self.upcase.upper(unit);
        }
        let number = self.last.checked_add(1)?;
        let (start, length) = (self.used.try_into().ok()?, text.len().try_into().ok()?);
        *self.slots.get_mut(at)? = Slot { number, start, length, hash }.row();
        self.used = self.used.checked_add(text.len())?;
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

/// The slot that `is_it` is true of, or the empty one where it would stand.
#[inline]
fn probe(slots: &[Row], hash: TextHash, is_it: impl Fn(Slot) -> bool) -> Option<(usize, Slot)> {
    let mask = slots.len().wrapping_sub(1);
    let mut at = hash.place() & mask;
    for _ in slots {
        let slot = Slot::read(slots.get(at)?);
        if slot.number == 0 || slot.hash == hash && is_it(slot) {
            return Some((at, slot));
        }
        at = at.wrapping_add(1) & mask;
    }
    None
}

/// A slot's text in upper case; empty where there is none.
#[inline]
fn stored(texts: &[u16], slot: Slot) -> &[u16] {
    let from = texts.get(slot.start as usize..);
    from.and_then(|from| from.split_at_checked(slot.length as usize)).map_or(&[], |(text, _)| text)
}

/// Whether a slot's text is this one, case apart.
#[inline]
fn is_text(upcase: Upcase<'_>, texts: &[u16], slot: Slot, text: &[u16]) -> bool {
    let stored = stored(texts, slot);
    stored.len() == text.len() && text.iter().zip(stored).all(|(&unit, &upper)| upcase.upper(unit) == upper)
}

/// The same for a text that is still bytes.
fn is_bytes(upcase: Upcase<'_>, texts: &[u16], slot: Slot, text: Text<'_>) -> bool {
    let stored = stored(texts, slot);
    stored.len() == text.len() && text.units().zip(stored).all(|(unit, &upper)| upcase.upper(unit) == upper)
}

fn hash_of(upcase: Upcase<'_>, place: TextHash, units: impl Iterator<Item = u16>) -> TextHash {
    units.fold(place, |hash, unit| hash.with(upcase.upper(unit)))
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
        self.find_hashed(hash_of(self.upcase, TextHash::EMPTY, text.iter().copied()), text)
    }

    /// The same for a text whose hash is known, from its place on.
    #[inline]
    pub fn find_hashed(&self, hash: TextHash, text: &[u16]) -> u32 {
        number(probe(self.slots, hash, |slot| is_text(self.upcase, self.texts, slot, text)))
    }

    /// Number of a text that is still bytes.
    pub fn find_text(&self, text: Text<'_>) -> u32 {
        let hash = hash_of(self.upcase, TextHash::EMPTY, text.units());
        number(probe(self.slots, hash, |slot| is_bytes(self.upcase, self.texts, slot, text)))
    }

    pub fn upcase(&self) -> Upcase<'a> {
        self.upcase
    }
}

#[inline]
fn number(found: Option<(usize, Slot)>) -> u32 {
    found.map_or(TextTable::NONE, |(_, slot)| slot.number)
}
