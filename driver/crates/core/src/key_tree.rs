//! Entries of a key list by the levels of their components (REG-7).
//!
//! A key is followed down all entries at once: a set holds those that its components are equal to so far, and each
//! component takes away the entries that have another one at its level. So the cost is the same however many entries there
//! are, and stars need no way back: at each level one more set holds the entries that have a star there.

use crate::arena::{Arena, PolicySize, Row};
use crate::components::{Component, KeyPath};
use crate::control_sets;
use crate::entry_set::{EntrySet, MOST_ENTRIES, SET_ROWS};
use crate::text::Text;
use crate::text_table::{TextHash, TextTable, TextTableBuilder};
use crate::upcase::Upcase;

const ANY: u16 = b'*' as u16;

/// Sets of each level, in their order: entries with a star there, those that end there, those that go on behind.
const LEVEL_SETS: usize = 3;
const STARS: usize = 0;
const ENDS: usize = 1;
const LONGER: usize = 2;

/// Set of the entries whose CurrentControlSet stands for all numbered sets; those of the components follow it.
const CONTROL_SETS: usize = 0;

/// Where that component stands: right below its parents.
const LINK_LEVEL: u32 = control_sets::PARENTS.len() as u32;

/// A filled tree. Looks up without allocating.
#[derive(Clone, Copy)]
pub(crate) struct KeyTree<'a> {
    /// Components, each at its level; the number is that of the set of entries that have it there.
    components: TextTable<'a>,
    named: &'a [Row],
    levels: &'a [Row],
}

/// What entries are made of.
#[derive(Clone, Copy, Default)]
struct Measure {
    components: usize,
    units: usize,
    deepest: usize,
}

impl Measure {
    fn of<'t>(entries: impl Iterator<Item = Text<'t>>) -> Option<Self> {
        let mut all = Self::default();
        for entry in entries {
            let mut depth = 0_usize;
            for component in entry.components() {
                depth = depth.checked_add(1)?;
                all.units = all.units.checked_add(component.len())?;
            }
            all.components = all.components.checked_add(depth)?;
            all.deepest = all.deepest.max(depth);
        }
        Some(all)
    }

    fn named_rows(self) -> Option<usize> {
        self.components.checked_add(1)?.checked_mul(SET_ROWS)
    }

    fn level_rows(self) -> Option<usize> {
        self.deepest.checked_mul(LEVEL_SETS)?.checked_mul(SET_ROWS)
    }
}

impl<'a> KeyTree<'a> {
    /// Memory for these entries.
    pub fn size<'t>(entries: impl Iterator<Item = Text<'t>>) -> Option<PolicySize> {
        let most = Measure::of(entries)?;
        let rows = most.named_rows()?.checked_add(most.level_rows()?)?;
        TextTableBuilder::size(most.components, most.units)?.plus(PolicySize { rows, units: 0 })
    }

    /// A tree of entries, each of one component at least. `None` where the memory is too small or they are too many.
    pub fn build<'t>(
        arena: &mut Arena<'a>,
        upcase: Upcase<'a>,
        entries: impl Iterator<Item = Text<'t>> + Clone,
    ) -> Option<Self> {
        let most = Measure::of(entries.clone())?;
        let mut builder = Builder {
            upcase,
            components: TextTableBuilder::new(arena, upcase, most.components, most.units)?,
            named: arena.rows(most.named_rows()?)?,
            levels: arena.rows(most.level_rows()?)?,
        };
        let mut number = 0_usize;
        for entry in entries {
            builder.add(number, entry)?;
            number = number.checked_add(1).filter(|&next| next <= MOST_ENTRIES)?;
        }
        Some(builder.finish())
    }

    /// Whether an entry is the key or stands above it.
    pub fn covers(&self, mut key: KeyPath<'_>) -> bool {
        let mut equal = EntrySet::ALL;
        let mut level = 0_u32;
        while let Some(component) = key.take(self.components.upcase(), TextHash::at(level)) {
            equal = equal.and(self.entries_with(level, component));
            if equal.is_empty() {
                return false;
            }
            if !equal.and(self.level(level, ENDS)).is_empty() {
                return true;
            }
            level = level.wrapping_add(1);
        }
        false
    }

    /// Whether an entry stands below the key.
    pub fn reaches_below(&self, mut key: KeyPath<'_>) -> bool {
        // without an entry nothing stands anywhere; with one, all stand below the root
        if self.levels.is_empty() {
            return false;
        }
        let mut below = EntrySet::ALL;
        let mut level = 0_u32;
        while let Some(component) = key.take(self.components.upcase(), TextHash::at(level)) {
            below = below.and(self.entries_with(level, component)).and(self.level(level, LONGER));
            if below.is_empty() {
                return false;
            }
            level = level.wrapping_add(1);
        }
        true
    }

    /// Entries that have this component at a level, by its name or by what stands for it.
    #[inline]
    fn entries_with(&self, level: u32, component: Component<'_>) -> EntrySet {
        let stars = self.level(level, STARS);
        let mut entries = match self.components.find_hashed(component.hash, component.text) {
            TextTable::NONE => stars,
            number => stars.or(EntrySet::read(self.named, number as usize)),
        };
        if level == LINK_LEVEL && control_sets::is_numbered(self.components.upcase(), component.text) {
            entries = entries.or(EntrySet::read(self.named, CONTROL_SETS));
        }
        entries
    }

    #[inline]
    fn level(&self, level: u32, set: usize) -> EntrySet {
        EntrySet::read(self.levels, (level as usize).wrapping_mul(LEVEL_SETS).wrapping_add(set))
    }
}

/// A tree that is being filled.
struct Builder<'a> {
    upcase: Upcase<'a>,
    components: TextTableBuilder<'a>,
    named: &'a mut [Row],
    levels: &'a mut [Row],
}

impl<'a> Builder<'a> {
    fn add(&mut self, number: usize, entry: Text<'_>) -> Option<()> {
        let mut is_system = true;
        let mut level = 0_usize;
        let mut components = entry.components();
        let mut next = components.next();
        while let Some(component) = next {
            next = components.next();
            self.put(number, level, component)?;
            if let Some(parent) = control_sets::PARENTS.get(level) {
                is_system &= component.equals(self.upcase, Text::ascii(parent));
            } else if level == control_sets::PARENTS.len() && is_system && self.is_link(component) {
                EntrySet::insert(self.named, CONTROL_SETS, number)?;
            }
            self.put_level(number, level, if next.is_some() { LONGER } else { ENDS })?;
            level = level.checked_add(1)?;
        }
        Some(())
    }

    fn is_link(&self, component: Text<'_>) -> bool {
        component.equals(self.upcase, Text::ascii(control_sets::CURRENT))
    }

    fn put(&mut self, number: usize, level: usize, component: Text<'_>) -> Option<()> {
        if component.len() == 1 && component.units().next() == Some(ANY) {
            return self.put_level(number, level, STARS);
        }
        let set = self.components.add_at(TextHash::at(level.try_into().ok()?), component)?;
        EntrySet::insert(self.named, set as usize, number)
    }

    fn put_level(&mut self, number: usize, level: usize, set: usize) -> Option<()> {
        EntrySet::insert(self.levels, level.checked_mul(LEVEL_SETS)?.checked_add(set)?, number)
    }

    fn finish(self) -> KeyTree<'a> {
        KeyTree { components: self.components.finish(), named: self.named, levels: self.levels }
    }
}
