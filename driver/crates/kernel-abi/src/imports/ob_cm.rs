use core::ffi::c_void;

use crate::{ACCESS_MASK, ACCESS_STATE, EX_CALLBACK_FUNCTION, HANDLE, KPROCESSOR_MODE, LARGE_INTEGER, NTSTATUS};
use crate::{OBJECT_HANDLE_INFORMATION, OBJECT_TYPE, OB_CALLBACK_REGISTRATION};

imports! { "ntoskrnl.exe" {
    /// Registers object callbacks. APC_LEVEL, Windows Vista SP1. Microsoft, "ObRegisterCallbacks function (wdm.h)".
    pub fn ObRegisterCallbacks(
        CallbackRegistration: *const OB_CALLBACK_REGISTRATION,
        RegistrationHandle: *mut *mut c_void,
    ) -> NTSTATUS;

    /// Unregisters object callbacks and waits for calls. APC_LEVEL, Windows Vista SP1.
    /// Microsoft, "ObUnRegisterCallbacks function (wdm.h)".
    pub fn ObUnRegisterCallbacks(RegistrationHandle: *mut c_void);

    /// A handle to an object; a null type goes with KernelMode. PASSIVE_LEVEL, Windows 2000.
    /// Microsoft, "ObOpenObjectByPointer function (ntifs.h)".
    pub fn ObOpenObjectByPointer(
        Object: *mut c_void,
        HandleAttributes: u32,
        PassedAccessState: *mut ACCESS_STATE,
        DesiredAccess: ACCESS_MASK,
        ObjectType: *mut OBJECT_TYPE,
        AccessMode: KPROCESSOR_MODE,
        Handle: *mut HANDLE,
    ) -> NTSTATUS;

    /// The object of a handle, referenced. PASSIVE_LEVEL, Windows 2000.
    /// Microsoft, "ObReferenceObjectByHandle function (wdm.h)".
    pub fn ObReferenceObjectByHandle(
        Handle: HANDLE,
        DesiredAccess: ACCESS_MASK,
        ObjectType: *mut OBJECT_TYPE,
        AccessMode: KPROCESSOR_MODE,
        Object: *mut *mut c_void,
        HandleInformation: *mut OBJECT_HANDLE_INFORMATION,
    ) -> NTSTATUS;

    /// Takes a reference. DISPATCH_LEVEL, Windows 2000. Microsoft, "ObfReferenceObject function (wdm.h)".
    pub fn ObfReferenceObject(Object: *mut c_void) -> isize;

    /// Gives a reference back. DISPATCH_LEVEL (PASSIVE_LEVEL for the last one of some types), Windows 2000.
    /// Microsoft, "ObDereferenceObject macro (wdm.h)".
    pub fn ObfDereferenceObject(Object: *mut c_void) -> isize;

    /// Registers a registry callback above all altitudes. APC_LEVEL, Windows XP, obsolete since Vista.
    /// Microsoft, "CmRegisterCallback function (wdm.h)".
    pub fn CmRegisterCallback(Function: EX_CALLBACK_FUNCTION, Context: *mut c_void, Cookie: *mut LARGE_INTEGER) -> NTSTATUS;

    /// Unregisters a registry callback and waits for calls. APC_LEVEL, Windows XP.
    /// Microsoft, "CmUnRegisterCallback function (wdm.h)".
    pub fn CmUnRegisterCallback(Cookie: LARGE_INTEGER) -> NTSTATUS;
}}
