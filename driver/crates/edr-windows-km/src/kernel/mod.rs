//! The kernel's services in safe form: the one folder with `unsafe` code. One file per subject; Windows' rules are kept here, so
//! that what is built on top can't break them by mistake.

pub mod bug_check;
pub mod cm;
pub mod cm_operation;
pub mod critical_region;
pub mod device;
pub mod etw;
pub mod event;
pub mod flt;
pub mod flt_name;
pub mod flt_operation;
pub mod flt_volumes;
pub mod irp;
pub mod irql;
pub mod lent_units;
pub mod loaded_policy;
pub mod ob;
mod object_attributes;
pub mod once_name;
pub mod pending_irp;
pub mod pool;
pub mod ps;
pub mod ps_notify;
pub mod random;
pub mod registry;
pub mod routines;
pub mod rundown;
pub mod spin_lock;
pub mod state_cell;
pub mod time;
pub mod unicode;
pub mod zw;

pub use event::Mutex;
pub use pool::{PoolArray, PoolBox, PoolBytes, Tag};
pub use rundown::Rundown;
pub use spin_lock::SpinLock;

use kernel_abi::NTSTATUS;

/// A status as a result: warnings are failures, as what they warn of is not what was asked for.
///
/// # Errors
/// The status, unless it is a success or informational.
pub fn check(status: NTSTATUS) -> Result<(), NTSTATUS> {
    if status >= 0 {
        Ok(())
    } else {
        Err(status)
    }
}
