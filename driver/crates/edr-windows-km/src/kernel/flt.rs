//! The filter: its registration with the filter manager.
//!
//! IRQL of the entry points `instance_setup` and `filter_unload`: PASSIVE_LEVEL. Those of operations: [`flt_operation`](super::flt_operation).

use core::mem::size_of;
use core::ptr::{self, NonNull};

use kernel_abi::{
    imports, kernel_fn, DEVICE_TYPE, FLTFL_FILTER_UNLOAD_MANDATORY, FLTFL_REGISTRATION_SUPPORT_DAX_VOLUME,
    FLT_FILESYSTEM_TYPE, FLT_FILTER, FLT_OPERATION_REGISTRATION, FLT_POST_OPERATION_CALLBACK,
    FLT_PRE_OPERATION_CALLBACK, FLT_REGISTRATION, FLT_REGISTRATION_VERSION, FLT_RELATED_OBJECTS, IRP_MJ_CLEANUP,
    IRP_MJ_CREATE, IRP_MJ_OPERATION_END, IRP_MJ_PREPARE_MDL_WRITE, IRP_MJ_WRITE, NTSTATUS, PFLT_FILTER,
    STATUS_BUFFER_TOO_SMALL, STATUS_FLT_DO_NOT_ATTACH, STATUS_UNSUCCESSFUL,
};

use super::check;
use super::device::Driver;
use super::flt_operation::{post_cleanup, pre_cleanup, pre_create, pre_prepare_mdl_write, pre_write};
use super::state_cell::state;
use crate::{driver_unload, minifilter_instances};

/// Filter objects come from pool: what isn't aligned is none.
const OBJECT_ALIGNMENT: usize = size_of::<usize>();

/// A filter that is registered, until it is unregistered, which its owner has to do before the driver goes.
#[derive(Clone, Copy)]
pub struct Filter(NonNull<FLT_FILTER>);

// SAFETY: the filter manager guards its objects.
unsafe impl Send for Filter {}

static OPERATIONS: [FLT_OPERATION_REGISTRATION; 5] = [
    operation(IRP_MJ_CREATE, Some(pre_create), None),
    operation(IRP_MJ_WRITE, Some(pre_write), None),
    operation(IRP_MJ_PREPARE_MDL_WRITE, Some(pre_prepare_mdl_write), None),
    operation(IRP_MJ_CLEANUP, Some(pre_cleanup), Some(post_cleanup)),
    operation(IRP_MJ_OPERATION_END, None, None),
];

const fn operation(
    major_function: u8,
    pre: Option<FLT_PRE_OPERATION_CALLBACK>,
    post: Option<FLT_POST_OPERATION_CALLBACK>,
) -> FLT_OPERATION_REGISTRATION {
    FLT_OPERATION_REGISTRATION {
        MajorFunction: major_function,
        Flags: 0, // paging I/O is told by the request's flags: fast I/O has none of them and must be seen (FIL-6)
        PreOperation: pre,
        PostOperation: post,
        Reserved1: ptr::null_mut(),
    }
}

/// FST-5: volumes with DAX too, no named pipes and mailslots; no InstanceQueryTeardown routine, so no detach by hand.
fn registration() -> FLT_REGISTRATION {
    FLT_REGISTRATION {
        Size: size_of::<FLT_REGISTRATION>() as u16,
        Version: FLT_REGISTRATION_VERSION,
        Flags: FLTFL_REGISTRATION_SUPPORT_DAX_VOLUME,
        ContextRegistration: ptr::null(),
        OperationRegistration: OPERATIONS.as_ptr(),
        FilterUnloadCallback: Some(filter_unload),
        InstanceSetupCallback: Some(instance_setup),
        InstanceQueryTeardownCallback: None,
        InstanceTeardownStartCallback: None,
        InstanceTeardownCompleteCallback: None,
        GenerateFileNameCallback: ptr::null_mut(),
        NormalizeNameComponentCallback: ptr::null_mut(),
        NormalizeContextCleanupCallback: ptr::null_mut(),
        TransactionNotificationCallback: ptr::null_mut(),
        NormalizeNameComponentExCallback: ptr::null_mut(),
        SectionNotificationCallback: ptr::null_mut(),
    }
}

impl Filter {
    /// FltRegisterFilter, at the altitude that the instance key says (ALT-6). IRQL: PASSIVE_LEVEL (at most APC_LEVEL).
    ///
    /// # Errors
    /// The failing status, such as STATUS_FLT_INSTANCE_ALTITUDE_COLLISION.
    pub fn register(driver: Driver) -> Result<Self, NTSTATUS> {
        let registration = registration();
        let mut filter = ptr::null_mut();
        // SAFETY: the driver object is ours; the filter manager copies the registration; callbacks stay as long as the driver.
        check(unsafe { imports::FltRegisterFilter(driver.as_ptr(), &raw const registration, &raw mut filter) })?;
        NonNull::new(filter).map(Self).ok_or(STATUS_UNSUCCESSFUL)
    }

    /// FltStartFiltering. IRQL: PASSIVE_LEVEL (at most APC_LEVEL).
    ///
    /// # Errors
    /// The failing status.
    pub fn start(self) -> Result<(), NTSTATUS> {
        // SAFETY: the filter is registered.
        check(unsafe { imports::FltStartFiltering(self.0.as_ptr()) })
    }

    /// FltUnregisterFilter: waits for callbacks under way and for references given out. IRQL: PASSIVE_LEVEL.
    pub fn unregister(self) {
        // SAFETY: the filter is registered, and its owner uses no copy afterwards.
        unsafe { imports::FltUnregisterFilter(self.0.as_ptr()) };
    }

    /// Whether there is a filter manager behind it. Wine 8 hands out an odd number in place of a filter, never calls back, and
    /// its other routines end the process when they are called.
    pub fn is_object(self) -> bool {
        self.0.as_ptr().addr() % OBJECT_ALIGNMENT == 0
    }

    /// FST-1: what FltEnumerateInstances counts for this filter; no reference is taken. IRQL: PASSIVE_LEVEL (at most APC_LEVEL).
    ///
    /// # Errors
    /// The failing status.
    pub fn count_instances(self) -> Result<u32, NTSTATUS> {
        let mut count = 0;
        let (all_volumes, no_list) = (ptr::null_mut(), ptr::null_mut());
        // SAFETY: the filter is registered; a list of no room takes nothing and is told how many there are.
        let status =
            unsafe { imports::FltEnumerateInstances(all_volumes, self.0.as_ptr(), no_list, 0, &raw mut count) };
        match status {
            STATUS_BUFFER_TOO_SMALL => Ok(count),
            status => check(status).map(|()| count),
        }
    }

    pub(super) fn as_ptr(self) -> PFLT_FILTER {
        self.0.as_ptr()
    }
}

kernel_fn! {
    /// PFLT_FILTER_UNLOAD_CALLBACK. IRQL: PASSIVE_LEVEL.
    fn filter_unload(flags: u32) -> NTSTATUS {
        driver_unload::filter_unload(flags & FLTFL_FILTER_UNLOAD_MANDATORY != 0)
    }

    /// PFLT_INSTANCE_SETUP_CALLBACK. IRQL: PASSIVE_LEVEL.
    fn instance_setup(
        _objects: *const FLT_RELATED_OBJECTS, _flags: u32, device_type: DEVICE_TYPE, _file_system: FLT_FILESYSTEM_TYPE,
    ) -> NTSTATUS {
        state().map_or(STATUS_FLT_DO_NOT_ATTACH, |driver| minifilter_instances::set_up(driver, device_type))
    }
}
