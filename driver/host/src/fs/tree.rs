//! The namespace of one volume.

use std::collections::BTreeMap;

use kernel_abi::{NTSTATUS, STATUS_OBJECT_PATH_NOT_FOUND};

use super::node::{Link, LinkId, Node, NodeId};
use super::path::{upcased, FilePath, SEPARATOR};
use super::short_name;
use crate::text::Text;

/// The first file's id: the root's, as NTFS has it, with sequence number 5.
const ROOT: NodeId = NodeId(0x0005_0000_0000_0005);

/// What lies on a volume. Guarded by the volume.
pub struct Tree {
    nodes: BTreeMap<NodeId, Node>,
    links: BTreeMap<LinkId, Link>,
    next_node: u64,
    next_link: u64,
    /// Whether names get 8.3 names.
    generates: bool,
}

/// Where a path leads.
pub enum Found {
    /// To something that is there; no link leads to the root.
    Node {
        /// It.
        node: NodeId,
        /// The name that led to it.
        link: Option<LinkId>,
    },
    /// To a directory in which there is nothing of that name.
    Missing {
        /// The directory.
        parent: NodeId,
    },
    /// Through a junction, to another path.
    Elsewhere(Text),
}

impl Tree {
    /// An empty volume. By default Windows generates 8.3 names on the system volume alone (NtfsDisable8dot3NameCreation 2).
    pub fn new(generates: bool) -> Self {
        let root = Node { directory: true, ..Node::default() };
        Self { nodes: BTreeMap::from([(ROOT, root)]), links: BTreeMap::new(), next_node: 0x24, next_link: 1, generates }
    }

    /// The root directory.
    pub fn root(&self) -> NodeId {
        ROOT
    }

    /// Whether that file still is there.
    pub fn has(&self, node: NodeId) -> bool {
        self.nodes.contains_key(&node)
    }

    /// A file that is there, as whoever has it open keeps it.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[&id]
    }

    /// The same, to be changed.
    pub fn node_mut(&mut self, id: NodeId) -> &mut Node {
        self.nodes.get_mut(&id).unwrap_or_else(|| panic!("a file that is gone was used"))
    }

    /// A name, unless it is gone.
    pub fn link(&self, id: LinkId) -> Option<&Link> {
        self.links.get(&id)
    }

    /// The same, to be changed.
    pub fn link_mut(&mut self, id: LinkId) -> Option<&mut Link> {
        self.links.get_mut(&id)
    }

    /// Makes a file or directory.
    pub fn make(&mut self, parent: NodeId, name: &[u16], directory: bool) -> LinkId {
        let node = NodeId(0x0001_0000_0000_0000 | self.next_node);
        self.next_node += 1;
        self.nodes.insert(node, Node { directory, ..Node::default() });
        self.add_link(parent, name, node)
    }

    /// Gives a file one more name, and that an 8.3 name where it needs one.
    pub fn add_link(&mut self, parent: NodeId, name: &[u16], node: NodeId) -> LinkId {
        let id = LinkId(self.next_link);
        self.next_link += 1;
        let name = name.to_vec();
        self.links.insert(id, Link { parent, node, name, short_name: None, renames: 0, opens: 0, dying: false });
        self.enter(id);
        id
    }

    /// Puts a name into its directory.
    fn enter(&mut self, id: LinkId) {
        let link = &self.links[&id];
        let (parent, name, node) = (link.parent, link.name.clone(), link.node);
        let directory = &self.nodes[&parent];
        let short = (self.generates && !short_name::is_short(&name))
            .then(|| short_name::generate(&name, |candidate| directory.child(candidate).is_some()));
        self.node_mut(parent).children.insert(upcased(&name), id);
        self.set_short_name(id, short);
        let links = &mut self.node_mut(node).links;
        if !links.contains(&id) {
            links.push(id);
        }
    }

    /// Gives a name another 8.3 name.
    pub fn set_short_name(&mut self, id: LinkId, short: Option<Vec<u16>>) {
        let Some(link) = self.links.get_mut(&id) else { return };
        let (parent, before) = (link.parent, std::mem::replace(&mut link.short_name, short.clone()));
        let names = &mut self.node_mut(parent).short_names;
        if let Some(before) = before {
            names.remove(&upcased(&before));
        }
        if let Some(short) = short {
            names.insert(upcased(&short), id);
        }
    }

    /// Takes a name out of its directory.
    fn leave(&mut self, id: LinkId) {
        self.set_short_name(id, None);
        let link = &self.links[&id];
        let (parent, key) = (link.parent, upcased(&link.name));
        self.node_mut(parent).children.remove(&key);
    }

    /// Takes a name away, and the file with its last one unless it is open.
    pub fn unlink(&mut self, id: LinkId) {
        self.leave(id);
        let Some(link) = self.links.remove(&id) else { return };
        self.node_mut(link.node).links.retain(|other| *other != id);
        self.forget_if_gone(link.node);
    }

    /// Lets go of a file without names that nobody has open.
    pub fn forget_if_gone(&mut self, id: NodeId) {
        let node = &self.nodes[&id];
        if id != ROOT && node.links.is_empty() && node.opens == 0 {
            self.nodes.remove(&id);
        }
    }

    /// Gives a name another place.
    pub fn rename(&mut self, id: LinkId, parent: NodeId, name: &[u16]) {
        self.leave(id);
        if let Some(link) = self.links.get_mut(&id) {
            link.parent = parent;
            link.name = name.to_vec();
            link.renames += 1;
        }
        self.enter(id);
    }

    /// Follows a path; a junction at its end is itself opened where the caller wants that.
    ///
    /// # Errors
    /// STATUS_OBJECT_PATH_NOT_FOUND where a directory on the way is missing.
    pub fn walk(&self, start: NodeId, path: &FilePath, open_reparse_point: bool) -> Result<Found, NTSTATUS> {
        let (mut node, mut link) = (start, self.nodes[&start].links.first().copied());
        for (at, name) in path.components.iter().enumerate() {
            let directory = self.node(node);
            if let Some(target) = &directory.junction {
                return Ok(Found::Elsewhere(joined(target, &path.tail(at))));
            }
            if !directory.directory {
                return Err(STATUS_OBJECT_PATH_NOT_FOUND);
            }
            let Some(child) = directory.child(name) else {
                let is_last = at + 1 == path.components.len();
                return if is_last { Ok(Found::Missing { parent: node }) } else { Err(STATUS_OBJECT_PATH_NOT_FOUND) };
            };
            (node, link) = (self.links[&child].node, Some(child));
        }
        match &self.node(node).junction {
            Some(target) if !open_reparse_point => Ok(Found::Elsewhere(target.clone())),
            _ => Ok(Found::Node { node, link }),
        }
    }

    /// A file's path by long names, case as on disk; empty for the root.
    pub fn path_of(&self, link: Option<LinkId>) -> Vec<u16> {
        let mut names = Vec::new();
        let mut next = link;
        while let Some(link) = next.and_then(|id| self.links.get(&id)) {
            names.push(&link.name);
            next = self.nodes.get(&link.parent).and_then(|parent| parent.links.first()).copied();
        }
        names.iter().rev().flat_map(|name| std::iter::once(SEPARATOR).chain(name.iter().copied())).collect()
    }

    /// Whether somebody has something below a directory open.
    pub fn has_open_below(&self, directory: NodeId) -> bool {
        let mut waiting = vec![directory];
        while let Some(next) = waiting.pop() {
            let children = self.node(next).children.values().map(|child| self.links[child].node);
            for child in children {
                if self.node(child).opens > 0 {
                    return true;
                }
                waiting.push(child);
            }
        }
        false
    }

    /// Makes directories that are missing along a path; the last one. `None` if a file stands in the way.
    pub fn make_directories(&mut self, components: &[Vec<u16>]) -> Option<NodeId> {
        let mut at = ROOT;
        for name in components {
            if !self.node(at).directory {
                return None;
            }
            let link = self.node(at).child(name).unwrap_or_else(|| self.make(at, name, true));
            at = self.links[&link].node;
        }
        self.node(at).directory.then_some(at)
    }
}

fn joined(target: &Text, tail: &[u16]) -> Text {
    let target = target.units().strip_suffix(&[SEPARATOR]).unwrap_or(target.units());
    Text::from([target, tail].concat())
}
