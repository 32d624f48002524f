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

/// Components of a path, empty ones dropped.
#[derive(Clone)]
pub(crate) struct Components<'p> {
    upcase: Upcase<'p>,
    rest: &'p [u16],
}

impl<'p> Components<'p> {
    pub fn of(upcase: Upcase<'p>, path: &'p [u16]) -> Self {
        Self { upcase, rest: path }
    }
}

impl<'p> Iterator for Components<'p> {
    type Item = Component<'p>;

    #[inline]
    fn next(&mut self) -> Option<Component<'p>> {
        while let [SEPARATOR, rest @ ..] = self.rest {
            self.rest = rest;
        }
        let mut hash = TextHash::EMPTY;
        let mut length = 0_usize;
        for &unit in self.rest {
            if unit == SEPARATOR {
                break;
            }
            hash = hash.with(self.upcase.upper(unit));
            length = length.wrapping_add(1);
        }
        let (text, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
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

    pub(crate) fn components<'p>(self, upcase: Upcase<'p>) -> impl Iterator<Item = Component<'p>>
    where
        'k: 'p,
    {
        Components::of(upcase, self.head).chain(Components::of(upcase, self.tail))
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
