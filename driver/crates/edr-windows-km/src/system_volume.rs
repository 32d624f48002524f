//! The volume that holds `\SystemRoot`, on which all images of the policy stand (PRC-3). Resolved at load and, until that succeeds,
//! again at each health query.
//!
//! `\SystemRoot` is a link of the object namespace, whose target leads through another one to a path such as
//! `\Device\HarddiskVolume3\Windows`: links are followed until none is left. What remains begins with the device's name as the
//! kernel also puts it before the paths of images. So no file is opened and no driver is asked.

use crate::kernel::once_name::OnceName;
use crate::kernel::unicode::utf16;
use crate::kernel::zw;

const SYSTEM_ROOT: &[u16] = &utf16!("\\SystemRoot");
const BACKSLASH: u16 = b'\\' as u16;
/// Units of the longest path looked at.
const ROOM: usize = 256;
/// Links followed at most: they may lead in a circle.
const LINKS: usize = 8;
/// `\Device` and the device.
const DEVICE_COMPONENTS: usize = 2;

/// The volume.
pub struct SystemVolume(OnceName);

impl SystemVolume {
    /// Still to be resolved.
    pub const fn new() -> Self {
        Self(OnceName::new())
    }

    /// Resolves the volume unless that has succeeded before. IRQL: PASSIVE_LEVEL, one thread at a time.
    pub fn resolve(&self) {
        if self.0.get().is_none() {
            let mut path = [0; ROOM];
            if let Some(path) = follow_links(SYSTEM_ROOT, &mut path) {
                self.0.set(device_of(path).unwrap_or(&[]));
            }
        }
    }

    /// Its device name, such as `\Device\HarddiskVolume3`; `None` while it is unresolved. IRQL: any.
    pub fn device_name(&self) -> Option<&[u16]> {
        self.0.get()
    }
}

/// Where a path leads once no part of it is a link; its units stand in `path`.
fn follow_links<'p>(start: &[u16], path: &'p mut [u16; ROOM]) -> Option<&'p [u16]> {
    let mut length = append(path, 0, start)?;
    for _ in 0..LINKS {
        let mut next = [0; ROOM];
        let Some((target, rest)) = first_link(path.get(..length)?, &mut next) else { return path.get(..length) };
        length = append(&mut next, target, rest)?;
        *path = next;
    }
    None
}

/// The first part of a path, from its start, that is a link: units of its target, which is written, and what follows the part.
fn first_link<'p>(path: &'p [u16], target: &mut [u16; ROOM]) -> Option<(usize, &'p [u16])> {
    let separators = path.iter().enumerate().skip(1).filter(|(_, unit)| **unit == BACKSLASH).map(|(at, _)| at);
    separators.chain([path.len()]).find_map(|end| {
        let (part, rest) = path.split_at_checked(end)?;
        zw::query_link(part, target).ok().map(|units| (units, rest))
    })
}

/// Writes `units` behind the first `length` of `path`; how many that makes, `None` where there is no room.
fn append(path: &mut [u16; ROOM], length: usize, units: &[u16]) -> Option<usize> {
    let end = length.checked_add(units.len())?;
    path.get_mut(length..end)?.copy_from_slice(units);
    Some(end)
}

/// The device of a path of files: its first two components, where something follows them.
fn device_of(path: &[u16]) -> Option<&[u16]> {
    let mut separators = path.iter().enumerate().filter(|(_, unit)| **unit == BACKSLASH).map(|(at, _)| at);
    let starts_with_separator = separators.next() == Some(0);
    let end = separators.nth(DEVICE_COMPONENTS - 1)?;
    if starts_with_separator {
        path.get(..end)
    } else {
        None
    }
}
