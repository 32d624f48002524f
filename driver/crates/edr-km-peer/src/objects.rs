//! Object callbacks, and handles opened in kernel mode.

use core::ffi::c_void;
use core::ptr::{addr_of, null_mut};

use kernel_abi::imports::{
    ObOpenObjectByPointer, ObReferenceObjectByHandle, ObRegisterCallbacks, ObUnRegisterCallbacks, ObfDereferenceObject,
    PsGetProcessId, PsLookupProcessByProcessId, PsProcessType, ZwClose, ZwOpenProcess,
};
use kernel_abi::{
    kernel_fn, KernelMode, CLIENT_ID, HANDLE, NTSTATUS, NT_SUCCESS, OBJECT_HANDLE_INFORMATION, OBJ_KERNEL_HANDLE,
    OB_CALLBACK_REGISTRATION, OB_FLAG_KERNEL_HANDLE, OB_FLT_REGISTRATION_VERSION, OB_OPERATION_HANDLE_CREATE,
    OB_OPERATION_HANDLE_DUPLICATE, OB_OPERATION_REGISTRATION, OB_PREOP_CALLBACK_STATUS, OB_PREOP_SUCCESS,
    OB_PRE_CREATE_HANDLE_INFORMATION, OB_PRE_OPERATION_INFORMATION, STATUS_INSUFFICIENT_RESOURCES,
};

use crate::kernel::{named, unicode, Pooled};
use crate::log::{Log, Note};
use crate::protocol::{Answer, Request};

/// A registered object callback.
pub struct ObjectCallback {
    context: Pooled<Context>,
    handle: *mut c_void,
}

// SAFETY: the handle is a name that the object manager gave; any thread may use it
unsafe impl Send for ObjectCallback {}

struct Context {
    taken: u32,
    added: u32,
    log: Log,
}

impl ObjectCallback {
    /// ObRegisterCallbacks. PASSIVE_LEVEL.
    pub fn register(request: &Request<'_>) -> Result<Self, NTSTATUS> {
        let log = Log::new().ok_or(STATUS_INSUFFICIENT_RESOURCES)?;
        let context = Context { taken: request.first, added: request.second, log };
        let context = Pooled::new(context).ok_or(STATUS_INSUFFICIENT_RESOURCES)?;
        let operations = OB_OPERATION_REGISTRATION {
            ObjectType: &raw const PsProcessType,
            Operations: OB_OPERATION_HANDLE_CREATE | OB_OPERATION_HANDLE_DUPLICATE,
            PreOperation: Some(pre_operation),
            PostOperation: None,
        };
        let registration = OB_CALLBACK_REGISTRATION {
            Version: OB_FLT_REGISTRATION_VERSION as u16,
            OperationRegistrationCount: 1,
            Altitude: unicode(request.text),
            RegistrationContext: context.address().cast(),
            OperationRegistration: &operations,
        };
        let mut handle = null_mut();
        // SAFETY: the structures are valid during the call; the context lives until the callback is unregistered
        let status = unsafe { ObRegisterCallbacks(&registration, &mut handle) };
        if NT_SUCCESS(status) {
            Ok(Self { context, handle })
        } else {
            Err(status)
        }
    }

    /// Its log.
    pub fn log(&self) -> &Log {
        &self.context.log
    }
}

impl Drop for ObjectCallback {
    fn drop(&mut self) {
        // SAFETY: registered, and only once unregistered; the call waits for callbacks
        unsafe { ObUnRegisterCallbacks(self.handle) };
    }
}

kernel_fn! {
    fn pre_operation(context: *mut c_void, information: *mut OB_PRE_OPERATION_INFORMATION) -> OB_PREOP_CALLBACK_STATUS {
        // SAFETY: the context is what was registered, and lives until the callback is unregistered
        let context = unsafe { &*context.cast::<Context>() };
        // SAFETY: the object manager gives a valid structure
        let information = unsafe { &*information };
        // SAFETY: both kinds of parameters begin in the same way, and nobody else changes them during the call
        let access = unsafe { &mut *information.Parameters.cast::<OB_PRE_CREATE_HANDLE_INFORMATION>() };
        context.seen(information, access);
        OB_PREOP_SUCCESS as OB_PREOP_CALLBACK_STATUS
    }
}

impl Context {
    fn seen(&self, information: &OB_PRE_OPERATION_INFORMATION, access: &mut OB_PRE_CREATE_HANDLE_INFORMATION) {
        // SAFETY: the object is a process, as registered
        let process = unsafe { PsGetProcessId(information.Object.cast()) };
        let duplicate = u32::from(information.Operation == OB_OPERATION_HANDLE_DUPLICATE);
        let kernel = (information.Flags & OB_FLAG_KERNEL_HANDLE) << 1;
        self.log.add(Note {
            what: duplicate | kernel,
            first: process as u64,
            second: u64::from(access.OriginalDesiredAccess) | u64::from(access.DesiredAccess) << 32,
            ..Note::default()
        });
        if self.taken != 0 || self.added != 0 {
            access.DesiredAccess = access.DesiredAccess & !self.taken | self.added;
        }
    }
}

/// Opens a process with a kernel handle. PASSIVE_LEVEL.
pub fn open_kernel_handle(request: &Request<'_>) -> Answer {
    let mut process = null_mut();
    // SAFETY: a valid place for the answer
    let status = unsafe { PsLookupProcessByProcessId(request.id as usize as HANDLE, &mut process) };
    if !NT_SUCCESS(status) {
        return Answer::status(status);
    }
    let mut handle = null_mut();
    // SAFETY: the type of processes, which the kernel has made before any driver
    let process_type = unsafe { addr_of!(PsProcessType).read() };
    // SAFETY: the process is referenced
    let status = unsafe {
        ObOpenObjectByPointer(
            process.cast(),
            OBJ_KERNEL_HANDLE,
            null_mut(),
            request.first,
            process_type,
            KernelMode,
            &mut handle,
        )
    };
    // SAFETY: the reference is ours
    unsafe { ObfDereferenceObject(process.cast()) };
    granted(status, handle)
}

/// Opens a process with a user-mode handle, previous mode KernelMode. PASSIVE_LEVEL.
pub fn open_by_zw_call(request: &Request<'_>) -> Answer {
    let nameless = unicode(&[]);
    let mut attributes = named(&nameless);
    attributes.ObjectName = core::ptr::null();
    attributes.Attributes = 0;
    let client = CLIENT_ID { UniqueProcess: request.id as usize as HANDLE, UniqueThread: null_mut() };
    let mut handle = null_mut();
    // SAFETY: the structures are valid during the call
    let status = unsafe { ZwOpenProcess(&mut handle, request.first, &attributes, &client) };
    granted(status, handle)
}

/// Which access a handle has; closes it.
fn granted(status: NTSTATUS, handle: HANDLE) -> Answer {
    if !NT_SUCCESS(status) {
        return Answer::status(status);
    }
    let mut object = null_mut();
    let mut information = OBJECT_HANDLE_INFORMATION { HandleAttributes: 0, GrantedAccess: 0 };
    // SAFETY: the handle is ours; kernel mode needs no type
    let status = unsafe { ObReferenceObjectByHandle(handle, 0, null_mut(), KernelMode, &mut object, &mut information) };
    if NT_SUCCESS(status) {
        // SAFETY: the reference is ours
        unsafe { ObfDereferenceObject(object) };
    }
    // SAFETY: the handle is ours
    unsafe { ZwClose(handle) };
    Answer { number: information.GrantedAccess, ..Answer::status(status) }
}
