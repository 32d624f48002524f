//! Process-notify routines. The kernel knows them by their address alone, so there is one function for each slot of its table.

use core::ptr::null_mut;
use core::sync::atomic::{AtomicPtr, AtomicU32, AtomicU64, Ordering};

use kernel_abi::imports::{ExFreePoolWithTag, PsSetCreateProcessNotifyRoutineEx, SeLocateProcessImageName};
use kernel_abi::{
    kernel_fn, CREATE_PROCESS_NOTIFY_ROUTINE_EX, HANDLE, NTSTATUS, NT_SUCCESS, PEPROCESS, PS_CREATE_NOTIFY_INFO,
    STATUS_INSUFFICIENT_RESOURCES,
};

use crate::kernel::{bytes_of, Bytes, Pooled};
use crate::log::{Log, Note};

/// As many as the kernel's table has slots.
pub const SLOTS: usize = 64;

/// What a routine does; null is nothing.
static ROLES: [AtomicPtr<Role>; SLOTS] = [const { AtomicPtr::new(null_mut()) }; SLOTS];

/// The slot that was called last. It keeps the routines different: the linker folds functions of equal code into one.
static LAST: AtomicU32 = AtomicU32::new(0);

/// What a routine does.
pub enum Role {
    /// Sets CreationStatus for one image.
    Answer(Bytes, NTSTATUS),
    /// Logs.
    Watch(Log),
}

macro_rules! routines {
    ($($number:literal)*) => { [$({
        kernel_fn! {
            fn routine(process: PEPROCESS, id: HANDLE, info: *mut PS_CREATE_NOTIFY_INFO) {
                // SAFETY: what the kernel gives is valid during the call
                called($number, process, id, unsafe { info.as_mut() });
            }
        }
        routine
    }),*] };
}

#[rustfmt::skip]
static ROUTINES: [CREATE_PROCESS_NOTIFY_ROUTINE_EX; SLOTS] = routines!(
     0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31
    32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63
);

/// Numbers of the routines that are registered; changed by one control request at a time.
static TAKEN: AtomicU64 = AtomicU64::new(0);

/// A routine that is registered.
pub struct Slot {
    number: usize,
    role: Option<Pooled<Role>>,
}

impl Slot {
    /// PsSetCreateProcessNotifyRoutineEx of a routine that is free. PASSIVE_LEVEL.
    pub fn register(role: Option<Role>) -> Result<Self, NTSTATUS> {
        let number = TAKEN.load(Ordering::Acquire).trailing_ones() as usize;
        let (Some(place), Some(routine)) = (ROLES.get(number), ROUTINES.get(number)) else {
            return Err(STATUS_INSUFFICIENT_RESOURCES);
        };
        let role = match role {
            Some(role) => Some(Pooled::new(role).ok_or(STATUS_INSUFFICIENT_RESOURCES)?),
            None => None,
        };
        place.store(role.as_ref().map_or(null_mut(), Pooled::address), Ordering::Release);
        // SAFETY: a routine of this image, which removes it before it is unloaded
        let status = unsafe { PsSetCreateProcessNotifyRoutineEx(*routine, 0) };
        if NT_SUCCESS(status) {
            TAKEN.fetch_or(1 << number, Ordering::AcqRel);
            Ok(Self { number, role })
        } else {
            place.store(null_mut(), Ordering::Release);
            Err(status)
        }
    }

    /// Its log.
    pub fn log(&self) -> Option<&Log> {
        match self.role.as_deref() {
            Some(Role::Watch(log)) => Some(log),
            _ => None,
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let (Some(place), Some(routine)) = (ROLES.get(self.number), ROUTINES.get(self.number)) else { return };
        // SAFETY: registered; the call waits for calls of the routine, and this is none
        unsafe { PsSetCreateProcessNotifyRoutineEx(*routine, 1) };
        place.store(null_mut(), Ordering::Release);
        TAKEN.fetch_and(!(1 << self.number), Ordering::AcqRel);
    }
}

/// Slots that are taken to leave none to others.
pub struct Idle([Option<Slot>; SLOTS]);

impl Idle {
    /// None yet.
    pub const fn new() -> Self {
        Self([const { None }; SLOTS])
    }

    /// Takes what is free, then gives so many back; gives how many it holds. PASSIVE_LEVEL.
    pub fn leave_free(&mut self, free: u32) -> u32 {
        for place in self.0.iter_mut().filter(|place| place.is_none()) {
            let Ok(slot) = Slot::register(None) else { break };
            *place = Some(slot);
        }
        for place in self.0.iter_mut().filter(|place| place.is_some()).take(free as usize) {
            *place = None;
        }
        self.0.iter().flatten().fold(0, |held: u32, _| held.wrapping_add(1))
    }

    /// Gives all back. PASSIVE_LEVEL.
    pub fn clear(&mut self) {
        self.0.iter_mut().for_each(|place| *place = None);
    }
}

/// What every routine does. PASSIVE_LEVEL.
fn called(number: u32, process: PEPROCESS, id: HANDLE, info: Option<&mut PS_CREATE_NOTIFY_INFO>) {
    LAST.store(number, Ordering::Relaxed);
    let role = ROLES.get(number as usize).map_or(null_mut(), |place| place.load(Ordering::Acquire));
    // SAFETY: a role lives until its routine is removed, which waits for this call
    match unsafe { role.as_ref() } {
        Some(Role::Answer(image, status)) => answer(process, info, image, *status),
        Some(Role::Watch(log)) => {
            let (what, status) = info.map_or((1, 0), |info| (0, info.CreationStatus as u32));
            log.add(Note { what, status, first: id as u64, ..Note::default() });
        }
        None => {}
    }
}

fn answer(process: PEPROCESS, info: Option<&mut PS_CREATE_NOTIFY_INFO>, image: &[u8], status: NTSTATUS) {
    let Some(info) = info else { return };
    let mut name = null_mut();
    // SAFETY: the process is valid during the call
    if !NT_SUCCESS(unsafe { SeLocateProcessImageName(process, &mut name) }) {
        return;
    }
    // SAFETY: the name is ours until it is freed below
    if unsafe { bytes_of(name) } == image {
        info.CreationStatus = status;
    }
    // SAFETY: the system has allocated it for the caller to free; its tag is unknown
    unsafe { ExFreePoolWithTag(name.cast(), 0) };
}
