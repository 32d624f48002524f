use crate::{
    BOOLEAN, CREATE_PROCESS_NOTIFY_ROUTINE_EX, HANDLE, NTSTATUS, OBJECT_TYPE, PEPROCESS, PETHREAD, UNICODE_STRING,
};

imports! { "ntoskrnl.exe" {
    /// Adds or removes a process routine; the removal waits for calls. PASSIVE_LEVEL, Windows Vista SP1.
    /// Microsoft, "PsSetCreateProcessNotifyRoutineEx function (ntddk.h)".
    pub fn PsSetCreateProcessNotifyRoutineEx(NotifyRoutine: CREATE_PROCESS_NOTIFY_ROUTINE_EX, Remove: BOOLEAN) -> NTSTATUS;

    /// A process's id. Any IRQL, Windows XP. Microsoft, "PsGetProcessId function (ntddk.h)".
    pub fn PsGetProcessId(Process: PEPROCESS) -> HANDLE;

    /// When a process was created, as a FILETIME. Any IRQL (documented for DISPATCH_LEVEL), Windows XP.
    /// Microsoft, "PsGetProcessCreateTimeQuadPart function (ntddk.h)".
    pub fn PsGetProcessCreateTimeQuadPart(Process: PEPROCESS) -> i64;

    /// The current thread. Any IRQL, Windows 2000. Microsoft, "PsGetCurrentThread function (ntddk.h)".
    pub fn PsGetCurrentThread() -> PETHREAD;

    /// The current process's id. Any IRQL, Windows 2000. Microsoft, "PsGetCurrentProcessId function (ntddk.h)".
    pub fn PsGetCurrentProcessId() -> HANDLE;

    /// The current thread's id. Any IRQL, Windows 2000. Microsoft, "PsGetCurrentThreadId function (ntddk.h)".
    pub fn PsGetCurrentThreadId() -> HANDLE;

    /// A thread's id. Any IRQL, Windows XP. Microsoft, "PsGetThreadId function (ntddk.h)".
    pub fn PsGetThreadId(Thread: PETHREAD) -> HANDLE;

    /// A thread's process. Any IRQL, Windows 2000. Microsoft, "IoThreadToProcess function (ntddk.h)".
    pub fn IoThreadToProcess(Thread: PETHREAD) -> PEPROCESS;

    /// A process by id, referenced. PASSIVE_LEVEL (documented for APC_LEVEL), Windows 2000.
    /// Microsoft, "PsLookupProcessByProcessId function (ntifs.h)".
    pub fn PsLookupProcessByProcessId(ProcessId: HANDLE, Process: *mut PEPROCESS) -> NTSTATUS;

    /// A process's image path, in pool that the caller frees with a tag of 0. PASSIVE_LEVEL, Windows XP.
    /// Microsoft, "SeLocateProcessImageName function (ntifs.h)".
    pub fn SeLocateProcessImageName(Process: PEPROCESS, pImageFileName: *mut *mut UNICODE_STRING) -> NTSTATUS;

    /// The type of processes; its address is what ObRegisterCallbacks wants. Windows 2000.
    /// Microsoft, "OB_OPERATION_REGISTRATION structure (wdm.h)".
    pub static PsProcessType: *mut OBJECT_TYPE;
}}
