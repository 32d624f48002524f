use core::ffi::{c_char, c_void};

use crate::{BOOLEAN, DRIVER_OBJECT, FILE_OBJECT, FLT_CALLBACK_DATA, FLT_FILE_NAME_INFORMATION, FLT_REGISTRATION};
use crate::{NTSTATUS, PFLT_FILTER, PFLT_INSTANCE};

imports! { "fltmgr.sys" {
    /// Registers a minifilter. APC_LEVEL, Windows 2000 with the update rollup. Microsoft, "FltRegisterFilter function (fltkernel.h)".
    pub fn FltRegisterFilter(
        Driver: *mut DRIVER_OBJECT,
        Registration: *const FLT_REGISTRATION,
        RetFilter: *mut PFLT_FILTER,
    ) -> NTSTATUS;

    /// Unregisters a minifilter and waits for all that goes on. APC_LEVEL. Microsoft, "FltUnregisterFilter function (fltkernel.h)".
    pub fn FltUnregisterFilter(Filter: PFLT_FILTER);

    /// Starts filtering. APC_LEVEL. Microsoft, "FltStartFiltering function (fltkernel.h)".
    pub fn FltStartFiltering(Filter: PFLT_FILTER) -> NTSTATUS;

    /// The name of an operation's file. APC_LEVEL. Microsoft, "FltGetFileNameInformation function (fltkernel.h)".
    pub fn FltGetFileNameInformation(
        CallbackData: *mut FLT_CALLBACK_DATA,
        NameOptions: u32,
        FileNameInformation: *mut *mut FLT_FILE_NAME_INFORMATION,
    ) -> NTSTATUS;

    /// Finds a name's parts. APC_LEVEL. Microsoft, "FltParseFileNameInformation function (fltkernel.h)".
    pub fn FltParseFileNameInformation(FileNameInformation: *mut FLT_FILE_NAME_INFORMATION) -> NTSTATUS;

    /// Gives a name back. APC_LEVEL. Microsoft, "FltReleaseFileNameInformation function (fltkernel.h)".
    pub fn FltReleaseFileNameInformation(FileNameInformation: *mut FLT_FILE_NAME_INFORMATION);

    /// Who asked. DISPATCH_LEVEL. Microsoft, "FltGetRequestorProcessId function (fltkernel.h)".
    pub fn FltGetRequestorProcessId(CallbackData: *mut FLT_CALLBACK_DATA) -> u32;

    /// Whether an open file is a directory. APC_LEVEL. Microsoft, "FltIsDirectory function (fltkernel.h)".
    pub fn FltIsDirectory(FileObject: *mut FILE_OBJECT, Instance: PFLT_INSTANCE, IsDirectory: *mut BOOLEAN) -> NTSTATUS;

    /// Says that the callback data's parameters were changed. Any IRQL. Microsoft, "FltSetCallbackDataDirty function (fltkernel.h)".
    pub fn FltSetCallbackDataDirty(Data: *mut FLT_CALLBACK_DATA);

    /// A routine of the filter manager by its name, or null. PASSIVE_LEVEL. Microsoft, "FltGetRoutineAddress function (fltkernel.h)".
    pub fn FltGetRoutineAddress(FltMgrRoutineName: *const c_char) -> *mut c_void;
}}
