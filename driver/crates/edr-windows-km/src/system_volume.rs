//! The volume that holds `\SystemRoot`, on which all images of the policy stand (PRC-3). Resolved at load and, until that succeeds,
//! again at each health query.
//!
//! `\SystemRoot` is a link of the object namespace, whose target leads through another one to a path such as
//! `\Device\HarddiskVolume3\Windows`: links are followed until none is left. What remains begins with the device's name as the
//! kernel also puts it before the paths of images. So no file is opened and no driver is asked.

use core::mem;

use edr_core::device_path::{component_end, device_of};

use crate::kernel::once_name::OnceName;
use crate::kernel::unicode::utf16;
use crate::kernel::{zw, PoolArray, Tag};

const SYSTEM_ROOT: &[u16] = &utf16!("\\SystemRoot");
/// Units of the longest path looked at.
const ROOM: usize = 256;
/// Links followed at most: they may lead in a circle.
const LINKS: usize = 8;

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
            self.0.set(resolved().as_ref().and_then(|path| device_of(path.units())).unwrap_or(&[]));
        }
    }

    /// Its device name, such as `\Device\HarddiskVolume3`; `None` while it is unresolved. IRQL: any.
    pub fn device_name(&self) -> Option<&[u16]> {
        self.0.get()
    }
}

/// A path, or room for one. In pool: a query's stack is not for them.
struct Path {
    units: PoolArray<u16>,
    length: usize,
}

impl Path {
    /// An empty one; `None` when memory is short.
    fn empty() -> Option<Self> {
        Some(Self { units: PoolArray::zeroed(ROOM, Tag::State)?, length: 0 })
    }

    fn units(&self) -> &[u16] {
        self.units.get(..self.length).unwrap_or(&[])
    }

    /// Writes more behind it; `None` where there is no room.
    fn append(&mut self, more: &[u16]) -> Option<()> {
        let end = self.length.checked_add(more.len())?;
        self.units.get_mut(self.length..end)?.copy_from_slice(more);
        self.length = end;
        Some(())
    }
}

/// Where `\SystemRoot` leads once no part of the path is a link.
fn resolved() -> Option<Path> {
    let (mut path, mut next) = (Path::empty()?, Path::empty()?);
    path.append(SYSTEM_ROOT)?;
    for _ in 0..LINKS {
        let Some(rest) = follow_first_link(path.units(), &mut next) else { return Some(path) };
        next.append(rest)?;
        mem::swap(&mut path, &mut next);
    }
    None
}

/// Follows the first part of a path, from its start, that is a link: its target is written, what follows the part is left.
fn follow_first_link<'p>(path: &'p [u16], target: &mut Path) -> Option<&'p [u16]> {
    let mut end = 0_usize;
    loop {
        end = component_end(path, end)?;
        let (part, rest) = path.split_at_checked(end)?;
        if let Ok(units) = zw::query_link(part, &mut target.units) {
            target.length = units;
            return Some(rest);
        }
    }
}
