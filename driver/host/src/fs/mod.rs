//! File systems: what is on the volumes, below the filter manager. Sharing, locks, quotas and data are not simulated.

#![allow(dead_code)] // until the operations are here, which use it

mod file_object;
mod names;
mod node;
mod open_file;
pub mod path;
mod request;
mod short_name;
mod tree;
mod volume;

use std::sync::Arc;

use kernel_abi::NTSTATUS;

use crate::flt::Flt;
use crate::guest::Context;
use crate::locked::Locked;
use crate::mm::OpaqueAddresses;
use crate::profile::Profile;
use crate::ps::ProcessAddress;
use crate::text::Text;
use crate::verifier::BugCheck;

pub use file_object::FileObject;
pub use open_file::{OpenFile, Phase};
pub use request::{CreateRequest, Disposition};
pub use volume::Volume;

/// How often a name may lead elsewhere.
const MAX_REPARSES: usize = 63;
/// STATUS_REPARSE_POINT_NOT_RESOLVED.
pub const STATUS_REPARSE_POINT_NOT_RESOLVED: NTSTATUS = 0xC000_0280_u32 as NTSTATUS;

/// What every Windows has on its volume.
const SYSTEM_DIRECTORIES: [&str; 5] =
    ["\\Windows\\System32\\drivers", "\\Windows\\SysWOW64", "\\Program Files", "\\Program Files (x86)", "\\Users"];

/// The files of a machine. Thread-safe.
pub struct Fs {
    system: Arc<Volume>,
    volumes: Locked<Vec<Arc<Volume>>>,
}

impl Fs {
    /// The filter manager's volumes, empty but for what every Windows has.
    ///
    /// # Panics
    /// If the profile's system volume is not among them.
    pub fn boot(profile: &Profile, flt: &Flt, opaque: &OpaqueAddresses) -> Self {
        let system_device = Text::from(profile.system_volume().device.as_str());
        let mounted = flt.volumes().into_iter().map(|filtered| {
            let is_system = filtered.is.device == system_device;
            (is_system, Arc::new(Volume::new(filtered, is_system, opaque)))
        });
        let mounted = mounted.collect::<Vec<_>>();
        let system = mounted.iter().find(|(is_system, _)| *is_system).map(|(_, volume)| Arc::clone(volume));
        let system = system.unwrap_or_else(|| panic!("the system volume is not mounted"));
        for directory in SYSTEM_DIRECTORIES {
            let path = path::FilePath::parse(&directory.encode_utf16().collect::<Vec<_>>());
            let path = path.unwrap_or_else(|_| panic!("{directory} is no path"));
            system.with(|tree| tree.make_directories(&path.components));
        }
        Self { system, volumes: Locked::new(mounted.into_iter().map(|(_, volume)| volume).collect()) }
    }

    /// The volume that holds `\SystemRoot`.
    pub fn system_volume(&self) -> &Arc<Volume> {
        &self.system
    }

    /// The mounted volume whose device's name begins a whole NT path; of two of one name the one that was mounted last.
    pub fn volume_of(&self, path: &Text) -> Option<Arc<Volume>> {
        self.volumes.lock().iter().rev().find(|volume| volume.rest_of(path.units()).is_some()).cloned()
    }
}

/// The last handle to a file object was closed, by that process: IRP_MJ_CLEANUP.
pub fn last_handle_closed(cx: &Context, _process: ProcessAddress, _file: &Arc<OpenFile>) {
    cx.bug_check(BugCheck::host("IRP_MJ_CLEANUP of a file is not simulated".into()));
}

/// The last reference to a file object is gone: IRP_MJ_CLOSE.
pub fn last_reference_gone(cx: &Context, _file: &Arc<OpenFile>) {
    cx.bug_check(BugCheck::host("IRP_MJ_CLOSE of a file is not simulated".into()));
}
