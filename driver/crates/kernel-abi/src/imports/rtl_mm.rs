use crate::{SystemRoutine, NTSTATUS, OSVERSIONINFOW, UNICODE_STRING};

imports! { "ntoskrnl.exe" {
    /// An exported routine of the kernel or HAL, or null. PASSIVE_LEVEL, Windows 2000.
    /// Microsoft, "MmGetSystemRoutineAddress function (wdm.h)".
    pub fn MmGetSystemRoutineAddress(SystemRoutineName: *const UNICODE_STRING) -> SystemRoutine;

    /// The system's version. PASSIVE_LEVEL, Windows 2000. Microsoft, "RtlGetVersion function (wdm.h)".
    pub fn RtlGetVersion(lpVersionInformation: *mut OSVERSIONINFOW) -> NTSTATUS;

    /// Upper case of a UTF-16 unit. PASSIVE_LEVEL, Windows 2000. Microsoft, "RtlUpcaseUnicodeChar function (ntifs.h)".
    pub fn RtlUpcaseUnicodeChar(SourceCharacter: u16) -> u16;
}}
