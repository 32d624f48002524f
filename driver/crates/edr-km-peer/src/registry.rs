//! Registry callbacks.

use core::ffi::c_void;
use core::sync::atomic::{AtomicPtr, Ordering};

use kernel_abi::imports::{CmRegisterCallback, CmUnRegisterCallback};
use kernel_abi::{
    kernel_fn, CmRegisterCallbackExFn, DRIVER_OBJECT, LARGE_INTEGER, NTSTATUS, NT_SUCCESS,
    STATUS_INSUFFICIENT_RESOURCES, STATUS_PROCEDURE_NOT_FOUND,
};

use crate::kernel::{routine, text, unicode, Pooled};
use crate::log::{Log, Note};
use crate::protocol::Request;

/// CmRegisterCallbackEx, which Wine lacks; null until it is looked up.
static CM_REGISTER_CALLBACK_EX: AtomicPtr<c_void> = AtomicPtr::new(core::ptr::null_mut());

/// A registered registry callback.
pub struct RegistryCallback {
    context: Pooled<Context>,
    cookie: LARGE_INTEGER,
}

struct Context {
    verdict: NTSTATUS,
    log: Log,
}

impl RegistryCallback {
    /// CmRegisterCallbackEx at the altitude, or CmRegisterCallback without one. PASSIVE_LEVEL.
    pub fn register(request: &Request<'_>, driver: *mut DRIVER_OBJECT) -> Result<Self, NTSTATUS> {
        let log = Log::new().ok_or(STATUS_INSUFFICIENT_RESOURCES)?;
        let context = Context { verdict: request.second as NTSTATUS, log };
        let context = Pooled::new(context).ok_or(STATUS_INSUFFICIENT_RESOURCES)?;
        let mut cookie = 0;
        let status = if request.text.is_empty() {
            // SAFETY: the context lives until the callback is unregistered
            unsafe { CmRegisterCallback(notify, context.address().cast(), &mut cookie) }
        } else {
            register_at(request.text, driver, context.address(), &mut cookie)
        };
        if NT_SUCCESS(status) {
            Ok(Self { context, cookie })
        } else {
            Err(status)
        }
    }

    /// Its log.
    pub fn log(&self) -> &Log {
        &self.context.log
    }
}

fn register_at(
    altitude: &[u8],
    driver: *mut DRIVER_OBJECT,
    context: *mut Context,
    cookie: &mut LARGE_INTEGER,
) -> NTSTATUS {
    CM_REGISTER_CALLBACK_EX.store(routine(text!(b"CmRegisterCallbackEx")), Ordering::Release);
    let found = CM_REGISTER_CALLBACK_EX.load(Ordering::Acquire);
    if found.is_null() {
        return STATUS_PROCEDURE_NOT_FOUND;
    }
    // SAFETY: the routine of that name has this signature
    let register = unsafe { core::mem::transmute::<*mut c_void, CmRegisterCallbackExFn>(found) };
    let altitude = unicode(altitude);
    // SAFETY: the text is valid during the call; the context lives until the callback is unregistered
    unsafe { register(notify, &altitude, driver.cast(), context.cast(), cookie, core::ptr::null_mut()) }
}

impl Drop for RegistryCallback {
    fn drop(&mut self) {
        // SAFETY: registered, and only once unregistered; the call waits for callbacks
        unsafe { CmUnRegisterCallback(self.cookie) };
    }
}

kernel_fn! {
    fn notify(context: *mut c_void, class: *mut c_void, _information: *mut c_void) -> NTSTATUS {
        // SAFETY: the context is what was registered, and lives until the callback is unregistered
        let context = unsafe { &*context.cast::<Context>() };
        context.log.add(Note { what: class as usize as u32, ..Note::default() });
        context.verdict
    }
}
