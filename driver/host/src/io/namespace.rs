//! Names of devices, volumes and symbolic links in the object manager's name space.

use std::collections::BTreeMap;
use std::sync::Arc;

use kernel_abi::{
    NTSTATUS, STATUS_OBJECT_NAME_COLLISION, STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_PATH_NOT_FOUND,
    STATUS_OBJECT_TYPE_MISMATCH,
};

use super::device::Device;
use crate::locked::Locked;
use crate::profile::Profile;
use crate::rtl::upcase;
use crate::text::Text;

/// STATUS_OBJECT_PATH_SYNTAX_BAD.
const STATUS_OBJECT_PATH_SYNTAX_BAD: NTSTATUS = 0xC000_003B_u32 as NTSTATUS;
/// `\DosDevices` is a link to `\??`, and a session without links of its own finds those of `\GLOBAL??` there.
const LINKS: &str = "\\??\\";
const LINK_DIRECTORIES: [&str; 2] = ["\\DOSDEVICES\\", "\\GLOBAL??\\"];
const DIRECTORIES: [&str; 7] = ["\\DEVICE", "\\??", "\\DOSDEVICES", "\\GLOBAL??", "\\DRIVER", "\\FILESYSTEM", ""];
/// Links that one name may lead through.
const MAX_LINKS: usize = 32;

/// A name without regard to case.
type Key = Vec<u16>;

enum Entry {
    Device(Arc<Device>),
    Volume(Text),
    Link(Text),
}

/// What a path leads to.
#[derive(Clone)]
pub enum Found {
    /// A driver's device, and the rest of the path with its leading backslash.
    Device(Arc<Device>, Text),
    /// A volume, by its device name, and the rest of the path with its leading backslash.
    Volume(Text, Text),
}

/// The name space of a machine. Names match without regard to case. Thread-safe.
pub struct Namespace {
    entries: Locked<BTreeMap<Key, Entry>>,
}

impl Namespace {
    /// What is there when Windows has booted: volumes, drive letters, `\SystemRoot`.
    pub fn boot(profile: &Profile) -> Self {
        let namespace = Self { entries: Locked::default() };
        for volume in &profile.volumes {
            namespace.add_volume(&Text::from(volume.device.as_str()));
            let letter = volume.letter.trim_end_matches(':');
            if !letter.is_empty() {
                let link = Text::from(format!("\\??\\{letter}:").as_str());
                namespace.insert(&link, Entry::Link(Text::from(volume.device.as_str()))).unwrap_or(());
            }
        }
        for device in ["\\Device\\NamedPipe", "\\Device\\Mailslot"] {
            namespace.add_volume(&Text::from(device));
        }
        let system = Text::from(profile.system_volume().device.as_str());
        let links = [
            ("\\Device\\BootDevice", system.clone()),
            ("\\SystemRoot", Text::from("\\Device\\BootDevice\\Windows")),
            ("\\??\\BootPartition", system),
        ];
        for (link, target) in links {
            namespace.insert(&Text::from(link), Entry::Link(target)).unwrap_or(());
        }
        namespace
    }

    fn insert(&self, name: &Text, entry: Entry) -> Result<(), NTSTATUS> {
        let key = canonical(name.units());
        let mut entries = self.entries.lock();
        if entries.contains_key(&key) || is_directory(&key) {
            return Err(STATUS_OBJECT_NAME_COLLISION);
        }
        if key.first() != Some(&BACKSLASH) {
            return Err(STATUS_OBJECT_PATH_SYNTAX_BAD);
        }
        if !is_directory(&key[..last_separator(&key)]) {
            return Err(STATUS_OBJECT_PATH_NOT_FOUND);
        }
        entries.insert(key, entry);
        Ok(())
    }

    /// A volume's device appears.
    pub fn add_volume(&self, device: &Text) {
        self.insert(device, Entry::Volume(device.clone())).unwrap_or(());
    }

    /// A volume's device is gone.
    pub fn remove_volume(&self, device: &Text) {
        let key = canonical(device.units());
        let mut entries = self.entries.lock();
        if matches!(entries.get(&key), Some(Entry::Volume(_))) {
            entries.remove(&key);
        }
    }

    /// Names a driver's device.
    ///
    /// # Errors
    /// STATUS_OBJECT_NAME_COLLISION, or what else is wrong with the name.
    pub fn add_device(&self, device: &Arc<Device>) -> Result<(), NTSTATUS> {
        self.insert(&device.name, Entry::Device(Arc::clone(device)))
    }

    /// Takes a device's name away.
    pub fn remove_device(&self, device: &Device) {
        let named = |entry: &Entry| matches!(entry, Entry::Device(other) if other.address == device.address);
        self.entries.lock().retain(|_, entry| !named(entry));
    }

    /// Makes a link; its target need not exist.
    ///
    /// # Errors
    /// STATUS_OBJECT_NAME_COLLISION, or what else is wrong with the name.
    pub fn add_link(&self, link: &Text, target: &Text) -> Result<(), NTSTATUS> {
        self.insert(link, Entry::Link(target.clone()))
    }

    /// Deletes a link.
    ///
    /// # Errors
    /// STATUS_OBJECT_NAME_NOT_FOUND; STATUS_OBJECT_TYPE_MISMATCH if it is none.
    pub fn remove_link(&self, link: &Text) -> Result<(), NTSTATUS> {
        let key = canonical(link.units());
        let mut entries = self.entries.lock();
        match entries.get(&key) {
            Some(Entry::Link(_)) => {
                entries.remove(&key);
                Ok(())
            }
            Some(_) => Err(STATUS_OBJECT_TYPE_MISMATCH),
            None => Err(STATUS_OBJECT_NAME_NOT_FOUND),
        }
    }

    /// Links to a device name, by name.
    pub fn links_to(&self, device: &Text) -> Vec<Text> {
        let wanted = canonical(device.units());
        let entries = self.entries.lock();
        let leads = |entry: &Entry| matches!(entry, Entry::Link(target) if canonical(target.units()) == wanted);
        entries.iter().filter(|(_, entry)| leads(entry)).map(|(key, _)| Text::of(key)).collect()
    }

    /// What an absolute path leads to.
    ///
    /// # Errors
    /// STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_PATH_NOT_FOUND where something is missing before the last component,
    /// STATUS_OBJECT_PATH_SYNTAX_BAD, STATUS_OBJECT_TYPE_MISMATCH for a directory.
    pub fn resolve(&self, path: &Text) -> Result<Found, NTSTATUS> {
        let entries = self.entries.lock();
        let mut now = path.units().to_vec();
        for _ in 0..MAX_LINKS {
            let key = canonical(&now);
            let (end, entry) = longest_prefix(&entries, &key).ok_or_else(|| missing(&key))?;
            let rest = now[now.len() - (key.len() - end)..].to_vec();
            match entry {
                Entry::Device(device) => return Ok(Found::Device(Arc::clone(device), rest.into())),
                Entry::Volume(device) => return Ok(Found::Volume(device.clone(), rest.into())),
                Entry::Link(target) => now = [target.units(), &rest].concat(),
            }
        }
        Err(STATUS_OBJECT_NAME_NOT_FOUND)
    }

    /// The target of a link itself, whose name may lead through other links.
    ///
    /// # Errors
    /// As [`Self::resolve`]; STATUS_OBJECT_TYPE_MISMATCH where the path leads to something else.
    pub fn link_target(&self, path: &Text) -> Result<Text, NTSTATUS> {
        let entries = self.entries.lock();
        let mut now = path.units().to_vec();
        for _ in 0..MAX_LINKS {
            let key = canonical(&now);
            let (end, entry) = longest_prefix(&entries, &key).ok_or_else(|| missing(&key))?;
            let Entry::Link(target) = entry else { return Err(STATUS_OBJECT_TYPE_MISMATCH) };
            if end == key.len() {
                return Ok(target.clone());
            }
            now = [target.units(), &now[now.len() - (key.len() - end)..]].concat();
        }
        Err(STATUS_OBJECT_NAME_NOT_FOUND)
    }
}

const BACKSLASH: u16 = b'\\' as u16;

fn is_directory(key: &[u16]) -> bool {
    DIRECTORIES.iter().any(|directory| directory.encode_utf16().eq(key.iter().copied()))
}

fn last_separator(key: &[u16]) -> usize {
    key.iter().rposition(|unit| *unit == BACKSLASH).unwrap_or(0)
}

fn longest_prefix<'a>(entries: &'a BTreeMap<Key, Entry>, key: &[u16]) -> Option<(usize, &'a Entry)> {
    let mut end = key.len();
    while end > 0 {
        if let Some(entry) = entries.get(&key[..end]) {
            return Some((end, entry));
        }
        end = last_separator(&key[..end]);
    }
    None
}

/// A missing last component is a name not found, a missing one before it a path not found.
fn missing(key: &[u16]) -> NTSTATUS {
    if key.first() != Some(&BACKSLASH) {
        return STATUS_OBJECT_PATH_SYNTAX_BAD;
    }
    if is_directory(key) || key.len() == 1 {
        return STATUS_OBJECT_TYPE_MISMATCH;
    }
    if is_directory(&key[..last_separator(key)]) {
        STATUS_OBJECT_NAME_NOT_FOUND
    } else {
        STATUS_OBJECT_PATH_NOT_FOUND
    }
}

fn canonical(name: &[u16]) -> Key {
    let upper = name.iter().map(|unit| upcase(*unit)).collect::<Vec<_>>();
    for directory in LINK_DIRECTORIES {
        let directory = directory.encode_utf16().collect::<Vec<_>>();
        if let Some(rest) = upper.strip_prefix(directory.as_slice()) {
            return LINKS.encode_utf16().chain(rest.iter().copied()).collect();
        }
    }
    upper
}
