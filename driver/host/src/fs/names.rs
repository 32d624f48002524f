//! The names that the filter manager gives for a file object, and when it can.
//!
//! Before its create the normalised name is made of what stands on disk along the path, the last component there or not;
//! afterwards it is the file's own. Source: Microsoft, "FltGetFileNameInformation function (fltkernel.h)" and
//! "FLT_FILE_NAME_OPTIONS".

use kernel_abi::{
    NTSTATUS, STATUS_ACCESS_DENIED, STATUS_INVALID_PARAMETER, STATUS_NOT_SAME_DEVICE, STATUS_OBJECT_NAME_NOT_FOUND,
    STATUS_OBJECT_PATH_NOT_FOUND,
};

use super::node::LinkId;
use super::open_file::OpenFile;
use super::path::{parent_of, upcased, without_default_stream, FilePath, COLON, SEPARATOR};
use super::short_name::is_short;
use super::status::STATUS_REPARSE_POINT_NOT_RESOLVED;
use super::tree::Tree;
use super::MAX_REPARSES;
use crate::flt::{FileName, Medium, NameFormat};
use crate::text::Text;

/// A file object's name. Whether it may be asked for now, the filter manager knows.
///
/// # Errors
/// The status with which the file system refuses it.
pub fn name_of(file: &OpenFile, format: NameFormat) -> Result<FileName, NTSTATUS> {
    file.volume.with(|tree| Naming { file, tree, junctions: 0 }.name(format))
}

struct Naming<'a> {
    file: &'a OpenFile,
    tree: &'a Tree,
    junctions: usize,
}

impl Naming<'_> {
    fn name(mut self, format: NameFormat) -> Result<FileName, NTSTATUS> {
        let state = self.file.state();
        if format == NameFormat::Short {
            return self.short_name(state.link);
        }
        if state.by_name_alone {
            return Ok(self.normalized_form(&state.opened_path));
        }
        match (state.node, format) {
            (Some(_), NameFormat::Opened) => Ok(self.whole(&self.file.opened_path(self.tree))),
            (Some(_), _) => Ok(self.normalized_form(&state.whole(self.tree))),
            (None, _) if self.file.request.is_by_id() => self.name_of_id(),
            (None, _) => self.before_open(format),
        }
    }

    fn short_name(&self, link: Option<LinkId>) -> Result<FileName, NTSTATUS> {
        let link = link.and_then(|id| self.tree.link(id)).ok_or(STATUS_OBJECT_NAME_NOT_FOUND)?;
        let own = Some(&link.name).filter(|name| is_short(name));
        let short = link.short_name.as_ref().or(own).ok_or(STATUS_OBJECT_NAME_NOT_FOUND)?;
        Ok(FileName { name: Text::of(short), share_units: 0 })
    }

    /// Finding the name of an id takes the right to traverse.
    fn name_of_id(&self) -> Result<FileName, NTSTATUS> {
        let id = super::node::NodeId(self.file.request.file_id);
        if !self.tree.has(id) {
            return Err(STATUS_INVALID_PARAMETER);
        }
        if !self.file.request.traverse {
            return Err(STATUS_ACCESS_DENIED);
        }
        Ok(self.normalized_form(&self.tree.path_of(self.tree.node(id).links.first().copied())))
    }

    /// With SL_OPEN_TARGET_DIRECTORY the directory's.
    fn before_open(&mut self, format: NameFormat) -> Result<FileName, NTSTATUS> {
        let request = &self.file.request;
        let path = self.file.opened_path(self.tree);
        let path = if request.opens_target_directory() { parent_of(&path) } else { &path };
        if format == NameFormat::Opened {
            return Ok(self.whole(path));
        }
        self.normalized(path)
    }

    /// Goes along the path as far as directories go, taking long names for short ones and resolving junctions.
    fn normalized(&mut self, path: &[u16]) -> Result<FileName, NTSTATUS> {
        let parsed = FilePath::parse(path)?;
        let mut node = self.tree.root();
        let mut text = Vec::new();
        for (at, name) in parsed.components.iter().enumerate() {
            let directory = self.tree.node(node);
            if let Some(target) = &directory.junction {
                return self.through_junction(&target.clone(), &parsed.tail(at));
            }
            let link = directory.child(name).and_then(|id| self.tree.link(id));
            let is_last = at + 1 == parsed.components.len();
            text.push(SEPARATOR);
            match link {
                Some(link) => {
                    let is_short = link.short_name.as_ref().is_some_and(|short| upcased(short) == upcased(name));
                    text.extend(if is_short { &link.name } else { name });
                    node = link.node;
                }
                None if is_last => text.extend(name),
                None => return Err(STATUS_OBJECT_PATH_NOT_FOUND),
            }
        }
        if !parsed.stream.is_empty() {
            text.push(COLON);
            text.extend(&parsed.stream);
        }
        Ok(self.whole(&text))
    }

    /// Mount points along the path are resolved, unless they lead to another volume.
    fn through_junction(&mut self, target: &Text, tail: &[u16]) -> Result<FileName, NTSTATUS> {
        self.junctions += 1;
        let rest = self.file.volume.rest_of(target.units()).ok_or(STATUS_NOT_SAME_DEVICE)?;
        if self.junctions > MAX_REPARSES {
            return Err(STATUS_REPARSE_POINT_NOT_RESOLVED);
        }
        let rest = rest.strip_suffix(&[SEPARATOR]).unwrap_or(rest);
        self.normalized(&[rest, tail].concat())
    }

    fn normalized_form(&self, path: &[u16]) -> FileName {
        self.whole(without_default_stream(path))
    }

    /// What names were opened by is left alone, a stream's type too. The root's is a backslash, a volume's is nothing.
    fn whole(&self, path: &[u16]) -> FileName {
        let volume = &self.file.volume;
        let root: &[u16] = if self.file.is_volume() { &[] } else { &[SEPARATOR] };
        let path = if path.is_empty() { root } else { path };
        let is_remote = volume.filtered.is.medium == Medium::Network;
        let share_units = if is_remote { share_units(path) } else { 0 };
        FileName { name: Text::from([volume.device(), path].concat()), share_units }
    }
}

/// Units of `\server\share`; all, if there is no more.
fn share_units(path: &[u16]) -> usize {
    let mut separators = path.iter().enumerate().filter(|(_, unit)| **unit == SEPARATOR).map(|(at, _)| at);
    separators.nth(2).unwrap_or(path.len())
}
