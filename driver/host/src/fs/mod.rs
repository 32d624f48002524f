//! File systems: what is on the volumes, below the filter manager. Sharing, locks, quotas and data are not simulated.

pub mod changes;
mod create;
mod file_object;
mod kept;
pub mod mount;
mod names;
mod node;
mod open;
mod open_file;
pub mod operations;
mod path;
mod removal;
mod request;
mod short_name;
pub mod status;
mod tree;
mod volume;
mod zw;

use std::sync::Arc;

use crate::flt::Flt;
use crate::locked::Locked;
use crate::mm::OpaqueAddresses;
use crate::profile::Profile;
use crate::text::Text;

pub use file_object::FileObject;
pub use kept::{Kept, Waiting};
pub use open::{begin, finish, open, Opened, Opening};
pub use open_file::{OpenFile, Phase};
pub use operations::{last_handle_closed, last_reference_gone};
pub use request::{CreateRequest, Disposition};
pub use volume::Volume;
pub use zw::services;

/// How often a name may lead elsewhere.
const MAX_REPARSES: usize = 63;

/// What every Windows has on its volume.
const SYSTEM_DIRECTORIES: [&str; 5] =
    ["\\Windows\\System32\\drivers", "\\Windows\\SysWOW64", "\\Program Files", "\\Program Files (x86)", "\\Users"];

/// The files of a machine. Thread-safe.
pub struct Fs {
    system: Arc<Volume>,
    volumes: Locked<Vec<Arc<Volume>>>,
    /// What the programs of stimuli keep open.
    pub kept: Kept,
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
        let volumes = mounted.into_iter().map(|(_, volume)| volume).collect();
        Self { system, volumes: Locked::new(volumes), kept: Kept::default() }
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
