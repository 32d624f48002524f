//! What a file system answers to IRP_MJ_CREATE.
//!
//! Source: Microsoft, "IRP_MJ_CREATE (IFS)", "NtCreateFile function (ntifs.h)" and [MS-FSA] 2.1.5.1.

use kernel_abi::{
    NTSTATUS, STATUS_ACCESS_DENIED, STATUS_DELETE_PENDING, STATUS_INVALID_PARAMETER, STATUS_OBJECT_NAME_COLLISION,
    STATUS_OBJECT_NAME_INVALID, STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_PATH_NOT_FOUND, STATUS_REPARSE,
    STATUS_SUCCESS,
};

use super::node::{LinkId, NodeId};
use super::open_file::{OpenFile, Phase};
use super::path::{FilePath, COLON, SEPARATOR};
use super::request::{CreateRequest, Disposition};
use super::status::*;
use super::tree::{Found, Tree};
use crate::text::Text;

/// How a create ended in the file system.
pub(super) struct Answer {
    /// Its status.
    pub status: NTSTATUS,
    /// What was done.
    pub information: usize,
    /// With STATUS_REPARSE the name to be opened instead.
    pub elsewhere: Option<Text>,
}

enum Failure {
    Status(NTSTATUS),
    Elsewhere(Text),
}

impl From<NTSTATUS> for Failure {
    fn from(status: NTSTATUS) -> Self {
        Self::Status(status)
    }
}

type Outcome = Result<usize, Failure>;

/// Opens or makes the file.
pub(super) fn perform(file: &OpenFile, request: &CreateRequest) -> Answer {
    let outcome = file.volume.with(|tree| Create { tree, file, request }.run());
    match outcome {
        Ok(information) => Answer { status: STATUS_SUCCESS, information, elsewhere: None },
        Err(Failure::Status(status)) => Answer { status, information: 0, elsewhere: None },
        Err(Failure::Elsewhere(target)) => {
            Answer { status: STATUS_REPARSE, information: MOUNT_POINT, elsewhere: Some(target) }
        }
    }
}

struct Create<'a> {
    tree: &'a mut Tree,
    file: &'a OpenFile,
    request: &'a CreateRequest,
}

/// Something that is there and the name that led to it.
#[derive(Clone, Copy)]
struct Existing {
    node: NodeId,
    link: Option<LinkId>,
}

impl Create<'_> {
    fn run(mut self) -> Outcome {
        let request = self.request;
        let disposition = request.disposition().ok_or(STATUS_INVALID_PARAMETER)?;
        let opens = matches!(disposition, Disposition::Open | Disposition::OpenIf);
        if request.by_name_alone || request.opens_volume() {
            if !opens && !request.by_name_alone {
                return Err(STATUS_ACCESS_DENIED.into());
            }
            self.file.change(|state| state.phase = Phase::Open);
            return Ok(FILE_OPENED);
        }
        if request.is_by_id() {
            return self.by_id(disposition);
        }
        if request.name.is_empty() {
            return self.again(disposition);
        }
        self.by_name(disposition)
    }

    fn by_id(&mut self, disposition: Disposition) -> Outcome {
        let node = NodeId(self.request.file_id);
        if !self.tree.has(node) {
            return Err(STATUS_INVALID_PARAMETER.into());
        }
        let link = self.tree.node(node).links.first().copied();
        let path = self.tree.path_of(link);
        self.file.change(|state| state.opened_path = path);
        self.existing(Existing { node, link }, &[], false, disposition)
    }

    /// An empty name below an open file: the same once more.
    fn again(&mut self, disposition: Disposition) -> Outcome {
        let related = self.request.related.as_ref().map(|related| related.state());
        let Some((node, state)) = related.and_then(|state| state.node.map(|node| (node, state))) else {
            return Err(STATUS_INVALID_PARAMETER.into());
        };
        if !self.tree.has(node) {
            return Err(STATUS_DELETE_PENDING.into());
        }
        self.existing(Existing { node, link: state.link }, &state.stream, false, disposition)
    }

    fn by_name(&mut self, disposition: Disposition) -> Outcome {
        let (start, path) = self.start()?;
        let reparse_point = self.request.opens_reparse_point() || self.request.opens_target_directory();
        let found = self.tree.walk(start, &path, reparse_point)?;
        if let Found::Elsewhere(target) = found {
            return Err(Failure::Elsewhere(target));
        }
        if self.request.opens_target_directory() {
            return self.target_directory(&found);
        }
        match self.in_case(found, &path) {
            Found::Node { node, link } => {
                self.existing(Existing { node, link }, &path.stream, path.names_directory, disposition)
            }
            Found::Missing { parent } => self.make(parent, &path, disposition),
            Found::Elsewhere(target) => Err(Failure::Elsewhere(target)),
        }
    }

    /// Where the name leads from, and the name. One that begins with a colon is a stream's of the related file.
    fn start(&self) -> Result<(NodeId, FilePath), NTSTATUS> {
        let name = self.request.name.units();
        let related = self.request.related.as_ref().map(|related| related.state());
        let Some(related) = related.filter(|_| name[0] != COLON) else {
            return Ok((self.tree.root(), FilePath::parse(&self.file.state().opened_path)?));
        };
        if name[0] == SEPARATOR {
            return Err(STATUS_OBJECT_NAME_INVALID);
        }
        let start = related.node.unwrap_or(self.tree.root());
        if !self.tree.has(start) {
            return Err(STATUS_OBJECT_PATH_NOT_FOUND);
        }
        Ok((start, FilePath::parse(name)?))
    }

    /// With SL_CASE_SENSITIVE the last component must stand as it was asked for.
    fn in_case(&self, found: Found, path: &FilePath) -> Found {
        let Found::Node { link: Some(id), .. } = found else { return found };
        let Some(link) = self.tree.link(id).filter(|_| self.request.is_case_sensitive()) else { return found };
        let is_same = link.name == path.last() || link.short_name.as_deref() == Some(path.last());
        if is_same || path.components.is_empty() {
            found
        } else {
            Found::Missing { parent: link.parent }
        }
    }

    /// The directory of a rename's or link's target is opened, the target there or not.
    fn target_directory(&mut self, found: &Found) -> Outcome {
        let (parent, information) = match found {
            Found::Node { link: Some(link), .. } => (self.tree.link(*link).map(|link| link.parent), FILE_EXISTS),
            Found::Missing { parent } => (Some(*parent), FILE_DOES_NOT_EXIST),
            _ => (None, 0),
        };
        let node = parent.ok_or(STATUS_INVALID_PARAMETER)?;
        let link = self.tree.node(node).links.first().copied();
        let path = self.tree.path_of(link);
        self.file.change(|state| state.opened_path = path);
        self.opened(Existing { node, link }, &[]);
        Ok(information)
    }

    fn existing(
        &mut self,
        found: Existing,
        stream: &[u16],
        names_directory: bool,
        disposition: Disposition,
    ) -> Outcome {
        let node = self.tree.node(found.node);
        if found.link.and_then(|id| self.tree.link(id)).is_some_and(|link| link.dying) {
            return Err(STATUS_DELETE_PENDING.into());
        }
        if !stream.is_empty() {
            return self.stream(found, stream, disposition);
        }
        let is_directory = node.directory;
        let empties = !matches!(disposition, Disposition::Open | Disposition::OpenIf | Disposition::Create);
        let status = if disposition == Disposition::Create || (is_directory && empties) {
            STATUS_OBJECT_NAME_COLLISION
        } else if self.request.wants_directory() && !is_directory {
            STATUS_NOT_A_DIRECTORY
        } else if names_directory && !is_directory {
            STATUS_OBJECT_NAME_INVALID
        } else if self.request.wants_file() && is_directory {
            STATUS_FILE_IS_A_DIRECTORY
        } else if self.request.deletes_on_close() && found.link.is_none() {
            STATUS_CANNOT_DELETE
        } else {
            STATUS_SUCCESS
        };
        if status != STATUS_SUCCESS {
            return Err(status.into());
        }
        self.opened(found, &[]);
        Ok(done(disposition))
    }

    fn stream(&mut self, found: Existing, name: &[u16], disposition: Disposition) -> Outcome {
        let stream = self.tree.node(found.node).stream(name);
        let exists = stream.is_some();
        let status = if self.request.wants_directory() {
            STATUS_NOT_A_DIRECTORY
        } else if stream.is_some_and(|stream| stream.dying) {
            STATUS_DELETE_PENDING
        } else if exists && disposition == Disposition::Create {
            STATUS_OBJECT_NAME_COLLISION
        } else if !exists && matches!(disposition, Disposition::Open | Disposition::Overwrite) {
            STATUS_OBJECT_NAME_NOT_FOUND
        } else {
            STATUS_SUCCESS
        };
        if status != STATUS_SUCCESS {
            return Err(status.into());
        }
        self.opened(found, name);
        Ok(if exists { done(disposition) } else { FILE_CREATED })
    }

    fn make(&mut self, parent: NodeId, path: &FilePath, disposition: Disposition) -> Outcome {
        let directory = self.request.wants_directory();
        let dies = |id: &LinkId| self.tree.link(*id).is_some_and(|link| link.dying);
        let status = if matches!(disposition, Disposition::Open | Disposition::Overwrite) {
            STATUS_OBJECT_NAME_NOT_FOUND
        } else if path.names_directory && !directory {
            STATUS_OBJECT_NAME_INVALID
        } else if directory && !path.stream.is_empty() {
            STATUS_NOT_A_DIRECTORY
        } else if self.tree.node(parent).links.iter().any(dies) {
            STATUS_DELETE_PENDING
        } else if self.tree.node(parent).child(path.last()).is_some() {
            // only where case counts: this namespace can't hold both
            STATUS_OBJECT_NAME_COLLISION
        } else {
            STATUS_SUCCESS
        };
        if status != STATUS_SUCCESS {
            return Err(status.into());
        }
        let link = self.tree.make(parent, path.last(), directory);
        let node = self.tree.link(link).map_or(parent, |link| link.node);
        self.opened(Existing { node, link: Some(link) }, &path.stream);
        Ok(FILE_CREATED)
    }

    /// The create has found its file.
    fn opened(&mut self, found: Existing, stream: &[u16]) {
        let node = self.tree.node_mut(found.node);
        node.opens += 1;
        let mut name = Vec::new();
        if !stream.is_empty() {
            let stream = node.stream_or_new(stream);
            stream.opens += 1;
            name.clone_from(&stream.name);
        }
        let mut renames = 0;
        if let Some(link) = found.link.and_then(|id| self.tree.link_mut(id)) {
            link.opens += 1;
            renames = link.renames;
        }
        let delete_on_close = self.request.deletes_on_close();
        self.file.change(|state| {
            state.phase = Phase::Open;
            (state.node, state.link) = (Some(found.node), found.link);
            (state.stream, state.renames, state.delete_on_close) = (name, renames, delete_on_close);
        });
    }
}

/// Information of an open of what is there.
fn done(disposition: Disposition) -> usize {
    match disposition {
        Disposition::Supersede => FILE_SUPERSEDED,
        Disposition::Overwrite | Disposition::OverwriteIf => FILE_OVERWRITTEN,
        _ => FILE_OPENED,
    }
}
