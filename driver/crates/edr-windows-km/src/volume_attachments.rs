//! Attaches a filter by hand where the filter manager has left it without an instance, which it tells nobody (ALT-2, HLT-9).
//! IRQL: PASSIVE_LEVEL throughout.

use edr_core::altitude_search::volume_decides;
use kernel_abi::{NTSTATUS, STATUS_FLT_INSTANCE_NOT_FOUND};

use crate::kernel::flt::Filter;
use crate::kernel::flt_volumes::{Volume, Volumes};
use crate::minifilter_instances::is_wanted;

/// Looks at every volume that is there when load has started filtering.
///
/// # Errors
/// STATUS_OBJECT_NAME_COLLISION or STATUS_FLT_INSTANCE_ALTITUDE_COLLISION for a taken altitude; lack of memory; a failing list of
/// volumes. A volume that takes no instance for any other reason stays without one, which instance_count tells.
pub fn attach_all(filter: Filter) -> Result<(), NTSTATUS> {
    Volumes::list(filter)?.iter().filter(is_wanted).try_for_each(|volume| match attach_if_missing(&volume) {
        Err(status) if volume_decides(status) => Err(status),
        _ => Ok(()),
    })
}

/// HLT-9: tries each volume without an instance, whatever becomes of the others.
pub fn attach_where_missing(filter: Filter) {
    let Ok(volumes) = Volumes::list(filter) else { return };
    for volume in volumes.iter().filter(is_wanted) {
        // what fails is tried again by the next query
        let _ = attach_if_missing(&volume);
    }
}

fn attach_if_missing(volume: &Volume<'_>) -> Result<(), NTSTATUS> {
    match volume.check_instance() {
        Err(STATUS_FLT_INSTANCE_NOT_FOUND) => volume.attach(),
        // it has one, or one that is being torn down as the volume goes away, or that can't be told
        checked => checked,
    }
}
