//! The policy with the memory that it lies in.

use core::slice;

use edr_core::arena::Row;
use edr_core::policy::Policy;
use edr_core::policy_builder::{self, PolicyValues};
use edr_core::upcase::{Upcase, UPCASE_ENTRIES};
use kernel_abi::imports;

use super::{PoolArray, PoolBox, Tag};

/// A policy that owns its tables, in non-paged pool. Read only: any number of threads match at once, at any IRQL.
pub struct LoadedPolicy {
    policy: Policy<'static>,
    /// What the policy refers to; freed after it.
    _upcase: PoolArray<u16>,
    _rows: PoolArray<Row>,
    _units: PoolArray<u16>,
}

impl LoadedPolicy {
    /// The policy of these values; `None` when memory is short. IRQL: PASSIVE_LEVEL.
    #[inline(never)] // its frame is not to be its caller's
    pub fn build(values: &PolicyValues<'_>) -> Option<PoolBox<Self>> {
        let mut upcase_memory = PoolArray::zeroed(UPCASE_ENTRIES, Tag::Policy)?;
        // SAFETY: the block stays where it is until it is freed, which is after the policy.
        let upcase = Upcase::fill(unsafe { unbound(&mut upcase_memory) }, upper)?;
        let size = policy_builder::size(values, upcase)?;
        let mut rows = PoolArray::from_fn(size.rows, Tag::Policy, |_| Row::default())?;
        let mut units = PoolArray::zeroed(size.units, Tag::Policy)?;
        // SAFETY: as before.
        let rows_for_policy = unsafe { unbound(&mut rows) };
        // SAFETY: as before.
        let units_for_policy = unsafe { unbound(&mut units) };
        let policy = policy_builder::build(values, upcase, rows_for_policy, units_for_policy)?;
        PoolBox::new(Self { policy, _upcase: upcase_memory, _rows: rows, _units: units }, Tag::Policy)
    }

    /// The policy, for as long as its memory stays.
    pub fn get(&self) -> &Policy<'_> {
        &self.policy
    }
}

/// The values of an array without its borrow.
///
/// # Safety
/// Nobody uses the array, but to free it, and nobody the values once it is freed.
unsafe fn unbound<T>(array: &mut PoolArray<T>) -> &'static mut [T] {
    let (first, length) = (array.as_mut_ptr(), array.len());
    // SAFETY: the values are valid until the array is freed, and nobody else uses them.
    unsafe { slice::from_raw_parts_mut(first, length) }
}

/// The system's upper case of a unit (FIL-2). IRQL: PASSIVE_LEVEL.
fn upper(unit: u16) -> u16 {
    // SAFETY: takes any unit.
    unsafe { imports::RtlUpcaseUnicodeChar(unit) }
}
