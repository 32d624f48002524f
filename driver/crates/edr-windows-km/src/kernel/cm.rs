//! Registry callbacks: registration, names of keys, and the look whether a key exists.
//!
//! CmRegisterCallbackEx and the routines that name a key are found by name (CMR-2): Wine lacks them.

use core::ffi::c_void;
use core::ptr::{self, NonNull};
use core::sync::atomic::{AtomicPtr, Ordering};

use kernel_abi::{
    imports, CmCallbackGetKeyObjectIDExFn, CmCallbackReleaseKeyObjectIDExFn, CmRegisterCallbackExFn, KEY_QUERY_VALUE,
    KEY_WOW64_32KEY, KEY_WOW64_64KEY, LARGE_INTEGER, NTSTATUS, NT_SUCCESS, OSVERSIONINFOW, STATUS_PROCEDURE_NOT_FOUND,
    UNICODE_STRING,
};

use super::cm_operation::notify;
use super::device::{Driver, KernelHandle};
use super::unicode::{self, utf16, UnicodeString};
use super::{check, ob, object_attributes, routines};

static REGISTER_EX: AtomicPtr<c_void> = AtomicPtr::new(ptr::null_mut());
static GET_KEY_NAME: AtomicPtr<c_void> = AtomicPtr::new(ptr::null_mut());
static RELEASE_KEY_NAME: AtomicPtr<c_void> = AtomicPtr::new(ptr::null_mut());

/// Attribute of an open: a link is opened itself. No other of a creator's attributes is the driver's to follow.
const OBJ_OPENLINK: u32 = 0x100;

/// What tells a registration from others; 0 is none.
pub type Cookie = LARGE_INTEGER;

/// Looks for what not every system has. At load, before any registration. IRQL: PASSIVE_LEVEL.
pub fn resolve() {
    REGISTER_EX.store(routines::find(&utf16!("CmRegisterCallbackEx")), Ordering::Release);
    GET_KEY_NAME.store(routines::find(&utf16!("CmCallbackGetKeyObjectIDEx")), Ordering::Release);
    RELEASE_KEY_NAME.store(routines::find(&utf16!("CmCallbackReleaseKeyObjectIDEx")), Ordering::Release);
}

/// CMR-2: whether CmRegisterCallbackEx was found by name. IRQL: any.
pub fn has_register_ex() -> bool {
    !REGISTER_EX.load(Ordering::Acquire).is_null()
}

/// The running system's build, which no manifest hides from the kernel; 0 where it can't be told. IRQL: PASSIVE_LEVEL.
pub fn build_number() -> u32 {
    // SAFETY: all of its fields are numbers.
    let mut version: OSVERSIONINFOW = unsafe { core::mem::zeroed() };
    version.dwOSVersionInfoSize = size_of::<OSVERSIONINFOW>() as u32;
    // SAFETY: the structure has the size that it says.
    let status = unsafe { imports::RtlGetVersion(&raw mut version) };
    if NT_SUCCESS(status) {
        version.dwBuildNumber
    } else {
        0
    }
}

/// CmRegisterCallback: on top, without an altitude. `generation` comes back with each call. IRQL: PASSIVE_LEVEL (at most APC_LEVEL).
///
/// # Errors
/// The failing status.
pub fn register(generation: usize) -> Result<Cookie, NTSTATUS> {
    let mut cookie = 0;
    // SAFETY: the callback stays in memory as long as the driver.
    check(unsafe { imports::CmRegisterCallback(notify, ptr::without_provenance_mut(generation), &raw mut cookie) })?;
    Ok(cookie)
}

/// CmRegisterCallbackEx, at an altitude. `generation` comes back with each call. IRQL: PASSIVE_LEVEL (at most APC_LEVEL).
///
/// # Errors
/// The failing status, such as STATUS_FLT_INSTANCE_ALTITUDE_COLLISION.
pub fn register_ex(driver: Driver, altitude: &[u16], generation: usize) -> Result<Cookie, NTSTATUS> {
    let routine = NonNull::new(REGISTER_EX.load(Ordering::Acquire)).ok_or(STATUS_PROCEDURE_NOT_FOUND)?;
    // SAFETY: the address is what the system gave for this routine.
    let routine: CmRegisterCallbackExFn = unsafe { core::mem::transmute(routine.as_ptr()) };
    let altitude = UnicodeString::new(altitude);
    let (context, reserved) = (ptr::without_provenance_mut(generation), ptr::null_mut());
    let mut cookie = 0;
    // SAFETY: the driver object is ours; the callback stays in memory as long as the driver.
    check(unsafe { routine(notify, altitude.as_ptr(), driver.as_ptr().cast(), context, &raw mut cookie, reserved) })?;
    Ok(cookie)
}

/// CmUnRegisterCallback: waits for calls under way. IRQL: PASSIVE_LEVEL (at most APC_LEVEL), in no callback.
pub fn unregister(cookie: Cookie) {
    // SAFETY: what isn't registered any more is refused.
    let _ = unsafe { imports::CmUnRegisterCallback(cookie) };
}

/// A key that an operation is about; null is none.
#[derive(Clone, Copy)]
pub struct KeyObject(pub(super) *mut c_void);

impl KeyObject {
    /// No key: the root of an absolute name.
    pub const NONE: Self = Self(ptr::null_mut());
}

/// A key's path as the system names it, given back when dropped.
#[must_use]
pub struct KeyName(*const UNICODE_STRING);

impl KeyName {
    /// CmCallbackGetKeyObjectIDEx, with the cookie of a registration that stands; `None` where it fails or the system lacks it.
    /// IRQL: PASSIVE_LEVEL (at most APC_LEVEL), in a registry callback.
    pub fn of(cookie: Cookie, key: KeyObject) -> Option<Self> {
        let routine = NonNull::new(GET_KEY_NAME.load(Ordering::Acquire))?;
        NonNull::new(key.0)?;
        // SAFETY: the address is what the system gave for this routine.
        let routine: CmCallbackGetKeyObjectIDExFn = unsafe { core::mem::transmute(routine.as_ptr()) };
        let mut cookie = cookie;
        let mut name = ptr::null();
        // SAFETY: the key is valid during the callback; no id is wanted.
        let status = unsafe { routine(&raw mut cookie, key.0, ptr::null_mut(), &raw mut name, 0) };
        // lazily: a value that is made and not wanted would give a name back that nobody has given
        (NT_SUCCESS(status) && !name.is_null()).then(|| Self(name))
    }

    /// Such as `\REGISTRY\MACHINE\SOFTWARE\...`.
    pub fn units(&self) -> &[u16] {
        // SAFETY: valid until it is given back.
        unsafe { unicode::units_of(self.0) }
    }
}

impl Drop for KeyName {
    fn drop(&mut self) {
        let routine = RELEASE_KEY_NAME.load(Ordering::Acquire);
        if !routine.is_null() {
            // SAFETY: the address is what the system gave for this routine.
            let routine: CmCallbackReleaseKeyObjectIDExFn = unsafe { core::mem::transmute(routine) };
            // SAFETY: given to us, and nobody uses it afterwards.
            unsafe { routine(self.0) };
        }
    }
}

/// REG-6: whether a key exists, in the view that its creator asks for, and whether as a link itself.
///
/// A name that is relative to a root is looked for from a kernel handle to that root: it may be of the other WOW64 view than the
/// one that its path leads to. Only opens are made, which this driver's callback lets pass unseen.
///
/// IRQL: PASSIVE_LEVEL, in a registry callback for the creation; its handles are closed there too.
pub fn exists(root: KeyObject, name: &[u16], wow64_flags: u32, attributes: u32) -> bool {
    if root.0.is_null() {
        return opens(ptr::null_mut(), name, wow64_flags, attributes);
    }
    // SAFETY: the root is valid during the callback.
    let handle = unsafe { ob::open_by_pointer(root.0, KEY_QUERY_VALUE, ptr::null_mut()) };
    handle.is_ok_and(|handle| opens(handle.raw(), name, wow64_flags, attributes))
}

fn opens(root: kernel_abi::HANDLE, name: &[u16], wow64_flags: u32, attributes: u32) -> bool {
    let name = UnicodeString::new(name);
    let attributes = object_attributes::of_kernel(root, &name, attributes & OBJ_OPENLINK);
    let access = KEY_QUERY_VALUE | wow64_flags & (KEY_WOW64_32KEY | KEY_WOW64_64KEY);
    let mut handle = ptr::null_mut();
    // SAFETY: valid arguments, at PASSIVE_LEVEL.
    let status = unsafe { imports::ZwOpenKey(&raw mut handle, access, &raw const attributes) };
    if NT_SUCCESS(status) {
        // SAFETY: just opened as a kernel handle.
        drop(unsafe { KernelHandle::from_raw(handle) });
    }
    NT_SUCCESS(status)
}
