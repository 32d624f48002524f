//! Pieces of non-paged memory that callbacks borrow for a moment, without an allocation each.

use core::cell::UnsafeCell;
use core::ops::{Deref, DerefMut};
use core::slice;
use core::sync::atomic::{AtomicU64, Ordering};

use super::pool::{PoolArray, Tag};

/// One for each bit of the word that says which are free.
const PIECES: usize = u64::BITS as usize;

/// 64 pieces of units. Takes no lock. Thread-safe.
pub struct LentUnits {
    memory: PoolArray<UnsafeCell<u16>>,
    units: usize,
    free: AtomicU64,
}

// SAFETY: a piece is reached by its one borrower only.
unsafe impl Sync for LentUnits {}

impl LentUnits {
    /// Pieces of `units` units each; `None` when memory is short. IRQL: at most DISPATCH_LEVEL.
    pub fn new(units: usize, tag: Tag) -> Option<Self> {
        let memory = PoolArray::from_fn(units.checked_mul(PIECES)?, tag, |_| UnsafeCell::new(0))?;
        Some(Self { memory, units, free: AtomicU64::new(u64::MAX) })
    }

    /// Borrows a piece, whose content is of no meaning; `None` while all are lent. IRQL: any.
    pub fn borrow(&self) -> Option<Piece<'_>> {
        let without_lowest = |free: u64| if free == 0 { None } else { Some(free & free.wrapping_sub(1)) };
        let before = self.free.fetch_update(Ordering::Acquire, Ordering::Relaxed, without_lowest).ok()?;
        let index = before.trailing_zeros();
        let piece = self.memory.chunks(self.units.max(1)).nth(index as usize)?;
        Some(Piece { lender: self, bit: 1_u64.wrapping_shl(index), units: piece })
    }
}

/// A borrowed piece, given back when dropped.
pub struct Piece<'a> {
    lender: &'a LentUnits,
    bit: u64,
    units: &'a [UnsafeCell<u16>],
}

impl Deref for Piece<'_> {
    type Target = [u16];

    fn deref(&self) -> &[u16] {
        // SAFETY: the piece is this borrower's alone until it is dropped; an UnsafeCell lies as its value does.
        unsafe { slice::from_raw_parts(UnsafeCell::raw_get(self.units.as_ptr()), self.units.len()) }
    }
}

impl DerefMut for Piece<'_> {
    fn deref_mut(&mut self) -> &mut [u16] {
        // SAFETY: the piece is this borrower's alone until it is dropped; an UnsafeCell lies as its value does.
        unsafe { slice::from_raw_parts_mut(UnsafeCell::raw_get(self.units.as_ptr()), self.units.len()) }
    }
}

impl Drop for Piece<'_> {
    fn drop(&mut self) {
        self.lender.free.fetch_or(self.bit, Ordering::Release);
    }
}
