//! The filter manager.

mod descent;
pub mod operation;
mod volume;

pub use descent::{ascend, descend, pass, Descent};
pub use operation::{Below, File, FileName, NameFormat, Operation, Parameters, STATUS_FLT_DISALLOW_FAST_IO};
pub use volume::{Medium, NewVolume, Volume};

use std::sync::Arc;

use crate::guest::Context;
use crate::locked::Locked;
use crate::mm::OpaqueAddresses;
use crate::profile::Profile;
use crate::service::Service;
use crate::text::Text;

/// Filters, volumes and instances of a machine. Thread-safe.
pub struct Flt {
    volumes: Locked<Vec<Arc<Volume>>>,
}

impl Flt {
    /// The profile's volumes, and those of pipes and mailslots, without filters.
    pub fn boot(profile: &Profile, opaque: &OpaqueAddresses) -> Self {
        let disks = profile.volumes.iter().map(|volume| NewVolume {
            device: Text::from(volume.device.as_str()),
            medium: volume.kind.into(),
            file_system: volume.file_system.clone(),
            dax: false,
        });
        let other = |device: &str, medium, file_system: &str| NewVolume {
            device: Text::from(device),
            medium,
            file_system: file_system.into(),
            dax: false,
        };
        let pipes = other("\\Device\\NamedPipe", Medium::NamedPipe, "NPFS");
        let mailslots = other("\\Device\\Mailslot", Medium::Mailslot, "MSFS");
        let all = disks.chain([pipes, mailslots]);
        let volumes = all.map(|is| Arc::new(Volume { address: opaque.next(), is })).collect();
        Self { volumes: Locked::new(volumes) }
    }

    /// The volumes that are mounted now, in the order in which they were.
    pub fn volumes(&self) -> Vec<Arc<Volume>> {
        self.volumes.lock().clone()
    }

    /// The volume of a device, the one that was mounted last.
    pub fn volume(&self, device: &Text) -> Option<Arc<Volume>> {
        self.volumes.lock().iter().rev().find(|volume| volume.is.device == *device).cloned()
    }
}

/// A file system mounts a volume; filters that have started are offered it. PASSIVE_LEVEL.
pub fn mount(cx: &Context, new: NewVolume) -> Arc<Volume> {
    let machine = cx.machine();
    let volume = Arc::new(Volume { address: machine.opaque.next(), is: new });
    machine.flt.volumes.lock().push(Arc::clone(&volume));
    volume
}

/// A volume goes, whether asked for or pulled out: every instance on it is torn down. PASSIVE_LEVEL. What operations the file
/// system holds of it come up later.
pub fn dismount(cx: &Context, volume: &Arc<Volume>) {
    cx.machine().flt.volumes.lock().retain(|mounted| !Arc::ptr_eq(mounted, volume));
}

/// Services of this prefix.
pub fn services() -> Vec<&'static [&'static Service]> {
    vec![]
}
