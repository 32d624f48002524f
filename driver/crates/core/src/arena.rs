//! The memory that a policy's tables lie in: the caller's, given once, cut into pieces while they are built.

/// Sixteen bytes: a slot of a table, or a part of a set.
pub type Row = [u64; 2];

/// Two numbers in one.
#[inline]
pub(crate) const fn pair(high: u32, low: u32) -> u64 {
    (high as u64) << 32 | low as u64
}

/// The two numbers of [`pair`].
#[inline]
pub(crate) const fn halves(pair: u64) -> (u32, u32) {
    ((pair >> 32) as u32, pair as u32)
}

/// How much memory tables need.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct PolicySize {
    /// Rows of 16 bytes.
    pub rows: usize,
    /// UTF-16 units.
    pub units: usize,
}

impl PolicySize {
    /// Bytes of both, rows first; `None` where no such block can be.
    #[must_use]
    pub const fn bytes(self) -> Option<usize> {
        let Some(rows) = self.rows.checked_mul(size_of::<Row>()) else { return None };
        let Some(units) = self.units.checked_mul(size_of::<u16>()) else { return None };
        rows.checked_add(units)
    }

    pub(crate) fn plus(self, other: Self) -> Option<Self> {
        Some(Self { rows: self.rows.checked_add(other.rows)?, units: self.units.checked_add(other.units)? })
    }
}

/// Memory that is still to be cut.
pub struct Arena<'a> {
    rows: &'a mut [Row],
    units: &'a mut [u16],
}

impl<'a> Arena<'a> {
    /// Memory of the caller's; what stood in it is of no matter.
    pub fn new(rows: &'a mut [Row], units: &'a mut [u16]) -> Self {
        Self { rows, units }
    }

    /// The next rows, zeroed; `None` where there are fewer.
    pub(crate) fn rows(&mut self, count: usize) -> Option<&'a mut [Row]> {
        take(&mut self.rows, count)
    }

    /// The next units, zeroed; `None` where there are fewer.
    pub(crate) fn units(&mut self, count: usize) -> Option<&'a mut [u16]> {
        take(&mut self.units, count)
    }
}

fn take<'a, T: Copy + Default>(from: &mut &'a mut [T], count: usize) -> Option<&'a mut [T]> {
    let (taken, rest) = core::mem::take(from).split_at_mut_checked(count)?;
    *from = rest;
    taken.fill(T::default());
    Some(taken)
}
