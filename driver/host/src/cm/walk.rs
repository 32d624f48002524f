//! The way of a name through the tree: links, the other view of WOW64, and keys that are made on it.

use kernel_abi::{
    KEY_WOW64_32KEY, NTSTATUS, STATUS_INVALID_PARAMETER, STATUS_KEY_DELETED, STATUS_OBJECT_NAME_NOT_FOUND,
};

use super::names::{components, joined};
use super::redirect::redirect;
use super::status::CHILD_MUST_BE_VOLATILE;
use super::tree::{KeyId, Tree, MAX_KEY_NAME, ROOT};
use crate::text::Text;

/// How a name is to be walked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way {
    /// Whether the last component is made if it is missing.
    pub(super) create: bool,
    /// Whether a key that is made does not last.
    pub(super) volatile: bool,
    /// Whether a key that is made is a link.
    pub(super) makes_link: bool,
    /// Whether a link at the end is opened itself.
    pub(super) opens_link: bool,
    /// KEY_WOW64_32KEY, KEY_WOW64_64KEY or 0.
    pub(super) wow64: u32,
}

/// Where a name leads.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Walked {
    /// To a key that was there.
    Found(KeyId),
    /// To a key that is there now.
    Made(KeyId),
    /// The walk begins anew with this absolute name.
    Again(Text),
    /// Nowhere.
    Failed(NTSTATUS),
}

impl Tree {
    /// Walks a name. `start` is the key that it is relative to, `None` for an absolute name.
    pub(super) fn walk(&mut self, start: Option<KeyId>, name: &Text, way: Way) -> Walked {
        let from = start.unwrap_or(ROOT);
        let rest = components(name).split_off(usize::from(start.is_none()));
        if self.is_deleted(from) {
            return Walked::Failed(STATUS_KEY_DELETED);
        }
        if way.wow64 & KEY_WOW64_32KEY != 0 && !rest.is_empty() {
            let path = self.path(from);
            if let Some(other) = redirect(path.len(), &joined(&path, &rest)) {
                return Walked::Again(other);
            }
        }
        self.descend(from, &rest, way)
    }

    fn descend(&mut self, from: KeyId, rest: &[Text], way: Way) -> Walked {
        let mut key = from;
        for (at, name) in rest.iter().enumerate() {
            let last = at + 1 == rest.len();
            let Some(next) = self.child(key, name) else {
                return if way.create && last { self.make(key, name, way) } else { missing(name) };
            };
            if self.node(next).link && !(last && way.opens_link) {
                let target = self.node(next).target();
                return target.map_or(Walked::Failed(STATUS_OBJECT_NAME_NOT_FOUND), |target| {
                    Walked::Again(joined(&target, &rest[at + 1..]))
                });
            }
            key = next;
        }
        Walked::Found(key)
    }

    /// Keys right below \REGISTRY, MACHINE, USER and A are hives: they are loaded, not made.
    fn make(&mut self, parent: KeyId, name: &Text, way: Way) -> Walked {
        let master = parent == ROOT || self.node(parent).parent == Some(ROOT);
        if master || name.len() > MAX_KEY_NAME {
            return Walked::Failed(STATUS_INVALID_PARAMETER);
        }
        if self.node(parent).volatile && !way.volatile {
            return Walked::Failed(CHILD_MUST_BE_VOLATILE);
        }
        let key = self.add(parent, name.clone());
        let node = self.node_mut(key);
        node.volatile = way.volatile;
        node.link = way.makes_link;
        Walked::Made(key)
    }
}

fn missing(name: &Text) -> Walked {
    Walked::Failed(if name.len() > MAX_KEY_NAME { STATUS_INVALID_PARAMETER } else { STATUS_OBJECT_NAME_NOT_FOUND })
}
