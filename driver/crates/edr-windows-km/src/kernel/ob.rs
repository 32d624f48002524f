//! Object callbacks for processes.
//!
//! IRQL of the entry point `pre_operation`: PASSIVE_LEVEL (at most APC_LEVEL), in the thread that opens or duplicates the handle.

use core::ffi::c_void;
use core::marker::PhantomData;
use core::ptr::{self, NonNull};

use kernel_abi::{
    imports, kernel_fn, KernelMode, ACCESS_MASK, NTSTATUS, OBJECT_TYPE, OBJ_KERNEL_HANDLE, OB_CALLBACK_REGISTRATION,
    OB_FLAG_KERNEL_HANDLE, OB_FLT_REGISTRATION_VERSION, OB_OPERATION_HANDLE_CREATE, OB_OPERATION_HANDLE_DUPLICATE,
    OB_OPERATION_REGISTRATION, OB_PREOP_CALLBACK_STATUS, OB_PREOP_SUCCESS, OB_PRE_OPERATION_INFORMATION,
    OB_PRE_OPERATION_PARAMETERS, PROCESS_QUERY_LIMITED_INFORMATION, STATUS_UNSUCCESSFUL,
};

use super::check;
use super::device::KernelHandle;
use super::ps::Process;
use super::state_cell::state;
use super::unicode::UnicodeString;
use crate::object_registration;

/// A registration that stands until it is unregistered, which its owner has to do before the driver goes.
pub struct ObRegistration(NonNull<c_void>);

// SAFETY: a handle that any thread may give back.
unsafe impl Send for ObRegistration {}

/// ObRegisterCallbacks for handles to processes; `generation` comes back with each call. IRQL: PASSIVE_LEVEL (at most APC_LEVEL).
///
/// # Errors
/// STATUS_FLT_INSTANCE_ALTITUDE_COLLISION: the altitude is taken. STATUS_ACCESS_DENIED: the image lacks the integrity flag (PAR-3).
pub fn register(altitude: &[u16], generation: usize) -> Result<ObRegistration, NTSTATUS> {
    let altitude = UnicodeString::new(altitude);
    let operations = OB_OPERATION_REGISTRATION {
        ObjectType: &raw const imports::PsProcessType,
        Operations: OB_OPERATION_HANDLE_CREATE | OB_OPERATION_HANDLE_DUPLICATE,
        PreOperation: Some(pre_operation),
        PostOperation: None,
    };
    let registration = OB_CALLBACK_REGISTRATION {
        Version: OB_FLT_REGISTRATION_VERSION as u16,
        OperationRegistrationCount: 1,
        // SAFETY: a valid string.
        Altitude: unsafe { *altitude.as_ptr() },
        RegistrationContext: ptr::without_provenance_mut(generation),
        OperationRegistration: &raw const operations,
    };
    let mut handle = ptr::null_mut();
    // SAFETY: the system copies the registration; the callback stays in memory as long as the driver.
    check(unsafe { imports::ObRegisterCallbacks(&raw const registration, &raw mut handle) })?;
    NonNull::new(handle).map(ObRegistration).ok_or(STATUS_UNSUCCESSFUL)
}

impl ObRegistration {
    /// ObUnRegisterCallbacks: waits for calls under way. IRQL: PASSIVE_LEVEL, in no callback.
    pub fn unregister(self) {
        // SAFETY: the registration stands, and this is its only end.
        unsafe { imports::ObUnRegisterCallbacks(self.0.as_ptr()) };
    }
}

/// HLT-8: opens the current process with a kernel handle, which the caller drops. IRQL: PASSIVE_LEVEL.
///
/// # Errors
/// The open's status.
pub fn open_current_process() -> Result<KernelHandle, NTSTATUS> {
    // SAFETY: a variable of the kernel's that never changes.
    let process_type = unsafe { imports::PsProcessType };
    // SAFETY: the calling thread's process is valid.
    unsafe { open_by_pointer(Process::current().as_ptr().cast(), PROCESS_QUERY_LIMITED_INFORMATION, process_type) }
}

/// ObOpenObjectByPointer for the kernel itself: no rights are checked. A null type is any. IRQL: PASSIVE_LEVEL.
///
/// # Safety
/// The object is valid.
pub(super) unsafe fn open_by_pointer(
    object: *mut c_void,
    access: ACCESS_MASK,
    object_type: *mut OBJECT_TYPE,
) -> Result<KernelHandle, NTSTATUS> {
    let mut handle = ptr::null_mut();
    let (mode, attributes, state) = (KernelMode, OBJ_KERNEL_HANDLE, ptr::null_mut());
    // SAFETY: the object is valid during the call; IRQL PASSIVE_LEVEL.
    check(unsafe {
        imports::ObOpenObjectByPointer(object, attributes, state, access, object_type, mode, &raw mut handle)
    })?;
    // SAFETY: just opened as a kernel handle.
    Ok(unsafe { KernelHandle::from_raw(handle) })
}

/// A handle that is about to be made.
pub struct HandleOperation<'a> {
    information: &'a OB_PRE_OPERATION_INFORMATION,
    parameters: NonNull<OB_PRE_OPERATION_PARAMETERS>,
    call: PhantomData<&'a mut OB_PRE_OPERATION_PARAMETERS>,
}

impl<'a> HandleOperation<'a> {
    /// OBJ-2: whether the handle is the kernel's.
    pub fn is_kernel_handle(&self) -> bool {
        self.information.Flags & OB_FLAG_KERNEL_HANDLE != 0
    }

    /// Whether the handle is duplicated, not opened.
    pub fn is_duplicate(&self) -> bool {
        self.information.Operation == OB_OPERATION_HANDLE_DUPLICATE
    }

    /// The process that the handle is to.
    pub fn target(&self) -> Process<'a> {
        // SAFETY: registered for processes only; valid during the call.
        unsafe { Process::from_raw(self.information.Object.cast()) }
    }

    /// The process that a duplicate is for; `None` for an open, whose opener is the caller.
    pub fn receiver(&self) -> Option<Process<'a>> {
        if !self.is_duplicate() {
            return None;
        }
        // SAFETY: valid during the call.
        let parameters = unsafe { self.parameters.as_ref() };
        // SAFETY: the parameters of a duplicate are these.
        let receiver = unsafe { parameters.DuplicateHandleInformation.TargetProcess };
        // SAFETY: valid during the call.
        Some(unsafe { Process::from_raw(receiver.cast()) })
    }

    /// The access asked for, as other drivers have left it.
    pub fn desired_access(&self) -> ACCESS_MASK {
        // SAFETY: both kinds of parameters begin with this mask; valid during the call.
        unsafe { self.parameters.cast::<ACCESS_MASK>().read() }
    }

    /// The access asked for at first.
    pub fn original_desired_access(&self) -> ACCESS_MASK {
        // SAFETY: both kinds of parameters begin with the two masks; valid during the call.
        let [_, original] = unsafe { self.parameters.cast::<[ACCESS_MASK; 2]>().read() };
        original
    }

    /// Takes rights from the handle.
    pub fn set_desired_access(&mut self, access: ACCESS_MASK) {
        // SAFETY: both kinds of parameters begin with this mask; writable during the call.
        unsafe { self.parameters.cast::<ACCESS_MASK>().write(access) };
    }
}

kernel_fn! {
    /// POB_PRE_OPERATION_CALLBACK. IRQL: PASSIVE_LEVEL (at most APC_LEVEL), in the opener's thread.
    fn pre_operation(generation: *mut c_void, information: *mut OB_PRE_OPERATION_INFORMATION) -> OB_PREOP_CALLBACK_STATUS {
        // SAFETY: valid during the call.
        let information = unsafe { &*information };
        if let (Some(driver), Some(parameters)) = (state(), NonNull::new(information.Parameters)) {
            let mut operation = HandleOperation { information, parameters, call: PhantomData };
            object_registration::pre_operation(driver, generation.addr(), &mut operation);
        }
        OB_PREOP_SUCCESS as OB_PREOP_CALLBACK_STATUS
    }
}
