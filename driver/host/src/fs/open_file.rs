//! File objects of files on volumes.

use std::sync::Arc;

use kernel_abi::NTSTATUS;

use super::file_object::FileObject;
use super::node::{LinkId, NodeId};
use super::path::{COLON, SEPARATOR};
use super::request::CreateRequest;
use super::tree::Tree;
use super::volume::Volume;
use crate::flt::{self, FileName, NameFormat};
use crate::guest::Context;
use crate::locked::Locked;

/// How far a file object's life has gone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Phase {
    /// Its create is under way.
    Opening,
    /// It is open.
    Open,
    /// IRP_MJ_CLEANUP has been done: no handle is left.
    CleanedUp,
    /// IRP_MJ_CLOSE has been done.
    Closed,
}

/// A file object of a file, directory or volume. Thread-safe.
pub struct OpenFile {
    /// Its FILE_OBJECT.
    pub object: FileObject,
    /// Where it lies.
    pub volume: Arc<Volume>,
    /// What was asked for.
    pub request: CreateRequest,
    state: Locked<State>,
}

/// What a file system knows of a file object.
#[derive(Clone)]
pub(super) struct State {
    /// How far it has gone.
    pub phase: Phase,
    /// Path as it was opened, short names and all.
    pub opened_path: Vec<u16>,
    /// The file, once it is open; none for a volume.
    pub node: Option<NodeId>,
    /// The name that it was opened by; none for the root and for volumes.
    pub link: Option<LinkId>,
    /// Its stream as it was made; empty for the file itself.
    pub stream: Vec<u16>,
    /// How often the name had been renamed when it was opened.
    pub renames: u64,
    /// FILE_DELETE_ON_CLOSE.
    pub delete_on_close: bool,
    /// Known by name alone: no file system that is modelled takes its name, and the one that it lies on does.
    pub by_name_alone: bool,
}

impl OpenFile {
    pub(super) fn new(object: FileObject, volume: Arc<Volume>, request: CreateRequest, opened_path: Vec<u16>) -> Self {
        let state = State {
            phase: Phase::Opening,
            opened_path,
            node: None,
            link: None,
            stream: Vec::new(),
            renames: 0,
            delete_on_close: false,
            by_name_alone: request.by_name_alone,
        };
        Self { object, volume, request, state: Locked::new(state) }
    }

    /// Address of its FILE_OBJECT.
    pub fn address(&self) -> usize {
        self.object.address()
    }

    /// How far its life has gone.
    pub fn phase(&self) -> Phase {
        self.state.lock().phase
    }

    /// Whether it is the volume itself.
    pub fn is_volume(&self) -> bool {
        self.request.opens_volume()
    }

    /// The file's id as FileInternalInformation tells it; 0 for a volume.
    pub fn file_id(&self) -> u64 {
        self.state.lock().node.map_or(0, |node| node.0)
    }

    pub(super) fn state(&self) -> State {
        self.state.lock().clone()
    }

    pub(super) fn change<R>(&self, change: impl FnOnce(&mut State) -> R) -> R {
        change(&mut self.state.lock())
    }

    /// Path as it was opened; as renamed, if its name was changed since.
    pub(super) fn opened_path(&self, tree: &Tree) -> Vec<u16> {
        let state = self.state();
        let renamed = state.link.and_then(|id| tree.link(id)).is_some_and(|link| link.renames != state.renames);
        if renamed {
            state.whole(tree)
        } else {
            state.opened_path
        }
    }

    /// Path of what is named relative to it.
    pub(super) fn path_below(&self, tree: &Tree, name: &[u16]) -> Vec<u16> {
        let mut path = self.opened_path(tree);
        if name.is_empty() {
            return path;
        }
        if name[0] != COLON && !path.ends_with(&[SEPARATOR]) {
            path.push(SEPARATOR);
        }
        path.extend(name);
        path
    }
}

impl flt::File for OpenFile {
    fn file_object(&self) -> usize {
        self.address()
    }

    fn volume(&self) -> Arc<flt::Volume> {
        Arc::clone(&self.volume.filtered)
    }

    fn name(&self, _cx: &Context, format: NameFormat) -> Result<FileName, NTSTATUS> {
        super::names::name_of(self, format)
    }

    /// A stream of a directory is a file ([MS-FSA] on FileStandardInformation).
    fn is_directory(&self, _cx: &Context) -> bool {
        let state = self.state();
        let found = |node| self.volume.with(|tree| tree.has(node) && tree.node(node).directory);
        state.stream.is_empty() && state.node.is_some_and(found)
    }
}

impl State {
    /// Long path and stream of an open file.
    pub(super) fn whole(&self, tree: &Tree) -> Vec<u16> {
        let mut path = tree.path_of(self.link);
        if !self.stream.is_empty() {
            path.push(COLON);
            path.extend(&self.stream);
        }
        path
    }
}
