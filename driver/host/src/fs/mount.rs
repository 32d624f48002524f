//! Volumes come and go, and things spring into being on them, unseen by filters.

use std::sync::Arc;

use kernel_abi::{NTSTATUS, STATUS_SUCCESS};

use super::path::{FilePath, COLON};
use super::status::STATUS_NO_SUCH_DEVICE;
use super::tree::{Found, Tree};
use super::volume::Volume;
use crate::flt;
use crate::guest::Context;
use crate::text::Text;

/// The network's volume, which is there from the first use on.
const MUP: &str = "\\Device\\Mup";

/// Mounts a volume. PASSIVE_LEVEL.
pub fn mount(cx: &Context, new: flt::NewVolume) -> Arc<Volume> {
    let machine = cx.machine();
    machine.io.namespace.add_volume(&new.device);
    let filtered = flt::mount(cx, new);
    let volume = Arc::new(Volume::new(filtered, false, &machine.opaque));
    machine.fs.volumes.lock().push(Arc::clone(&volume));
    volume
}

/// Asks to dismount a volume: it goes when the last file on it is closed. PASSIVE_LEVEL.
pub fn dismount(cx: &Context, device: &Text) -> NTSTATUS {
    let Some(volume) = cx.machine().fs.volume_of(device) else { return STATUS_NO_SUCH_DEVICE };
    if volume.ask_dismount() {
        take_away(cx, &volume);
    }
    STATUS_SUCCESS
}

/// A volume is pulled out, whoever has files open on it. PASSIVE_LEVEL.
pub fn remove(cx: &Context, device: &Text) -> NTSTATUS {
    let Some(volume) = cx.machine().fs.volume_of(device) else { return STATUS_NO_SUCH_DEVICE };
    take_away(cx, &volume);
    STATUS_SUCCESS
}

/// The instances of a volume are torn down, then it is gone.
pub(super) fn take_away(cx: &Context, volume: &Arc<Volume>) {
    if volume.leave() {
        cx.machine().fs.volumes.lock().retain(|mounted| !Arc::ptr_eq(mounted, volume));
        flt::dismount(cx, &volume.filtered);
        let device = &volume.filtered.is.device;
        if cx.machine().fs.volume_of(device).is_none() {
            cx.machine().io.namespace.remove_volume(device);
        }
    }
}

/// Mounts the network's volume if a path leads there and nobody has used it yet.
fn mount_remote(cx: &Context, path: &Text) {
    let device = Text::from(MUP);
    let is_remote = path.len() > device.len() && path.units().starts_with(device.units());
    if is_remote && cx.machine().fs.volume_of(&device).is_none() {
        mount(cx, flt::NewVolume { device, medium: flt::Medium::Network, file_system: "MUP".into(), dax: false });
    }
}

/// Makes a file spring into being, its directories too; false if the volume's file system takes no such name or something else
/// stands in the way: then the file is known by its name alone.
pub fn spring(cx: &Context, path: &Text) -> bool {
    mount_remote(cx, path);
    let Some(volume) = cx.machine().fs.volume_of(path) else { return true };
    let rest = volume.rest_of(path.units()).unwrap_or(&[]);
    let Ok(parsed) = FilePath::parse(rest) else { return false };
    parsed.components.is_empty() || volume.with(|tree| spring_in(tree, &parsed))
}

fn spring_in(tree: &mut Tree, path: &FilePath) -> bool {
    let found = tree.walk(tree.root(), path, true).or_else(|_| {
        tree.make_directories(&path.components[..path.components.len() - 1]);
        tree.walk(tree.root(), path, true)
    });
    let node = match found {
        Err(_) => return false,
        Ok(Found::Elsewhere(_)) => return true,
        Ok(Found::Node { node, .. }) => node,
        Ok(Found::Missing { parent }) => {
            let link = tree.make(parent, path.last(), path.names_directory);
            tree.link(link).map_or(parent, |link| link.node)
        }
    };
    if !path.stream.is_empty() {
        tree.node_mut(node).stream_or_new(&path.stream);
    }
    true
}

/// Makes directories spring into being; false if something stands in the way.
pub fn spring_directories(cx: &Context, path: &Text) -> bool {
    mount_remote(cx, path);
    let Some(volume) = cx.machine().fs.volume_of(path) else { return false };
    let rest = volume.rest_of(path.units()).unwrap_or(&[]);
    let Ok(parsed) = FilePath::parse(rest) else { return false };
    !rest.contains(&COLON) && volume.with(|tree| tree.make_directories(&parsed.components)).is_some()
}
