//! How minifilters are unloaded.
//!
//! Source: Microsoft, "When the FilterUnloadCallback Routine Is Called" and "PFLT_FILTER_UNLOAD_CALLBACK callback function
//! (fltkernel.h)": `fltmc unload` and FilterUnload may be refused, a service stop may not.

use kernel_abi::{
    DRIVER_OBJECT, DRIVER_UNLOAD, FLTFL_FILTER_UNLOAD_MANDATORY, FLTFL_REGISTRATION_DO_NOT_SUPPORT_SERVICE_STOP,
    NTSTATUS, NT_SUCCESS, STATUS_FLT_DO_NOT_DETACH, STATUS_FLT_FILTER_NOT_FOUND, STATUS_SUCCESS,
};

use crate::guest::{self, Context};
use crate::machine::ImageId;
use crate::verifier::BugCheck;

/// The unload routine that a driver object had before the filter manager put its own over it.
#[derive(Clone, Copy)]
pub(super) struct Hooked {
    pub(super) image: ImageId,
    pub(super) driver: usize,
    pub(super) routine: usize,
}

/// Puts the filter manager's routine over DriverUnload, or takes any away where a service stop is not supported: then the I/O
/// manager refuses to stop the service.
pub(super) fn hook(cx: &Context, image: ImageId, driver: *mut DRIVER_OBJECT, callback: usize, flags: u32) {
    let place = unsafe { &raw mut (*driver).DriverUnload };
    let before = unsafe { place.read() }.map_or(0, |routine| routine as usize);
    let ours = unload_routine as DRIVER_UNLOAD;
    if before != ours as usize {
        let mut state = cx.machine().flt.state.lock();
        state.hooked.retain(|one| one.driver != driver as usize);
        state.hooked.push(Hooked { image, driver: driver as usize, routine: before });
    }
    let stoppable = callback != 0 && flags & FLTFL_REGISTRATION_DO_NOT_SUPPORT_SERVICE_STOP == 0;
    unsafe { place.write(stoppable.then_some(ours)) };
}

/// DriverUnload of every minifilter: asks the filter to unload, which it can't refuse, and then calls the driver's own routine.
unsafe extern "win64" fn unload_routine(driver: *mut DRIVER_OBJECT) {
    let cx = guest::current();
    let found = cx.machine().flt.state.lock().hooked.iter().find(|one| one.driver == driver as usize).copied();
    let Some(hooked) = found else {
        cx.bug_check(BugCheck::host(
            "the filter manager's unload routine was called for a driver without filter".into(),
        ))
    };
    let _ = filter_unload(cx, hooked.image, true);
    if hooked.routine != 0 {
        cx.as_host(|| guest::call(hooked.image, hooked.routine, &[driver as usize]));
    }
}

/// FilterUnload: asks a driver's filter to unload. What the I/O manager does afterwards is its own business.
///
/// Gives STATUS_SUCCESS; STATUS_FLT_DO_NOT_DETACH or whatever a filter refuses with; STATUS_FLT_FILTER_NOT_FOUND without one.
pub fn filter_unload(cx: &Context, image: ImageId, mandatory: bool) -> NTSTATUS {
    let filters = cx.machine().flt.filters_of(image);
    if filters.is_empty() {
        return STATUS_FLT_FILTER_NOT_FOUND;
    }
    let flags = if mandatory { FLTFL_FILTER_UNLOAD_MANDATORY as usize } else { 0 };
    for filter in &filters {
        let callback = filter.registration.unload;
        if callback == 0 {
            return STATUS_FLT_DO_NOT_DETACH;
        }
        let status = cx.as_host(|| guest::call(image, callback, &[flags])) as NTSTATUS;
        if !NT_SUCCESS(status) && !mandatory {
            return status;
        }
    }
    if let Some(left) = cx.machine().flt.filters_of(image).first() {
        let text = format!("FilterUnloadCallback left the filter at altitude {} registered", left.altitude());
        cx.bug_check(BugCheck::rule("filter unload", &text));
    }
    STATUS_SUCCESS
}

/// Whether a DriverUnload is the filter manager's.
#[must_use]
pub fn is_unload_routine(routine: usize) -> bool {
    routine == unload_routine as DRIVER_UNLOAD as usize
}
