//! Sets of a list's entries, a bit for each: what a key is still equal to is known at once for all of them.

use crate::arena::Row;

/// Rows of a set.
pub(crate) const SET_ROWS: usize = 3;

/// Entries that a set has room for; a list has 256 (POL-2) and the driver's own key at most.
pub(crate) const MOST_ENTRIES: usize = SET_ROWS * 128;

/// A set, in registers while a key is matched.
#[derive(Clone, Copy, Default)]
pub(crate) struct EntrySet([Row; SET_ROWS]);

impl EntrySet {
    /// All entries that there may be.
    pub const ALL: Self = Self([[u64::MAX; 2]; SET_ROWS]);

    /// The set at an index of a stretch of sets; empty where the stretch ends before.
    #[inline]
    pub fn read(sets: &[Row], index: usize) -> Self {
        let rows = sets.get(index.wrapping_mul(SET_ROWS)..).and_then(|from| from.first_chunk());
        rows.map_or(Self::default(), |rows| Self(*rows))
    }

    /// Puts an entry into the set at an index. `None` where there is no such set or entry.
    pub fn insert(sets: &mut [Row], index: usize, entry: usize) -> Option<()> {
        let rows = sets.get_mut(index.checked_mul(SET_ROWS)?..)?.first_chunk_mut::<SET_ROWS>()?;
        let word = rows.as_flattened_mut().get_mut(entry >> 6)?;
        *word |= 1_u64.wrapping_shl((entry & 63) as u32);
        Some(())
    }

    #[inline]
    pub fn or(self, other: Self) -> Self {
        self.join(other, |own, others| own | others)
    }

    #[inline]
    pub fn and(self, other: Self) -> Self {
        self.join(other, |own, others| own & others)
    }

    #[inline]
    fn join(mut self, other: Self, how: impl Fn(u64, u64) -> u64) -> Self {
        for (own, others) in self.0.as_flattened_mut().iter_mut().zip(other.0.as_flattened()) {
            *own = how(*own, *others);
        }
        self
    }

    #[inline]
    pub fn is_empty(self) -> bool {
        // no early exit: that would be a branch for each word
        self.0.as_flattened().iter().fold(0, |all, &word| all | word) == 0
    }
}
