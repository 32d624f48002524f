//! The system services for whole hives. A hive file is a name under which keys and values are kept; privileges are not looked at.

use std::collections::HashMap;
use std::ptr::null_mut;
use std::sync::Arc;

use kernel_abi::{
    RegNtPreLoadKey, RegNtPreReplaceKey, RegNtPreRestoreKey, RegNtPreUnLoadKey, NTSTATUS, REG_LOAD_KEY_INFORMATION,
    REG_REPLACE_KEY_INFORMATION, REG_RESTORE_KEY_INFORMATION, REG_UNLOAD_KEY_INFORMATION, STATUS_INVALID_PARAMETER,
    STATUS_KEY_DELETED, STATUS_OBJECT_NAME_COLLISION, STATUS_OBJECT_NAME_NOT_FOUND, STATUS_SUCCESS,
};

use super::information::{with_name, REG_SAVE_KEY_INFORMATION};
use super::names::{components, is_registry_name, joined, upcased};
use super::notify::around;
use super::object::KeyObject;
use super::tree::{KeyId, Tree, Value, ROOT};
use crate::guest::Context;
use crate::text::Text;

/// RegNtPreSaveKey, and the format of a file that is saved (REG_STANDARD_FORMAT).
const PRE_SAVE: i32 = 43;
const STANDARD_FORMAT: u32 = 1;
/// Components of the name at which a hive is loaded.
const HIVE_DEPTH: usize = 3;

/// What a file holds of a key.
#[derive(Clone, Debug, Default)]
struct Saved {
    values: Vec<Value>,
    security: Vec<u8>,
    link: bool,
    below: Vec<(Text, Saved)>,
}

/// What hives and files hold of each other.
#[derive(Debug, Default)]
pub(crate) struct HiveFiles {
    files: HashMap<Text, Saved>,
    /// Files of hives that were loaded from one, by the key that they are loaded at.
    backing: HashMap<KeyId, Text>,
}

/// NtLoadKey: mounts a hive right below MACHINE, USER or A; a file that does not exist is a new and empty hive. `root` is the key that
/// the name is relative to. PASSIVE_LEVEL, in the current thread; calls drivers, as all of these do.
pub fn load(cx: &Context, root: Option<&Arc<KeyObject>>, name: &Text, file: &Text) -> NTSTATUS {
    let cm = &cx.machine().cm;
    let start = root.unwrap_or(&cm.root);
    let path = match root {
        Some(root) => joined(&cm.path(root.key), std::slice::from_ref(name)),
        None => name.clone(),
    };
    with_name(cx, name, |key_name| {
        with_name(cx, file, |source| {
            let mut information = REG_LOAD_KEY_INFORMATION {
                Object: start.address as *mut _,
                KeyName: key_name,
                SourceFile: source,
                Flags: 0,
                TrustClassObject: null_mut(),
                UserEvent: null_mut(),
                DesiredAccess: 0,
                RootHandle: null_mut(),
                CallContext: null_mut(),
                ObjectContext: null_mut(),
                Reserved: null_mut(),
            };
            around(cx, RegNtPreLoadKey, start, &mut information, || {
                cm.files.lock().load(&mut cm.tree.lock(), &path, file)
            })
        })
    })
}

/// NtUnloadKey: of the key at which a hive was loaded.
pub fn unload(cx: &Context, key: &Arc<KeyObject>) -> NTSTATUS {
    let cm = &cx.machine().cm;
    let mut information = REG_UNLOAD_KEY_INFORMATION {
        Object: key.address as *mut _,
        UserEvent: null_mut(),
        CallContext: null_mut(),
        ObjectContext: null_mut(),
        Reserved: null_mut(),
    };
    around(cx, RegNtPreUnLoadKey, key, &mut information, || cm.files.lock().unload(&mut cm.tree.lock(), key.key))
}

/// NtRestoreKey: the file's content takes the place of what the key holds. Callbacks see no handle of the file.
pub fn restore(cx: &Context, key: &Arc<KeyObject>, file: &Text) -> NTSTATUS {
    let cm = &cx.machine().cm;
    let mut information = REG_RESTORE_KEY_INFORMATION {
        Object: key.address as *mut _,
        FileHandle: null_mut(),
        Flags: 0,
        CallContext: null_mut(),
        ObjectContext: null_mut(),
        Reserved: null_mut(),
    };
    around(cx, RegNtPreRestoreKey, key, &mut information, || {
        cm.files.lock().restore(&mut cm.tree.lock(), key.key, file)
    })
}

/// NtReplaceKey: from the next boot on another file backs the hive; the old one is kept.
pub fn replace(cx: &Context, key: &Arc<KeyObject>, new_file: &Text, old_file: &Text) -> NTSTATUS {
    let cm = &cx.machine().cm;
    with_name(cx, new_file, |new_name| {
        with_name(cx, old_file, |old_name| {
            let mut information = REG_REPLACE_KEY_INFORMATION {
                Object: key.address as *mut _,
                OldFileName: old_name,
                NewFileName: new_name,
                CallContext: null_mut(),
                ObjectContext: null_mut(),
                Reserved: null_mut(),
            };
            around(cx, RegNtPreReplaceKey, key, &mut information, || {
                cm.files.lock().replace(&cm.tree.lock(), key.key, new_file, old_file)
            })
        })
    })
}

/// NtSaveKey. Callbacks see no handle of the file.
pub fn save(cx: &Context, key: &Arc<KeyObject>, file: &Text) -> NTSTATUS {
    let cm = &cx.machine().cm;
    let mut information = REG_SAVE_KEY_INFORMATION {
        Object: key.address as *mut _,
        FileHandle: null_mut(),
        Format: STANDARD_FORMAT,
        CallContext: null_mut(),
        ObjectContext: null_mut(),
        Reserved: null_mut(),
    };
    around(cx, PRE_SAVE, key, &mut information, || cm.files.lock().save(&cm.tree.lock(), key.key, file))
}

impl HiveFiles {
    fn load(&mut self, tree: &mut Tree, path: &Text, file: &Text) -> NTSTATUS {
        let names = components(path);
        if !is_registry_name(path) || names.len() != HIVE_DEPTH {
            return STATUS_INVALID_PARAMETER;
        }
        let Some(parent) = tree.child(ROOT, &names[1]) else { return STATUS_OBJECT_NAME_NOT_FOUND };
        if tree.child(parent, &names[2]).is_some() {
            return STATUS_OBJECT_NAME_COLLISION;
        }
        let hive = tree.add(parent, names[2].clone());
        tree.node_mut(hive).hive_root = true;
        let file = upcased(file.units());
        if let Some(content) = self.files.get(&file) {
            fill(tree, hive, content);
        }
        self.backing.insert(hive, file);
        STATUS_SUCCESS
    }

    fn unload(&mut self, tree: &mut Tree, key: KeyId) -> NTSTATUS {
        let Some(file) = self.backing.remove(&key) else {
            return if tree.is_deleted(key) { STATUS_KEY_DELETED } else { STATUS_INVALID_PARAMETER };
        };
        self.files.insert(file, saved(tree, key));
        tree.remove(key);
        STATUS_SUCCESS
    }

    fn restore(&self, tree: &mut Tree, key: KeyId, file: &Text) -> NTSTATUS {
        if tree.is_deleted(key) {
            return STATUS_KEY_DELETED;
        }
        let Some(content) = self.files.get(&upcased(file.units())) else { return STATUS_OBJECT_NAME_NOT_FOUND };
        tree.clear(key);
        fill(tree, key, content);
        STATUS_SUCCESS
    }

    fn replace(&mut self, tree: &Tree, key: KeyId, new_file: &Text, old_file: &Text) -> NTSTATUS {
        if !self.files.contains_key(&upcased(new_file.units())) {
            return STATUS_OBJECT_NAME_NOT_FOUND;
        }
        if !tree.node(key).hive_root {
            return STATUS_INVALID_PARAMETER;
        }
        self.files.insert(upcased(old_file.units()), saved(tree, key));
        STATUS_SUCCESS
    }

    fn save(&mut self, tree: &Tree, key: KeyId, file: &Text) -> NTSTATUS {
        if tree.is_deleted(key) {
            return STATUS_KEY_DELETED;
        }
        self.files.insert(upcased(file.units()), saved(tree, key));
        STATUS_SUCCESS
    }
}

/// What of a key lasts, with everything below.
fn saved(tree: &Tree, key: KeyId) -> Saved {
    let node = tree.node(key);
    let lasting = node.subkeys.values().filter(|below| !tree.node(**below).volatile);
    let below = lasting.map(|below| (tree.node(*below).name.clone(), saved(tree, *below))).collect();
    Saved { values: node.values.clone(), security: node.security.clone(), link: node.link, below }
}

/// Gives a key without subkeys what a file holds.
fn fill(tree: &mut Tree, key: KeyId, content: &Saved) {
    let node = tree.node_mut(key);
    node.values.clone_from(&content.values);
    node.security.clone_from(&content.security);
    node.link = content.link;
    for (name, below) in &content.below {
        let child = tree.add(key, name.clone());
        fill(tree, child, below);
    }
}
