//! The filter manager: filters, their instances on volumes, operations on their way through them, and the names of files.

pub mod altitude;
mod attach;
mod data;
mod definitions;
mod descent;
pub mod filter;
mod flight;
mod name_information;
mod names;
mod objects;
pub mod operation;
mod query;
pub mod register;
pub mod registration;
pub mod tamper;
mod unload;
mod volume;

pub use attach::{dismount, mount};
pub use descent::{ascend, descend, pass, Descent};
pub use operation::{Below, File, FileName, NameFormat, Operation, Parameters, STATUS_FLT_DISALLOW_FAST_IO};
pub use unload::{filter_unload, is_unload_routine};
pub use volume::{Medium, NewVolume, Volume};

use std::collections::HashMap;
use std::sync::Arc;

use crate::locked::Locked;
use crate::machine::ImageId;
use crate::mm::OpaqueAddresses;
use crate::profile::Profile;
use crate::service::Service;
use crate::text::Text;
use filter::{Filter, Instance};
use flight::Flight;
use name_information::NameInformation;
use objects::Object;

/// Filters, volumes and instances of a machine. Thread-safe.
pub struct Flt {
    state: Locked<State>,
    /// Operations under way that filters have seen, by callback data.
    flights: Locked<HashMap<usize, Arc<Flight>>>,
    /// Names that were given out.
    names: Locked<HashMap<usize, NameInformation>>,
}

#[derive(Default)]
struct State {
    volumes: Vec<Arc<Volume>>,
    filters: Vec<Arc<Filter>>,
    /// All that are attached or being torn down, oldest first.
    instances: Vec<Arc<Instance>>,
    objects: HashMap<usize, Object>,
    references: HashMap<(usize, Option<ImageId>), u64>,
    hooked: Vec<unload::Hooked>,
    never_calls: bool,
}

impl Flt {
    /// The profile's volumes, the system volume first, and those of pipes and mailslots, without filters.
    pub fn boot(profile: &Profile, opaque: &OpaqueAddresses) -> Self {
        let mut disks = profile.volumes.iter().collect::<Vec<_>>();
        disks.sort_by_key(|volume| !volume.system);
        let disks = disks.into_iter().map(|volume| NewVolume {
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
        let mut state = State::default();
        for is in disks.chain([pipes, mailslots]) {
            let volume = Volume::new(opaque.next(), is);
            state.objects.insert(volume.address, Object::Volume(Arc::clone(&volume)));
            state.volumes.push(volume);
        }
        Self { state: Locked::new(state), flights: Locked::default(), names: Locked::default() }
    }

    /// The volumes that are mounted now, in the order in which they were.
    pub fn volumes(&self) -> Vec<Arc<Volume>> {
        self.state.lock().volumes.clone()
    }

    /// The volume of a device, the one that was mounted last.
    pub fn volume(&self, device: &Text) -> Option<Arc<Volume>> {
        self.state.lock().volumes.iter().rev().find(|volume| volume.is.device == *device).cloned()
    }

    /// Filters of a driver that are registered.
    pub fn filters_of(&self, image: ImageId) -> Vec<Arc<Filter>> {
        self.state.lock().filters.iter().filter(|filter| filter.image == image).cloned().collect()
    }

    /// Instances of a driver's filters, those that are being torn down left out.
    pub fn instances_of(&self, image: ImageId) -> Vec<Arc<Instance>> {
        let state = self.state.lock();
        state.instances.iter().filter(|one| one.filter.image == image && !one.is_closing()).cloned().collect()
    }

    /// What a driver that is gone has left: its filter, references, names.
    pub fn left_behind(&self, image: ImageId) -> Vec<String> {
        let mut left = self.state.lock().references_of(image);
        left.extend(
            self.filters_of(image).iter().map(|filter| format!("the filter at altitude {}", filter.altitude())),
        );
        let names = self.names.lock();
        let held = names.values().filter(|known| known.held_by(image) > 0);
        let mut names = held.map(|known| format!("the name {}, not released", known.name())).collect::<Vec<_>>();
        names.sort();
        left.extend(names);
        left
    }
}

/// An open file of a volume, as filters see it.
fn as_file(open: Arc<crate::fs::OpenFile>) -> Arc<dyn File> {
    open
}

/// Services of this prefix.
pub fn services() -> Vec<&'static [&'static Service]> {
    vec![attach::SERVICES, names::SERVICES, objects::SERVICES, query::SERVICES, register::SERVICES]
}
