//! The few functions of Windows that the program needs.

use core::ffi::c_void;

/// An NTSTATUS.
pub type Status = i32;

/// STATUS_SUCCESS.
pub const SUCCESS: Status = 0;
/// STATUS_TIMEOUT.
pub const TIMEOUT: Status = 0x102;
/// STATUS_PENDING.
pub const PENDING: Status = 0x103;

/// A request's outcome, as ntdll writes it; large enough to be taken for an OVERLAPPED.
#[repr(C, align(8))]
#[derive(Clone, Copy)]
pub struct IoStatus {
    /// Its NTSTATUS, in the width of a pointer.
    pub status: usize,
    /// Its Information.
    pub information: usize,
    rest: [usize; 2],
}

impl IoStatus {
    /// Of a request that was not sent yet.
    pub const EMPTY: Self = Self { status: 0, information: 0, rest: [0; 2] };

    /// The NTSTATUS.
    pub fn code(&self) -> Status {
        self.status as u32 as Status
    }
}

macro_rules! library {
    ($name:literal { $($functions:tt)* }) => {
        #[link(name = $name, kind = "raw-dylib", modifiers = "+verbatim")]
        extern "system" { $($functions)* }
    };
}

library! { "kernel32.dll" {
    pub fn ExitProcess(code: u32) -> !;
    pub fn GetLastError() -> u32;
    pub fn GetStdHandle(which: u32) -> *mut c_void;
    pub fn WriteFile(file: *mut c_void, bytes: *const u8, length: u32, written: *mut u32, overlapped: *mut c_void) -> i32;
    pub fn CloseHandle(handle: *mut c_void) -> i32;
    pub fn DuplicateHandle(
        from: *mut c_void, handle: *mut c_void, to: *mut c_void, duplicate: *mut *mut c_void, access: u32, inherit: i32,
        options: u32,
    ) -> i32;
    pub fn CancelIoEx(file: *mut c_void, overlapped: *mut IoStatus) -> i32;
    pub fn CreateIoCompletionPort(file: *mut c_void, port: *mut c_void, key: usize, threads: u32) -> *mut c_void;
    pub fn GetCurrentProcessId() -> u32;
    pub fn GetCurrentThreadId() -> u32;
} }

library! { "ntdll.dll" {
    pub fn NtCreateFile(
        file: *mut *mut c_void, access: u32, attributes: *const ObjectAttributes, status: *mut IoStatus, size: *const i64,
        file_attributes: u32, share: u32, disposition: u32, options: u32, ea: *const c_void, ea_length: u32,
    ) -> Status;
    pub fn NtDeviceIoControlFile(
        file: *mut c_void, event: *mut c_void, apc: *mut c_void, apc_context: *mut c_void, status: *mut IoStatus, code: u32,
        input: *const u8, input_length: u32, output: *mut u8, output_length: u32,
    ) -> Status;
    pub fn NtRemoveIoCompletion(
        port: *mut c_void, key: *mut usize, apc_context: *mut usize, status: *mut IoStatus, timeout: *const i64,
    ) -> Status;
} }

library! { "advapi32.dll" {
    pub fn ConvertStringSecurityDescriptorToSecurityDescriptorW(
        text: *const u16, revision: u32, descriptor: *mut *mut c_void, length: *mut u32,
    ) -> i32;
    pub fn OpenSCManagerW(machine: *const u16, database: *const u16, access: u32) -> *mut c_void;
    pub fn CreateServiceW(
        manager: *mut c_void, name: *const u16, display_name: *const u16, access: u32, kind: u32, start: u32, error: u32,
        path: *const u16, group: *const u16, tag: *mut u32, dependencies: *const u16, account: *const u16, password: *const u16,
    ) -> *mut c_void;
    pub fn OpenServiceW(manager: *mut c_void, name: *const u16, access: u32) -> *mut c_void;
    pub fn StartServiceW(service: *mut c_void, count: u32, arguments: *const *const u16) -> i32;
    pub fn ControlService(service: *mut c_void, control: u32, status: *mut [u32; 7]) -> i32;
    pub fn QueryServiceStatus(service: *mut c_void, status: *mut [u32; 7]) -> i32;
    pub fn DeleteService(service: *mut c_void) -> i32;
    pub fn CloseServiceHandle(handle: *mut c_void) -> i32;
    pub fn RegCreateKeyExW(
        root: *mut c_void, path: *const u16, reserved: u32, class: *const u16, options: u32, access: u32,
        security: *const c_void, key: *mut *mut c_void, disposition: *mut u32,
    ) -> i32;
    pub fn RegSetValueExW(key: *mut c_void, name: *const u16, reserved: u32, kind: u32, data: *const u8, length: u32) -> i32;
    pub fn RegQueryValueExW(
        key: *mut c_void, name: *const u16, reserved: *mut u32, kind: *mut u32, data: *mut u8, length: *mut u32,
    ) -> i32;
    pub fn RegCloseKey(key: *mut c_void) -> i32;
} }

/// UNICODE_STRING.
#[repr(C)]
pub struct UnicodeString {
    /// Bytes.
    pub length: u16,
    /// Bytes.
    pub maximum_length: u16,
    /// Units.
    pub buffer: *const u16,
}

/// OBJECT_ATTRIBUTES.
#[repr(C)]
pub struct ObjectAttributes {
    /// The structure's size.
    pub length: u32,
    /// None.
    pub root: *mut c_void,
    /// The full path.
    pub name: *const UnicodeString,
    /// OBJ_ flags.
    pub attributes: u32,
    /// None.
    pub security: *const c_void,
    /// None.
    pub quality: *const c_void,
}

/// Ends the program.
pub fn exit(code: u32) -> ! {
    // SAFETY: takes any code.
    unsafe { ExitProcess(code) }
}

/// The calling thread's last error.
pub fn last_error() -> u32 {
    // SAFETY: has no arguments.
    unsafe { GetLastError() }
}

/// Ids of the calling process and thread.
pub fn own_ids() -> (u32, u32) {
    // SAFETY: has no arguments.
    let process = unsafe { GetCurrentProcessId() };
    // SAFETY: has no arguments.
    (process, unsafe { GetCurrentThreadId() })
}

/// Writes to standard output.
pub fn print(text: &str) {
    const STD_OUTPUT_HANDLE: u32 = -11_i32 as u32;
    let length = u32::try_from(text.len()).unwrap_or(0);
    let mut written = 0;
    // SAFETY: takes the number of a standard handle.
    let output = unsafe { GetStdHandle(STD_OUTPUT_HANDLE) };
    // SAFETY: the text has this many bytes. A test that can't write can't say so either.
    let _ = unsafe { WriteFile(output, text.as_ptr(), length, &raw mut written, core::ptr::null_mut()) };
}

/// The UTF-16 units of an ASCII literal and a terminator.
macro_rules! wide {
    ($text:literal) => {
        const { $crate::win32::ascii_units::<{ $text.len() + 1 }>($text) }
    };
}
pub(crate) use wide;

/// For [`wide!`].
pub const fn ascii_units<const N: usize>(text: &str) -> [u16; N] {
    let bytes = text.as_bytes();
    let mut units = [0; N];
    let mut index = 0;
    #[allow(clippy::indexing_slicing)] // evaluated by the compiler only
    while index + 1 < N {
        units[index] = bytes[index] as u16;
        index += 1;
    }
    units
}
