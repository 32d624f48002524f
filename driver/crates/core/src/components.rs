//! Steps over the components of a path in place: callbacks match without allocating.

use crate::text_table::TextHash;
use crate::upcase::Upcase;

/// What stands between components.
pub const SEPARATOR: u16 = b'\\' as u16;

/// One component of a path, with its hash, as both are found in one pass.
#[derive(Clone, Copy)]
pub(crate) struct Component<'p> {
    pub text: &'p [u16],
    pub hash: TextHash,
}

impl<'p> Component<'p> {
    /// Takes the next component off a path, empty ones dropped; its hash begins with `seed`. `None` at the end.
    #[inline]
    pub fn take(path: &mut &'p [u16], upcase: Upcase<'_>, seed: TextHash) -> Option<Self> {
        while let [SEPARATOR, rest @ ..] = path {
            *path = rest;
        }
        let mut hash = seed;
        let mut length = 0_usize;
        for &unit in *path {
            if unit == SEPARATOR {
                break;
            }
            hash = hash.with(upcase.upper(unit));
            length = length.wrapping_add(1);
        }
        let (text, rest) = path.split_at_checked(length)?;
        *path = rest;
        (!text.is_empty()).then_some(Component { text, hash })
    }
}

/// A registry key's path, in one piece or in two with a separator between them, so that no join needs memory (REG-7).
#[derive(Clone, Copy, Debug)]
pub struct KeyPath<'k> {
    head: &'k [u16],
    tail: &'k [u16],
}

impl<'k> KeyPath<'k> {
    /// A path as it stands.
    #[must_use]
    pub const fn whole(path: &'k [u16]) -> Self {
        Self { head: path, tail: &[] }
    }

    /// REG-7: `root`, a backslash and `name`; the root alone where the name is empty.
    #[must_use]
    pub const fn below(root: &'k [u16], name: &'k [u16]) -> Self {
        Self { head: root, tail: name }
    }

    /// REG-1: the path that `key` has once its last component is `new_name`.
    #[must_use]
    pub fn renamed(key: &'k [u16], new_name: &'k [u16]) -> Self {
        Self { head: parent_of(key), tail: new_name }
    }

    /// Takes the next component off the path, as [`Component::take`].
    #[inline]
    pub(crate) fn take(&mut self, upcase: Upcase<'_>, seed: TextHash) -> Option<Component<'k>> {
        Component::take(&mut self.head, upcase, seed).or_else(|| Component::take(&mut self.tail, upcase, seed))
    }
}

/// What stands before the last component; separators behind it don't count.
fn parent_of(mut path: &[u16]) -> &[u16] {
    while let [rest @ .., SEPARATOR] = path {
        path = rest;
    }
    while let [rest @ .., unit] = path {
        if *unit == SEPARATOR {
            break;
        }
        path = rest;
    }
    path
}
