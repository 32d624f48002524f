//! Texts by number, found by one hash and one comparison, however many they are (FIL-2).

use crate::arena::{Arena, PolicySize, Row};
use crate::text::Text;
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
    pub fn add(&mut self, text: Text<'_>) -> Option<u32> {
        let hash = hash_of(self.upcase, text.units());
        let (at, slot) = probe(self.slots, hash, |slot| is_text(self.upcase, self.texts, slot, text.units()))?;
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

/// Whether a slot's text is made of these units, case apart.
#[inline]
fn is_text(upcase: Upcase<'_>, texts: &[u16], slot: Slot, mut units: impl Iterator<Item = u16>) -> bool {
    let Some((stored, _)) =
        texts.get(slot.start as usize..).and_then(|from| from.split_at_checked(slot.length as usize))
    else {
        return false;
    };
    stored.iter().all(|&upper| units.next().is_some_and(|unit| upcase.upper(unit) == upper)) && units.next().is_none()
}

fn hash_of(upcase: Upcase<'_>, units: impl Iterator<Item = u16>) -> TextHash {
    units.fold(TextHash::EMPTY, |hash, unit| hash.with(upcase.upper(unit)))
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
        self.find_hashed(hash_of(self.upcase, text.iter().copied()), text)
    }

    /// The same for a text whose hash is known.
    #[inline]
    pub fn find_hashed(&self, hash: TextHash, text: &[u16]) -> u32 {
        self.find_units(hash, text.iter().copied())
    }

    /// The same for a text that is still bytes.
    pub fn find_text(&self, text: Text<'_>) -> u32 {
        self.find_units(hash_of(self.upcase, text.units()), text.units())
    }

    #[inline]
    fn find_units(&self, hash: TextHash, units: impl Iterator<Item = u16> + Clone) -> u32 {
        let found = probe(self.slots, hash, |slot| is_text(self.upcase, self.texts, slot, units.clone()));
        found.map_or(Self::NONE, |(_, slot)| slot.number)
    }

    pub fn upcase(&self) -> Upcase<'a> {
        self.upcase
    }
}
