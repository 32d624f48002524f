//! What registry filters call.

use std::ffi::c_void;
use std::sync::Arc;

use kernel_abi::{NTSTATUS, STATUS_INVALID_PARAMETER, STATUS_SUCCESS, UNICODE_STRING};

use super::callbacks::NewCallback;
use super::{key_names, object};
use crate::flt::altitude::Altitude;
use crate::guest::Context;
use crate::text::Text;
use crate::verifier::BugCheck;

services! { "ntoskrnl.exe";
    /// Above all altitudes, in the order of registration. Source: Microsoft, "CmRegisterCallback function (wdm.h)".
    fn CmRegisterCallback(cx, function: usize, context: usize, cookie: *mut i64) -> NTSTATUS, irql 1, fails |status| status; {
        register(cx, None, function, context, cookie)
    }

    /// STATUS_INVALID_PARAMETER for what is no altitude. Source: Microsoft, "CmRegisterCallbackEx function (wdm.h)".
    fn CmRegisterCallbackEx(cx, function: usize, altitude: *const UNICODE_STRING, driver: *mut c_void, context: usize, cookie: *mut i64, reserved: *mut c_void) -> NTSTATUS, irql 1, fails |status| status; {
        if driver.is_null() || !reserved.is_null() {
            cx.bug_check(BugCheck::rule("CmRegisterCallbackEx", "no driver object, or Reserved is not null"));
        }
        let Some(altitude) = Text::read(altitude).and_then(|text| Altitude::parse(&text)) else {
            return STATUS_INVALID_PARAMETER;
        };
        register(cx, Some(altitude), function, context, cookie)
    }

    /// Waits for calls under way; from inside the callback that is a deadlock. STATUS_INVALID_PARAMETER for a cookie that is none's.
    /// Source: Microsoft, "CmUnRegisterCallback function (wdm.h)".
    fn CmUnRegisterCallback(cx, cookie: i64) -> NTSTATUS, irql 1; {
        object::unregister(cx, cookie)
    }

    /// The name is the driver's until it gives it back. Source: Microsoft, "CmCallbackGetKeyObjectIDEx function (wdm.h)".
    fn CmCallbackGetKeyObjectIDEx(cx, cookie: *const i64, object: usize, id: *mut usize, name: *mut usize, flags: u32) -> NTSTATUS, irql 1, fails |status| status; {
        if flags != 0 {
            return STATUS_INVALID_PARAMETER;
        }
        let key = match key_names::asked(cx, unsafe { cookie.read() }, object) {
            Ok(key) => key,
            Err(status) => return status,
        };
        unsafe {
            if !id.is_null() {
                id.write(key_names::id(&key));
            }
            if !name.is_null() {
                name.write(key_names::give(cx, &key));
            }
        }
        STATUS_SUCCESS
    }

    /// Source: Microsoft, "CmCallbackReleaseKeyObjectIDEx function (wdm.h)".
    fn CmCallbackReleaseKeyObjectIDEx(cx, name: usize), irql 1; {
        key_names::take_back(cx, name);
    }

    /// The name goes when the key is closed, and is not kept up to date. Source: Microsoft, "CmCallbackGetKeyObjectID function (wdm.h)".
    fn CmCallbackGetKeyObjectID(cx, cookie: *const i64, object: usize, id: *mut usize, name: *mut usize) -> NTSTATUS, irql 1, fails |status| status; {
        let key = match key_names::asked(cx, unsafe { cookie.read() }, object) {
            Ok(key) => key,
            Err(status) => return status,
        };
        unsafe {
            if !id.is_null() {
                id.write(key_names::id(&key));
            }
            if !name.is_null() {
                name.write(key_names::lend(cx, &key));
            }
        }
        STATUS_SUCCESS
    }

    /// Source: Microsoft, "CmSetCallbackObjectContext function (wdm.h)".
    fn CmSetCallbackObjectContext(cx, object: usize, cookie: *const i64, context: usize, old: *mut usize) -> NTSTATUS, irql 1, fails |status| status; {
        let cookie = unsafe { cookie.read() };
        let key = match key_names::asked(cx, cookie, object) {
            Ok(key) => key,
            Err(status) => return status,
        };
        let before = key.set_context(cookie, context);
        if before == 0 {
            cx.machine().cm.with_contexts.lock().push((cookie, Arc::downgrade(&key)));
        }
        if !old.is_null() {
            unsafe { old.write(before) };
        }
        STATUS_SUCCESS
    }
}

fn register(cx: &Context, altitude: Option<Altitude>, function: usize, context: usize, cookie: *mut i64) -> NTSTATUS {
    if function == 0 || cookie.is_null() {
        cx.bug_check(BugCheck::rule("CmRegisterCallback", "no routine, or nowhere for the cookie"));
    }
    match cx.machine().cm.callbacks.register(NewCallback { altitude, function, context, image: cx.image() }) {
        Ok(given) => {
            unsafe { cookie.write(given) };
            STATUS_SUCCESS
        }
        Err(status) => status,
    }
}
