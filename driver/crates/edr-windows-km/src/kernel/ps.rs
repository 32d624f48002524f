//! Processes, threads and their names.

use core::marker::PhantomData;
use core::ptr::NonNull;

use kernel_abi::{imports, KernelMode, ETHREAD, HANDLE, NT_SUCCESS, PEPROCESS, PETHREAD, UNICODE_STRING};

use super::unicode;

/// A thread, for telling it from others; `id` is asked only of one that the caller keeps referenced.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Thread(NonNull<ETHREAD>);

impl Thread {
    /// A thread that the kernel names during a call; `None` for null.
    ///
    /// # Safety
    /// The thread is null or stays referenced for as long as the value is used.
    pub(super) unsafe fn from_raw(thread: PETHREAD) -> Option<Self> {
        NonNull::new(thread).map(Self)
    }

    /// Its address: a key that nobody follows. IRQL: any.
    pub fn address(self) -> usize {
        self.0.as_ptr().addr()
    }

    /// Its id. IRQL: any.
    pub fn id(self) -> u32 {
        // SAFETY: referenced, as who made the value says.
        id_of(unsafe { imports::PsGetThreadId(self.0.as_ptr()) })
    }
}

/// Address of the calling thread's object: a key that nobody follows. IRQL: any.
pub fn current_thread_address() -> usize {
    // SAFETY: takes no arguments and can't fail.
    unsafe { imports::PsGetCurrentThread() }.addr()
}

/// Id of the calling thread. IRQL: any.
pub fn current_thread_id() -> u32 {
    // SAFETY: takes no arguments and can't fail.
    id_of(unsafe { imports::PsGetCurrentThreadId() })
}

/// Id of the calling thread's process. IRQL: any.
pub fn current_process_id() -> u32 {
    // SAFETY: takes no arguments and can't fail.
    id_of(unsafe { imports::PsGetCurrentProcessId() })
}

/// POL-1: whether the calling thread came here from the kernel, not from a program. IRQL: any.
pub fn is_previous_mode_kernel() -> bool {
    // SAFETY: takes no arguments and can't fail.
    let mode = unsafe { imports::ExGetPreviousMode() };
    mode == KernelMode
}

/// Ids are handles whose upper half is 0.
pub(super) fn id_of(handle: HANDLE) -> u32 {
    handle.addr() as u32
}

/// A process, for as long as whoever gave it keeps it referenced.
#[derive(Clone, Copy)]
pub struct Process<'a> {
    process: PEPROCESS,
    referenced: PhantomData<&'a ()>,
}

impl PartialEq for Process<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.process == other.process
    }
}

impl Process<'_> {
    /// # Safety
    /// The process is valid, and stays so for the life that the caller chooses.
    pub(super) unsafe fn from_raw(process: PEPROCESS) -> Self {
        Self { process, referenced: PhantomData }
    }

    /// The calling thread's process, which stays as long as the thread does. IRQL: any.
    pub fn current() -> Self {
        // SAFETY: takes no arguments and can't fail.
        let process = unsafe { imports::IoGetCurrentProcess() };
        Self { process, referenced: PhantomData }
    }

    pub(super) fn as_ptr(self) -> PEPROCESS {
        self.process
    }

    /// Its id. IRQL: any.
    pub fn id(self) -> u32 {
        // SAFETY: the process is valid.
        id_of(unsafe { imports::PsGetProcessId(self.process) })
    }

    /// When it was created, 100 ns since 1601. IRQL: any.
    pub fn create_time(self) -> u64 {
        // SAFETY: the process is valid.
        let time = unsafe { imports::PsGetProcessCreateTimeQuadPart(self.process) };
        time as u64
    }
}

/// PRC-3: the path of a process's image, given back when dropped.
#[must_use]
pub struct ImageName(NonNull<UNICODE_STRING>);

impl ImageName {
    /// SeLocateProcessImageName; `None` where it fails. IRQL: PASSIVE_LEVEL.
    pub fn of(process: Process<'_>) -> Option<Self> {
        let mut name = core::ptr::null_mut();
        // SAFETY: the process is valid, IRQL PASSIVE_LEVEL.
        let status = unsafe { imports::SeLocateProcessImageName(process.process, &raw mut name) };
        NonNull::new(name).filter(|_| NT_SUCCESS(status)).map(Self)
    }

    /// Such as `\Device\HarddiskVolume3\dir\x.exe`.
    pub fn units(&self) -> &[u16] {
        // SAFETY: the string is ours.
        unsafe { unicode::units_of(self.0.as_ptr()) }
    }
}

impl Drop for ImageName {
    fn drop(&mut self) {
        // SAFETY: the caller's to free, and nobody uses it afterwards. Tag 0: the block has one of the kernel's own.
        unsafe { imports::ExFreePoolWithTag(self.0.as_ptr().cast(), 0) };
    }
}
