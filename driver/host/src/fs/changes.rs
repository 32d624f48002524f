//! Changes to open files that are neither creates nor writes nor cleanups.
//!
//! The rights that Windows asks of the handle (DELETE for a rename, ...) are not checked: the stimuli's access masks are there
//! to be seen in events.

use std::sync::Arc;

use kernel_abi::{
    IRP_MJ_SET_INFORMATION, NTSTATUS, SL_OPEN_TARGET_DIRECTORY, STATUS_ACCESS_DENIED, STATUS_INVALID_DEVICE_REQUEST,
    STATUS_INVALID_PARAMETER, STATUS_NOT_SAME_DEVICE, STATUS_OBJECT_NAME_COLLISION, STATUS_OBJECT_NAME_INVALID,
    STATUS_SUCCESS,
};

use super::node::NodeId;
use super::open::open;
use super::open_file::OpenFile;
use super::operations::{close, pass};
use super::path::{is_valid, last_of};
use super::removal;
use super::request::CreateRequest;
use super::status::{STATUS_DIRECTORY_NOT_EMPTY, STATUS_FILE_IS_A_DIRECTORY, STATUS_NOT_A_DIRECTORY};
use super::tree::Tree;
use crate::guest::Context;
use crate::text::Text;

/// IRP_MJ_FILE_SYSTEM_CONTROL.
const IRP_MJ_FILE_SYSTEM_CONTROL: u8 = 0x0D;
/// FILE_WRITE_DATA | SYNCHRONIZE, as the I/O manager opens a target's directory; FILE_OPEN, FILE_OPEN_FOR_BACKUP_INTENT.
const TARGET_ACCESS: u32 = 0x0010_0002;
const TARGET_OPTIONS: u32 = 0x0100_4000;
/// FSCTL_SET_ZERO_DATA, FSCTL_DUPLICATE_EXTENTS_TO_FILE, FSCTL_OFFLOAD_WRITE.
const DATA_CONTROLS: [u32; 3] = [0x0009_80C8, 0x0009_8344, 0x0009_8268];

/// NtSetInformationFile(FileRenameInformation) to a whole NT path; replaces nothing.
pub fn rename(cx: &Context, file: &Arc<OpenFile>, target: &Text) -> NTSTATUS {
    with_target_directory(cx, file, target, &mut |tree, directory| {
        let state = file.state();
        let (Some(node), Some(link)) = (state.node, state.link) else { return STATUS_INVALID_PARAMETER };
        if tree.node(node).directory && tree.has_open_below(node) {
            return STATUS_ACCESS_DENIED;
        }
        if is_below(tree, directory, node) {
            return STATUS_INVALID_PARAMETER;
        }
        let name = last_of(target.units());
        let taken = tree.node(directory).child(name);
        if taken.is_some_and(|taken| taken != link) {
            return STATUS_OBJECT_NAME_COLLISION;
        }
        tree.rename(link, directory, name);
        STATUS_SUCCESS
    })
}

/// NtSetInformationFile(FileLinkInformation): one more name.
pub fn hard_link(cx: &Context, file: &Arc<OpenFile>, target: &Text) -> NTSTATUS {
    with_target_directory(cx, file, target, &mut |tree, directory| {
        let Some(node) = file.state().node else { return STATUS_INVALID_PARAMETER };
        if tree.node(node).directory {
            return STATUS_FILE_IS_A_DIRECTORY;
        }
        let name = last_of(target.units());
        if tree.node(directory).child(name).is_some() {
            return STATUS_OBJECT_NAME_COLLISION;
        }
        tree.add_link(directory, name, node);
        STATUS_SUCCESS
    })
}

/// Whether a directory is another one or lies in it.
fn is_below(tree: &Tree, directory: NodeId, above: NodeId) -> bool {
    let mut next = Some(directory);
    while let Some(at) = next {
        if at == above {
            return true;
        }
        let link = tree.node(at).links.first();
        next = link.and_then(|id| tree.link(*id)).map(|link| link.parent);
    }
    false
}

/// The I/O manager opens the target's directory first, with SL_OPEN_TARGET_DIRECTORY, and sends the request only if it lies on
/// the file's volume.
fn with_target_directory(
    cx: &Context,
    file: &Arc<OpenFile>,
    target: &Text,
    action: &mut dyn FnMut(&mut Tree, NodeId) -> NTSTATUS,
) -> NTSTATUS {
    let mut request = CreateRequest::new(target.clone(), TARGET_ACCESS, TARGET_OPTIONS, cx.thread(), cx.mode());
    request.operation_flags = SL_OPEN_TARGET_DIRECTORY;
    let opened = open(cx, request);
    let Some(into) = opened.file else { return opened.status };
    let status = if Arc::ptr_eq(&into.volume, &file.volume) {
        let directory = into.state().node;
        pass(cx, IRP_MJ_SET_INFORMATION, file, &mut || match directory {
            _ if !is_valid(last_of(target.units())) => STATUS_OBJECT_NAME_INVALID,
            Some(directory) => file.volume.with(|tree| action(tree, directory)),
            None => STATUS_INVALID_PARAMETER,
        })
    } else {
        STATUS_NOT_SAME_DEVICE
    };
    close(cx, &into);
    status
}

/// NtSetInformationFile(FileShortNameInformation).
pub fn set_short_name(cx: &Context, file: &Arc<OpenFile>, short_name: &Text) -> NTSTATUS {
    pass(cx, IRP_MJ_SET_INFORMATION, file, &mut || {
        file.volume.with(|tree| {
            let link = file.state().link;
            let Some((id, parent)) = link.and_then(|id| tree.link(id).map(|link| (id, link.parent))) else {
                return STATUS_INVALID_PARAMETER;
            };
            if !is_valid(short_name.units()) {
                return STATUS_INVALID_PARAMETER;
            }
            if tree.node(parent).child(short_name.units()).is_some_and(|taken| taken != id) {
                return STATUS_OBJECT_NAME_COLLISION;
            }
            tree.set_short_name(id, Some(short_name.units().to_vec()));
            STATUS_SUCCESS
        })
    })
}

/// NtSetInformationFile(FileDispositionInformation): gone with its last handle.
pub fn delete(cx: &Context, file: &Arc<OpenFile>) -> NTSTATUS {
    pass(cx, IRP_MJ_SET_INFORMATION, file, &mut || removal::mark(file))
}

/// NtSetInformationFile(FileEndOfFileInformation).
pub fn set_end_of_file(cx: &Context, file: &Arc<OpenFile>) -> NTSTATUS {
    pass(cx, IRP_MJ_SET_INFORMATION, file, &mut || STATUS_SUCCESS)
}

/// NtFsControlFile with one of the codes that change data: names stay.
pub fn control(cx: &Context, file: &Arc<OpenFile>, code: u32) -> NTSTATUS {
    let answer = if DATA_CONTROLS.contains(&code) { STATUS_SUCCESS } else { STATUS_INVALID_DEVICE_REQUEST };
    pass(cx, IRP_MJ_FILE_SYSTEM_CONTROL, file, &mut || answer)
}

/// FSCTL_SET_REPARSE_POINT with a mount point: an empty directory leads elsewhere from now on.
pub fn make_junction(cx: &Context, directory: &Arc<OpenFile>, target: &Text) -> NTSTATUS {
    pass(cx, IRP_MJ_FILE_SYSTEM_CONTROL, directory, &mut || {
        directory.volume.with(|tree| {
            let Some(node) = directory.state().node.filter(|node| tree.node(*node).directory) else {
                return STATUS_NOT_A_DIRECTORY;
            };
            let node = tree.node_mut(node);
            if !node.children.is_empty() {
                return STATUS_DIRECTORY_NOT_EMPTY;
            }
            node.junction = Some(target.clone());
            STATUS_SUCCESS
        })
    })
}
