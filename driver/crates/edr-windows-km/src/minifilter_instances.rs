//! The minifilter's instances (FST-1, FST-5, HLT-9). IRQL: PASSIVE_LEVEL throughout.

use core::sync::atomic::{AtomicBool, Ordering};

use kernel_abi::{
    DEVICE_TYPE, FILE_DEVICE_MAILSLOT, FILE_DEVICE_NAMED_PIPE, NTSTATUS, STATUS_FLT_DO_NOT_ATTACH, STATUS_SUCCESS,
};

use crate::driver_state::DriverState;
use crate::kernel::flt::Filter;
use crate::kernel::flt_volumes::Volume;
use crate::volume_attachments;

/// What is known of them. Thread-safe.
pub struct MinifilterInstances {
    offered: AtomicBool,
}

impl MinifilterInstances {
    /// No volume has been offered yet.
    pub const fn new() -> Self {
        Self { offered: AtomicBool::new(false) }
    }

    /// FST-1: as FltEnumerateInstances counts them; 0 without that call while no volume was offered, since on such a system the
    /// call may not be there.
    ///
    /// # Errors
    /// The failing status of FltEnumerateInstances.
    pub fn count(&self, filter: Filter) -> Result<u32, NTSTATUS> {
        if self.were_offered() {
            filter.count_instances()
        } else {
            Ok(0)
        }
    }

    /// HLT-9: FltAttachVolume on each volume without an instance; whether it works, the next canary shows.
    pub fn attach_missing(&self, filter: Filter) {
        if self.were_offered() {
            volume_attachments::attach_where_missing(filter);
        }
    }

    fn were_offered(&self) -> bool {
        self.offered.load(Ordering::Acquire)
    }
}

/// InstanceSetup: every file-system volume, but no named pipes and mailslots (FST-5).
pub fn set_up(driver: &DriverState, device_type: DEVICE_TYPE) -> NTSTATUS {
    driver.registrations().minifilter().instances().offered.store(true, Ordering::Release);
    if is_pipe_or_mailslot(device_type) {
        STATUS_FLT_DO_NOT_ATTACH
    } else {
        STATUS_SUCCESS
    }
}

/// FST-5: whether an instance belongs on a volume: on local, removable and network file systems, told by their device type. What
/// can't be told is tried: the set-up callback decides again.
pub fn is_wanted(volume: &Volume<'_>) -> bool {
    volume.device_type().is_none_or(|device_type| !is_pipe_or_mailslot(device_type))
}

fn is_pipe_or_mailslot(device_type: DEVICE_TYPE) -> bool {
    matches!(device_type, FILE_DEVICE_NAMED_PIPE | FILE_DEVICE_MAILSLOT)
}
