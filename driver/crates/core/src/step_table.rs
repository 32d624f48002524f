//! Steps from one number to another, each by a numbered component.

use crate::arena::{halves, pair, Arena, Row};
use crate::text_table::slots_for;

/// A table that is being filled. Layout: open addressing, as `text_table`; a row is node and component, then the target.
pub(crate) struct StepTableBuilder<'a> {
    slots: &'a mut [Row],
}

impl<'a> StepTableBuilder<'a> {
    /// Rows for so many steps.
    pub fn rows(steps: usize) -> Option<usize> {
        slots_for(steps)
    }

    /// An empty table with room for so many steps.
    pub fn new(arena: &mut Arena<'a>, steps: usize) -> Option<Self> {
        Some(Self { slots: arena.rows(slots_for(steps)?)? })
    }

    /// Where a component leads from a node; to `target`, which is not 0, from now on if it led nowhere.
    pub fn find_or_add(&mut self, node: u32, component: u32, target: u32) -> Option<u32> {
        let (at, found) = probe(self.slots, node, component)?;
        if found == StepTable::NONE {
            *self.slots.get_mut(at)? = [pair(node, component), pair(0, target)];
            return Some(target);
        }
        Some(found)
    }

    /// The table as it is, from now on read only.
    pub fn finish(self) -> StepTable<'a> {
        StepTable { slots: self.slots }
    }
}

/// A filled table. Looks up without allocating.
#[derive(Clone, Copy)]
pub(crate) struct StepTable<'a> {
    slots: &'a [Row],
}

impl StepTable<'_> {
    /// Where a step leads that is not in the table.
    pub const NONE: u32 = 0;

    /// Where a component leads from a node.
    #[inline]
    pub fn find(&self, node: u32, component: u32) -> u32 {
        probe(self.slots, node, component).map_or(Self::NONE, |(_, target)| target)
    }
}

/// The slot of a step, or the empty one where it would stand, and where it leads.
#[inline]
fn probe(slots: &[Row], node: u32, component: u32) -> Option<(usize, u32)> {
    let mask = slots.len().wrapping_sub(1);
    let mixed = node.wrapping_mul(0x85EB_CA6B).wrapping_add(component).wrapping_mul(0x9E37_79B9);
    let mut at = (mixed >> 8) as usize & mask;
    for _ in slots {
        let &[step, target] = slots.get(at)?;
        let (_, target) = halves(target);
        if target == StepTable::NONE || step == pair(node, component) {
            return Some((at, target));
        }
        at = at.wrapping_add(1) & mask;
    }
    None
}
