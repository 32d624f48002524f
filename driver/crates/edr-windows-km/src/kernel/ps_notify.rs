//! The two process-notify routines.
//!
//! IRQL of the entry points `main_routine` and `twin_routine`: PASSIVE_LEVEL, with normal kernel APCs off.

use core::sync::atomic::{AtomicU64, Ordering};

use edr_core::process_toggle::Routine;
use kernel_abi::{
    imports, kernel_fn, BOOLEAN, CREATE_PROCESS_NOTIFY_ROUTINE_EX, HANDLE, NTSTATUS, NT_ERROR, PEPROCESS,
    PS_CREATE_NOTIFY_INFO,
};

use super::ps::{id_of, Process};
use super::state_cell::state;
use super::unicode;
use crate::process_callback;

/// A process that is about to run.
pub struct CreateNotifyInfo<'a>(&'a mut PS_CREATE_NOTIFY_INFO);

impl CreateNotifyInfo<'_> {
    /// ParentProcessId.
    pub fn parent_process_id(&self) -> u32 {
        id_of(self.0.ParentProcessId)
    }

    /// CreatingThreadId.UniqueProcess.
    pub fn creating_process_id(&self) -> u32 {
        id_of(self.0.CreatingThreadId.UniqueProcess)
    }

    /// CreatingThreadId.UniqueThread.
    pub fn creating_thread_id(&self) -> u32 {
        id_of(self.0.CreatingThreadId.UniqueThread)
    }

    /// ImageFileName; empty where there is none.
    pub fn image_file_name(&self) -> &[u16] {
        // SAFETY: null or valid during the call.
        unsafe { unicode::units_of(self.0.ImageFileName) }
    }

    /// CommandLine; empty where there is none.
    pub fn command_line(&self) -> &[u16] {
        // SAFETY: null or valid during the call.
        unsafe { unicode::units_of(self.0.CommandLine) }
    }

    /// Whether CreationStatus is an error: a warning or a success refuses nothing for sure.
    pub fn is_refused(&self) -> bool {
        NT_ERROR(self.0.CreationStatus)
    }

    /// Sets CreationStatus: an error refuses the process.
    pub fn set_creation_status(&mut self, status: NTSTATUS) {
        self.0.CreationStatus = status;
    }
}

/// Adds a routine: what PsSetCreateProcessNotifyRoutineEx says. IRQL: PASSIVE_LEVEL.
pub fn add(routine: Routine) -> NTSTATUS {
    set(routine, false)
}

/// Removes a routine and waits for its calls under way: success or STATUS_PROCEDURE_NOT_FOUND. IRQL: PASSIVE_LEVEL, in no callback.
pub fn remove(routine: Routine) -> NTSTATUS {
    set(routine, true)
}

fn set(routine: Routine, remove: bool) -> NTSTATUS {
    let address = match routine {
        Routine::Main => main_routine as CREATE_PROCESS_NOTIFY_ROUTINE_EX,
        Routine::Twin => twin_routine,
    };
    // SAFETY: the routine stays in memory as long as the driver, which removes it before it goes; IRQL PASSIVE_LEVEL.
    unsafe { imports::PsSetCreateProcessNotifyRoutineEx(address, BOOLEAN::from(remove)) }
}

/// How often each routine was called, for whoever reads a dump. Also keeps the two from being the same code, which the linker
/// would give one address (/OPT:ICF): the slots could then not be told from each other.
static MAIN_CALLS: AtomicU64 = AtomicU64::new(0);
static TWIN_CALLS: AtomicU64 = AtomicU64::new(0);

kernel_fn! {
    /// PCREATE_PROCESS_NOTIFY_ROUTINE_EX. IRQL: PASSIVE_LEVEL, normal kernel APCs off.
    fn main_routine(process: PEPROCESS, _process_id: HANDLE, info: *mut PS_CREATE_NOTIFY_INFO) {
        MAIN_CALLS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: as the system calls it.
        unsafe { notify(process, info) };
    }

    /// PCREATE_PROCESS_NOTIFY_ROUTINE_EX. IRQL: PASSIVE_LEVEL, normal kernel APCs off.
    fn twin_routine(process: PEPROCESS, _process_id: HANDLE, info: *mut PS_CREATE_NOTIFY_INFO) {
        TWIN_CALLS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: as the system calls it.
        unsafe { notify(process, info) };
    }
}

/// # Safety
/// The arguments are those of a process-notify routine: the process is valid, the information valid or null.
unsafe fn notify(process: PEPROCESS, info: *mut PS_CREATE_NOTIFY_INFO) {
    let Some(driver) = state() else { return };
    // SAFETY: valid during the call.
    let process = unsafe { Process::from_raw(process) };
    // SAFETY: null for an exit, else valid and this call's alone.
    match unsafe { info.as_mut() } {
        Some(info) => process_callback::created(driver, process, &mut CreateNotifyInfo(info)),
        None => process_callback::exited(driver, process),
    }
}
