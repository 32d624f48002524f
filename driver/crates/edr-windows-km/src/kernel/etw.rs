//! The driver's provider of events for Windows' own tracing (ETW). All routines are looked up by name: Wine lacks them, and the
//! driver then traces nothing. For load, repair and unload; nothing from callbacks that are called often.

use core::ffi::c_void;
use core::ptr;
use core::sync::atomic::{AtomicPtr, AtomicU64, Ordering};

use kernel_abi::{
    EtwRegisterFn, EtwUnregisterFn, EtwWriteFn, EVENT_DATA_DESCRIPTOR, EVENT_DESCRIPTOR, GUID, NTSTATUS, REGHANDLE,
};

use super::unicode::utf16;
use super::{routines, Rundown};

/// {b7f3c2a1-5d0e-4c8b-9a36-2e71d4f08c55}, as README.md says.
static PROVIDER: GUID =
    GUID { Data1: 0xb7f3_c2a1, Data2: 0x5d0e, Data3: 0x4c8b, Data4: [0x9a, 0x36, 0x2e, 0x71, 0xd4, 0xf0, 0x8c, 0x55] };

/// The registration; 0 while there is none.
static HANDLE: AtomicU64 = AtomicU64::new(0);
/// Writes under way, which the end of the registration waits for.
static WRITES: Rundown = Rundown::new();
static REGISTER: AtomicPtr<c_void> = AtomicPtr::new(ptr::null_mut());
static WRITE: AtomicPtr<c_void> = AtomicPtr::new(ptr::null_mut());
static UNREGISTER: AtomicPtr<c_void> = AtomicPtr::new(ptr::null_mut());

/// Looks the routines up. IRQL: PASSIVE_LEVEL, in DriverEntry.
pub fn resolve() {
    REGISTER.store(routines::find(&utf16!("EtwRegister")), Ordering::Release);
    WRITE.store(routines::find(&utf16!("EtwWrite")), Ordering::Release);
    UNREGISTER.store(routines::find(&utf16!("EtwUnregister")), Ordering::Release);
}

/// Registers the provider, where the system has all that it takes. IRQL: PASSIVE_LEVEL, in DriverEntry.
pub fn register() {
    let complete =
        [&REGISTER, &WRITE, &UNREGISTER].into_iter().all(|routine| !routine.load(Ordering::Acquire).is_null());
    if !complete {
        return;
    }
    // SAFETY: the address is what the system gave for EtwRegister, whose signature this is.
    let register: EtwRegisterFn = unsafe { core::mem::transmute(REGISTER.load(Ordering::Acquire)) };
    let mut handle: REGHANDLE = 0;
    // SAFETY: valid arguments; without a callback, the system itself drops what no session asks for.
    let status = unsafe { register(&raw const PROVIDER, None, ptr::null_mut(), &raw mut handle) };
    if status == 0 {
        HANDLE.store(handle, Ordering::Release);
    }
}

/// Takes the registration back, once nobody writes any more: an image may not go before. IRQL: PASSIVE_LEVEL.
pub fn unregister() {
    WRITES.close_and_wait();
    let handle = HANDLE.swap(0, Ordering::AcqRel);
    if handle == 0 {
        return;
    }
    // SAFETY: the address is what the system gave for EtwUnregister, whose signature this is.
    let unregister: EtwUnregisterFn = unsafe { core::mem::transmute(UNREGISTER.load(Ordering::Acquire)) };
    // SAFETY: registered, and unregistered once.
    let _ = unsafe { unregister(handle) };
}

/// Writes an event: a status and a number; nothing once [`unregister`] has begun. IRQL: at most DISPATCH_LEVEL.
pub fn write(descriptor: &EVENT_DESCRIPTOR, status: NTSTATUS, value: u32) {
    if WRITES.acquire() {
        write_registered(descriptor, status, value);
        WRITES.release();
    }
}

fn write_registered(descriptor: &EVENT_DESCRIPTOR, status: NTSTATUS, value: u32) {
    let handle = HANDLE.load(Ordering::Acquire);
    if handle == 0 {
        return;
    }
    // SAFETY: the address is what the system gave for EtwWrite, whose signature this is.
    let write: EtwWriteFn = unsafe { core::mem::transmute(WRITE.load(Ordering::Acquire)) };
    let values = [status as u32, value];
    let mut data =
        EVENT_DATA_DESCRIPTOR { Ptr: values.as_ptr().addr() as u64, Size: size_of_val(&values) as u32, Reserved: 0 };
    // SAFETY: registered, and WRITES holds its end back; the descriptor and the eight bytes are valid during the call. A lost
    // event is nobody's loss.
    let _ = unsafe { write(handle, descriptor, ptr::null(), 1, &raw mut data) };
}
