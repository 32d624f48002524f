//! What stands in the registry, for whoever sets a machine up or looks at it afterwards: no callback is asked.

use super::names::is_registry_name;
use super::tree::{KeyId, Tree, Value};
use super::walk::{Walked, Way};
use super::Cm;
use crate::text::Text;

const OPEN: Way = Way { create: false, volatile: false, makes_link: false, opens_link: false, wow64: 0 };
const MAX_LINKS: usize = 63;

/// Paths are absolute and follow links.
impl Cm {
    /// A key's place; `None` if there is no such key.
    pub fn find(&self, path: &Text) -> Option<KeyId> {
        find(&mut self.tree.lock(), path)
    }

    /// A key's place; it and all keys above it are made if they are missing.
    pub fn ensure(&self, path: &Text) -> KeyId {
        self.tree.lock().ensure(path)
    }

    /// A key's full path.
    pub fn path(&self, key: KeyId) -> Text {
        self.tree.lock().path(key)
    }

    /// Sets a value; the key springs into being.
    pub fn put(&self, path: &Text, value: Value) {
        let mut tree = self.tree.lock();
        let key = tree.ensure(path);
        tree.set_value(key, value);
    }

    /// A value; `None` if it or its key is missing.
    pub fn value(&self, path: &Text, name: &Text) -> Option<Value> {
        let mut tree = self.tree.lock();
        let key = find(&mut tree, path)?;
        tree.node(key).value(name).cloned()
    }

    /// A string value without its terminator; `None` if it or its key is missing.
    pub fn string(&self, path: &Text, name: &Text) -> Option<Text> {
        self.value(path, name).map(|value| super::boot::text_of(&value.data))
    }

    /// A key's values, oldest first; none if there is no such key.
    pub fn values(&self, path: &Text) -> Vec<Value> {
        let mut tree = self.tree.lock();
        find(&mut tree, path).map_or(Vec::new(), |key| tree.node(key).values.clone())
    }

    /// Names of a key's subkeys, in the order in which NtEnumerateKey gives them.
    pub fn subkeys(&self, path: &Text) -> Vec<Text> {
        let mut tree = self.tree.lock();
        let Some(key) = find(&mut tree, path) else { return Vec::new() };
        tree.node(key).subkeys.values().map(|below| tree.node(*below).name.clone()).collect()
    }

    /// Installs the service of a minifilter with one instance, as its .inf does.
    pub fn install(&self, service: &str, instances_key: &str, altitude: &str) {
        self.tree.lock().install(service, instances_key, altitude);
    }
}

fn find(tree: &mut Tree, path: &Text) -> Option<KeyId> {
    let mut path = path.clone();
    for _ in 0..MAX_LINKS {
        if !is_registry_name(&path) {
            return None;
        }
        match tree.walk(None, &path, OPEN) {
            Walked::Found(key) | Walked::Made(key) => return Some(key),
            Walked::Again(other) => path = other,
            Walked::Failed(_) => return None,
        }
    }
    None
}
