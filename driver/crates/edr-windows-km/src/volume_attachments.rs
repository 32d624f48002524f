//! Attaches a filter by hand where the filter manager has left it without an instance, which it tells nobody (ALT-2, HLT-9).
//! IRQL: PASSIVE_LEVEL throughout.

use kernel_abi::{
    NTSTATUS, STATUS_FLT_DELETING_OBJECT, STATUS_FLT_DO_NOT_ATTACH, STATUS_FLT_INSTANCE_NAME_COLLISION,
    STATUS_FLT_INSTANCE_NOT_FOUND,
};

use crate::kernel::flt::Filter;
use crate::kernel::flt_volumes::{Volume, Volumes};
use crate::minifilter_instances::is_wanted;

/// Looks at every volume that is there when load has started filtering.
///
/// # Errors
/// The first failing status, such as STATUS_OBJECT_NAME_COLLISION for a taken altitude; none if each volume has an instance or
/// takes none.
pub fn attach_all(filter: Filter) -> Result<(), NTSTATUS> {
    Volumes::list(filter)?.iter().filter(is_wanted).try_for_each(|volume| attach_if_missing(&volume))
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
        Err(STATUS_FLT_INSTANCE_NOT_FOUND) => {}
        // its instance is being torn down, as the volume goes away
        Err(STATUS_FLT_DELETING_OBJECT) => return Ok(()),
        checked => return checked,
    }
    match volume.attach() {
        // it is not offered, is going away, or has got an instance in the meantime
        Err(STATUS_FLT_DO_NOT_ATTACH | STATUS_FLT_DELETING_OBJECT | STATUS_FLT_INSTANCE_NAME_COLLISION) => Ok(()),
        attached => attached,
    }
}
