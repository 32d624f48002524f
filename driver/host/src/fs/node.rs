//! What lies on a volume: files and directories, and the names that lead to them.

use std::collections::BTreeMap;

use super::path::upcased;
use crate::text::Text;

/// A file's id.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct NodeId(pub u64);

/// A name's number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct LinkId(pub u64);

/// A file or directory.
#[derive(Default)]
pub struct Node {
    /// Whether it is a directory.
    pub directory: bool,
    /// Names in it by their upper case.
    pub children: BTreeMap<Vec<u16>, LinkId>,
    /// 8.3 names in it by their upper case.
    pub short_names: BTreeMap<Vec<u16>, LinkId>,
    /// Its names, oldest first.
    pub links: Vec<LinkId>,
    /// Its streams, by their upper case.
    pub streams: BTreeMap<Vec<u16>, Stream>,
    /// Where a junction leads.
    pub junction: Option<Text>,
    /// Handles to it.
    pub opens: u64,
}

/// A named stream of a file.
#[derive(Default)]
pub struct Stream {
    /// Its name as it was made.
    pub name: Vec<u16>,
    /// Handles to it.
    pub opens: u64,
    /// Whether it goes with its last handle.
    pub dying: bool,
}

/// One name of a file: an entry of a directory. Who opened the file by it follows it when it is renamed.
pub struct Link {
    /// The directory.
    pub parent: NodeId,
    /// What it names.
    pub node: NodeId,
    /// Long name, case as it was made.
    pub name: Vec<u16>,
    /// 8.3 name.
    pub short_name: Option<Vec<u16>>,
    /// How often it was renamed.
    pub renames: u64,
    /// Handles to the file that were opened by it.
    pub opens: u64,
    /// Whether it goes with its last handle.
    pub dying: bool,
}

impl Node {
    /// The entry of that name, long or short.
    pub fn child(&self, name: &[u16]) -> Option<LinkId> {
        let key = upcased(name);
        self.children.get(&key).or_else(|| self.short_names.get(&key)).copied()
    }

    /// The stream of that name.
    pub fn stream(&self, name: &[u16]) -> Option<&Stream> {
        self.streams.get(&upcased(name))
    }

    /// The stream of that name, made unless it is there.
    pub fn stream_or_new(&mut self, name: &[u16]) -> &mut Stream {
        self.streams.entry(upcased(name)).or_insert_with(|| Stream { name: name.to_vec(), ..Stream::default() })
    }
}
