//! How files go: with the last handle that was opened by a name.

use kernel_abi::{NTSTATUS, STATUS_SUCCESS};

use super::open_file::{OpenFile, Phase, State};
use super::path::upcased;
use super::status::{STATUS_CANNOT_DELETE, STATUS_DIRECTORY_NOT_EMPTY};
use super::tree::Tree;

/// IRP_MJ_CLEANUP: the last handle is closed; what was to be deleted with it is gone.
pub(super) fn clean_up(file: &OpenFile) -> NTSTATUS {
    file.volume.with(|tree| {
        let state = file.state();
        if state.phase >= Phase::CleanedUp {
            return;
        }
        file.change(|state| state.phase = Phase::CleanedUp);
        if state.delete_on_close {
            doom(tree, &state);
        }
        close_stream(tree, &state);
        close_link(tree, &state);
    });
    STATUS_SUCCESS
}

fn close_stream(tree: &mut Tree, state: &State) {
    let Some(node) = state.node.filter(|_| !state.stream.is_empty()) else { return };
    let streams = &mut tree.node_mut(node).streams;
    let key = upcased(&state.stream);
    if let Some(stream) = streams.get_mut(&key) {
        stream.opens -= 1;
        if stream.opens == 0 && stream.dying {
            streams.remove(&key);
        }
    }
}

fn close_link(tree: &mut Tree, state: &State) {
    let Some(node) = state.node else { return };
    tree.node_mut(node).opens -= 1;
    let is_empty = tree.node(node).children.is_empty();
    let gone = state.link.and_then(|id| tree.link_mut(id).map(|link| (id, link))).and_then(|(id, link)| {
        link.opens -= 1;
        (link.opens == 0 && link.dying && is_empty).then_some(id)
    });
    match gone {
        Some(id) => tree.unlink(id),
        None => tree.forget_if_gone(node),
    }
}

/// NtSetInformationFile(FileDispositionInformation): gone with its last handle.
pub(super) fn mark(file: &OpenFile) -> NTSTATUS {
    let status = file.volume.with(|tree| doom(tree, &file.state()));
    if status == STATUS_SUCCESS {
        file.object.delete_pending(true);
    }
    status
}

/// A handle to a stream deletes the stream, any other the name that it was opened by.
fn doom(tree: &mut Tree, state: &State) -> NTSTATUS {
    let (Some(node), Some(link)) = (state.node, state.link) else { return STATUS_CANNOT_DELETE };
    if !state.stream.is_empty() {
        tree.node_mut(node).stream_or_new(&state.stream).dying = true;
        return STATUS_SUCCESS;
    }
    if !tree.node(node).children.is_empty() {
        return STATUS_DIRECTORY_NOT_EMPTY;
    }
    if let Some(link) = tree.link_mut(link) {
        link.dying = true;
    }
    STATUS_SUCCESS
}
