//! All keys below `\REGISTRY`. Names keep their case and are found without regard to it.

use std::collections::BTreeMap;

use kernel_abi::{
    NTSTATUS, STATUS_ACCESS_DENIED, STATUS_INVALID_PARAMETER, STATUS_KEY_DELETED, STATUS_OBJECT_NAME_NOT_FOUND,
    STATUS_SUCCESS,
};

use super::names::{components, joined, upcased};
use super::status::CANNOT_DELETE;
use crate::text::Text;

/// Units of a key's and a value's name. Source: Microsoft, "Registry Element Size Limits".
pub(super) const MAX_KEY_NAME: usize = 255;
const MAX_VALUE_NAME: usize = 16_383;
/// REG_LINK, the type of the value in which a symbolic link keeps its target.
pub const REG_LINK: u32 = 6;
/// That value's name. Source: Microsoft, "ZwCreateKey function (wdm.h)", REG_OPTION_CREATE_LINK.
pub const LINK_VALUE: &str = "SymbolicLinkValue";

/// Names a key within its registry; never used again.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct KeyId(pub(super) usize);

/// A value of a key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Value {
    /// As it was first given; empty for the default value.
    pub name: Text,
    /// REG_SZ and so on, or any other number.
    pub kind: u32,
    /// Its bytes.
    pub data: Vec<u8>,
}

/// A key as the registry keeps it.
pub(super) struct Node {
    pub(super) name: Text,
    pub(super) parent: Option<KeyId>,
    pub(super) subkeys: BTreeMap<Text, KeyId>,
    pub(super) values: Vec<Value>,
    /// Whether it leads elsewhere.
    pub(super) link: bool,
    /// Whether a hive begins here.
    pub(super) hive_root: bool,
    /// Whether it is gone after the next boot, and in no saved hive.
    pub(super) volatile: bool,
    /// Opaque: nothing here evaluates it.
    pub(super) security: Vec<u8>,
    /// The path that it had when it was deleted.
    pub(super) deleted: Option<Text>,
}

/// The keys. Not thread-safe by itself.
pub struct Tree {
    pub(super) nodes: Vec<Node>,
}

/// `\REGISTRY`.
pub const ROOT: KeyId = KeyId(0);

impl Default for Tree {
    fn default() -> Self {
        let mut tree = Self { nodes: vec![Node::new("REGISTRY".into(), None)] };
        for master in ["MACHINE", "USER", "A"] {
            tree.add(ROOT, master.into());
        }
        tree
    }
}

impl Node {
    fn new(name: Text, parent: Option<KeyId>) -> Self {
        Self {
            name,
            parent,
            subkeys: BTreeMap::new(),
            values: Vec::new(),
            link: false,
            hive_root: false,
            volatile: false,
            security: Vec::new(),
            deleted: None,
        }
    }

    /// Where a link leads; `None` if nobody has told it yet.
    pub(super) fn target(&self) -> Option<Text> {
        let value = self.value(&LINK_VALUE.into()).filter(|value| value.kind == REG_LINK)?;
        let units = value.data.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
        Some(Text::from(units.collect::<Vec<_>>()))
    }

    pub(super) fn value(&self, name: &Text) -> Option<&Value> {
        let wanted = upcased(name.units());
        self.values.iter().find(|value| upcased(value.name.units()) == wanted)
    }
}

impl Tree {
    pub(super) fn node(&self, key: KeyId) -> &Node {
        &self.nodes[key.0]
    }

    pub(super) fn node_mut(&mut self, key: KeyId) -> &mut Node {
        &mut self.nodes[key.0]
    }

    pub(super) fn child(&self, key: KeyId, name: &Text) -> Option<KeyId> {
        self.node(key).subkeys.get(&upcased(name.units())).copied()
    }

    /// Adds a key that is not there.
    pub(super) fn add(&mut self, parent: KeyId, name: Text) -> KeyId {
        let key = KeyId(self.nodes.len());
        self.nodes.push(Node::new(name.clone(), Some(parent)));
        self.node_mut(parent).subkeys.insert(upcased(name.units()), key);
        key
    }

    /// A key's full path, case as it was made; the last one that it had if it is deleted.
    #[must_use]
    pub fn path(&self, key: KeyId) -> Text {
        if let Some(last) = &self.node(key).deleted {
            return last.clone();
        }
        let mut names = Vec::new();
        let mut at = Some(key);
        while let Some(key) = at {
            names.push(self.node(key).name.clone());
            at = self.node(key).parent;
        }
        names.reverse();
        joined(&Text::of(&[]), &names)
    }

    /// Whether the key was deleted: STATUS_KEY_DELETED for whoever uses it.
    #[must_use]
    pub fn is_deleted(&self, key: KeyId) -> bool {
        self.node(key).deleted.is_some()
    }

    /// Makes a key and all keys above it that are missing, hives included; links are followed.
    pub fn ensure(&mut self, path: &Text) -> KeyId {
        let rest = components(path);
        let mut key = ROOT;
        for (depth, name) in rest.iter().enumerate().skip(1) {
            let child = self.child(key, name);
            let target = child.filter(|child| self.node(*child).link).and_then(|child| self.node(child).target());
            if let Some(target) = target {
                return self.ensure(&joined(&target, &rest[depth + 1..]));
            }
            key = child.unwrap_or_else(|| self.add(key, name.clone()));
            self.node_mut(key).hive_root |= depth == 2;
        }
        key
    }

    /// Sets a value; one that exists keeps its name's case.
    pub fn set_value(&mut self, key: KeyId, value: Value) -> NTSTATUS {
        if self.is_deleted(key) {
            return STATUS_KEY_DELETED;
        }
        if value.name.len() > MAX_VALUE_NAME {
            return STATUS_INVALID_PARAMETER;
        }
        let wanted = upcased(value.name.units());
        let values = &mut self.node_mut(key).values;
        match values.iter_mut().find(|old| upcased(old.name.units()) == wanted) {
            Some(old) => *old = Value { name: old.name.clone(), ..value },
            None => values.push(value),
        }
        STATUS_SUCCESS
    }

    /// Deletes a value.
    pub fn delete_value(&mut self, key: KeyId, name: &Text) -> NTSTATUS {
        if self.is_deleted(key) {
            return STATUS_KEY_DELETED;
        }
        let wanted = upcased(name.units());
        let values = &mut self.node_mut(key).values;
        match values.iter().position(|value| upcased(value.name.units()) == wanted) {
            Some(at) => {
                values.remove(at);
                STATUS_SUCCESS
            }
            None => STATUS_OBJECT_NAME_NOT_FOUND,
        }
    }

    /// Deletes a key: one with subkeys and a hive's root stay.
    pub fn delete(&mut self, key: KeyId) -> NTSTATUS {
        if self.is_deleted(key) {
            return STATUS_KEY_DELETED;
        }
        if !self.node(key).subkeys.is_empty() || self.is_fixed(key) {
            return CANNOT_DELETE;
        }
        self.remove(key);
        STATUS_SUCCESS
    }

    /// Takes a key and all below from the tree; open keys know it from then on.
    pub(super) fn remove(&mut self, key: KeyId) {
        let name = upcased(self.node(key).name.units());
        if let Some(parent) = self.node(key).parent {
            self.mark_deleted(key);
            self.node_mut(parent).subkeys.remove(&name);
        }
    }

    fn mark_deleted(&mut self, key: KeyId) {
        let below = self.node(key).subkeys.values().copied().collect::<Vec<_>>();
        below.into_iter().for_each(|below| self.mark_deleted(below));
        let path = self.path(key);
        self.node_mut(key).deleted = Some(path);
    }

    /// Removes all that a key holds.
    pub(super) fn clear(&mut self, key: KeyId) {
        let below = self.node(key).subkeys.values().copied().collect::<Vec<_>>();
        below.into_iter().for_each(|below| self.remove(below));
        self.node_mut(key).values.clear();
    }

    fn is_fixed(&self, key: KeyId) -> bool {
        let node = self.node(key);
        node.hive_root || node.parent.is_none_or(|parent| parent == ROOT)
    }

    /// Gives a key's last component another name; whoever has it open sees the new path.
    pub fn rename(&mut self, key: KeyId, name: &Text) -> NTSTATUS {
        if self.is_deleted(key) {
            return STATUS_KEY_DELETED;
        }
        if name.is_empty() || name.len() > MAX_KEY_NAME || name.units().contains(&u16::from(b'\\')) {
            return STATUS_INVALID_PARAMETER;
        }
        let parent = self.node(key).parent.filter(|_| !self.is_fixed(key));
        let Some(parent) = parent else { return STATUS_ACCESS_DENIED };
        if self.child(parent, name).is_some_and(|other| other != key) {
            return CANNOT_DELETE;
        }
        let before = upcased(self.node(key).name.units());
        let subkeys = &mut self.node_mut(parent).subkeys;
        subkeys.remove(&before);
        subkeys.insert(upcased(name.units()), key);
        self.node_mut(key).name = name.clone();
        STATUS_SUCCESS
    }

    /// Sets a key's security descriptor.
    pub fn set_security(&mut self, key: KeyId, descriptor: &[u8]) -> NTSTATUS {
        if self.is_deleted(key) {
            return STATUS_KEY_DELETED;
        }
        self.node_mut(key).security = descriptor.to_vec();
        STATUS_SUCCESS
    }
}
