//! Policy lists of registry keys: each entry is its key and all below (REG-7).

use crate::arena::{Arena, PolicySize};
use crate::components::KeyPath;
use crate::key_tree::KeyTree;
use crate::text::Text;
use crate::upcase::Upcase;

/// A list of entries such as `\REGISTRY\USER\*\Environment`. Matches without allocating, at a cost that the number of entries
/// doesn't change. IRQL: any.
#[derive(Clone, Copy)]
pub struct KeyMatch<'a> {
    tree: KeyTree<'a>,
    empty: bool,
}

impl<'a> KeyMatch<'a> {
    /// Memory for these entries; `None` where no memory is enough.
    pub fn size<'t>(entries: impl Iterator<Item = Text<'t>>) -> Option<PolicySize> {
        KeyTree::size(entries)
    }

    /// A list of these entries, 384 at most; those of no component count not. `None` where the memory is too small or the
    /// entries are too many.
    pub fn build<'t>(
        arena: &mut Arena<'a>,
        upcase: Upcase<'a>,
        entries: impl Iterator<Item = Text<'t>> + Clone,
    ) -> Option<Self> {
        let empty = entries.clone().all(|entry| entry.components().next().is_none());
        Some(Self { tree: KeyTree::build(arena, upcase, entries)?, empty })
    }

    /// Whether nothing can match, so that no key's name is worth asking for (STR-12).
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.empty
    }

    /// Whether a key stands at or below an entry.
    #[must_use]
    pub fn matches(&self, key: KeyPath<'_>) -> bool {
        !self.empty && self.tree.covers(key)
    }

    /// Whether a key stands above an entry (REG-4); an entry's own key doesn't.
    #[must_use]
    pub fn is_above(&self, key: KeyPath<'_>) -> bool {
        !self.empty && self.tree.reaches_below(key)
    }
}
