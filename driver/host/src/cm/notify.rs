//! Tells callbacks of an operation: before it, so that they may refuse it, and after it.
//!
//! Source: Microsoft, "Handling Notifications"; the sample RegFltr (multialt.c) for who is told of the end.

use std::mem::offset_of;
use std::ptr::{from_mut, null_mut};
use std::sync::Arc;

use kernel_abi::{
    NTSTATUS, NT_SUCCESS, REG_CREATE_KEY_INFORMATION_V1, REG_DELETE_KEY_INFORMATION, REG_DELETE_VALUE_KEY_INFORMATION,
    REG_LOAD_KEY_INFORMATION, REG_POST_OPERATION_INFORMATION, REG_RENAME_KEY_INFORMATION, REG_REPLACE_KEY_INFORMATION,
    REG_RESTORE_KEY_INFORMATION, REG_SET_KEY_SECURITY_INFORMATION, REG_SET_VALUE_KEY_INFORMATION,
    REG_UNLOAD_KEY_INFORMATION, STATUS_CALLBACK_BYPASS, STATUS_SUCCESS,
};

use super::callbacks::Registration;
use super::information::{REG_QUERY_VALUE_KEY_INFORMATION, REG_SAVE_KEY_INFORMATION};
use super::object::KeyObject;
use crate::guest::Context;

/// RegNtPreKeyHandleClose and RegNtPostKeyHandleClose.
const PRE_CLOSE: i32 = 14;
const POST_CLOSE: i32 = 25;
/// The first that is followed by its own end.
const FIRST_PAIRED: i32 = 26;
/// Distance of the older ones from their ends.
const OLD_DISTANCE: i32 = 15;

/// A structure that callbacks get, and where it keeps what is each callback's own.
pub(super) trait Information {
    const CALL_CONTEXT: usize;
    const OBJECT_CONTEXT: usize;
}

macro_rules! informations {
    ($($name:ident: $context:ident),* $(,)?) => {
        $(impl Information for $name {
            const CALL_CONTEXT: usize = offset_of!($name, CallContext);
            const OBJECT_CONTEXT: usize = offset_of!($name, $context);
        })*
    };
}

informations! {
    REG_CREATE_KEY_INFORMATION_V1: RootObjectContext,
    REG_DELETE_KEY_INFORMATION: ObjectContext,
    REG_DELETE_VALUE_KEY_INFORMATION: ObjectContext,
    REG_LOAD_KEY_INFORMATION: ObjectContext,
    REG_QUERY_VALUE_KEY_INFORMATION: ObjectContext,
    REG_RENAME_KEY_INFORMATION: ObjectContext,
    REG_REPLACE_KEY_INFORMATION: ObjectContext,
    REG_RESTORE_KEY_INFORMATION: ObjectContext,
    REG_SAVE_KEY_INFORMATION: ObjectContext,
    REG_SET_KEY_SECURITY_INFORMATION: ObjectContext,
    REG_SET_VALUE_KEY_INFORMATION: ObjectContext,
    REG_UNLOAD_KEY_INFORMATION: ObjectContext,
}

/// How an operation has ended.
pub(super) struct Ended {
    /// What its caller gets.
    pub(super) status: NTSTATUS,
    /// Whether a callback did it in the system's place.
    pub(super) bypassed: bool,
}

/// What an operation did: its status, and the object of which its end tells.
pub(super) type Done = (NTSTATUS, Option<Arc<KeyObject>>);

/// Does an operation on a key between the notifications of its beginning and its end.
pub(super) fn around<T: Information>(
    cx: &Context,
    class: i32,
    key: &Arc<KeyObject>,
    information: &mut T,
    operation: impl FnOnce() -> NTSTATUS,
) -> NTSTATUS {
    let of_key = |_: &mut T| (operation(), Some(Arc::clone(key)));
    around_with(cx, class, key, information, of_key).status
}

/// The same where the operation fills in what the structure points to, and ends with another object than it began with.
/// A notification of its end without an object gets an address at which there is none.
pub(super) fn around_with<T: Information>(
    cx: &Context,
    class: i32,
    key: &Arc<KeyObject>,
    information: &mut T,
    operation: impl FnOnce(&mut T) -> Done,
) -> Ended {
    let place = from_mut(information).cast::<u8>();
    let to_tell = cx.machine().cm.callbacks.to_tell(cx);
    let (refused, told) = ask::<T>(cx, class, key, place, &to_tell);
    let bypassed = refused == STATUS_CALLBACK_BYPASS;
    let (status, object) = match refused {
        STATUS_SUCCESS => operation(information),
        STATUS_CALLBACK_BYPASS => (STATUS_SUCCESS, Some(Arc::clone(key))),
        _ => (refused, Some(Arc::clone(key))),
    };
    Ended { status: tell(cx, post_of(class), object.as_ref(), place, status, told), bypassed }
}

/// Those that let an operation pass, each with its call context.
type Told = Vec<(Arc<Registration>, usize)>;

/// Asks the callbacks, highest first, until one gives a status that is no success: an error, a warning or
/// STATUS_CALLBACK_BYPASS, which those below don't get to see.
fn ask<T: Information>(
    cx: &Context,
    class: i32,
    key: &Arc<KeyObject>,
    place: *mut u8,
    to_tell: &[Arc<Registration>],
) -> (NTSTATUS, Told) {
    let call_context = place.wrapping_add(T::CALL_CONTEXT).cast::<usize>();
    let object_context = place.wrapping_add(T::OBJECT_CONTEXT).cast::<usize>();
    let mut told = Told::new();
    for registration in to_tell {
        let context = key.context(registration.cookie);
        // both lie in the structure that `place` points to
        unsafe {
            call_context.write(0);
            object_context.write(context);
        }
        match registration.call(cx, class, place) {
            Some(status) if !NT_SUCCESS(status) => return (status, told),
            Some(_) => told.push((Arc::clone(registration), unsafe { call_context.read() })),
            None => {}
        }
    }
    (STATUS_SUCCESS, told)
}

/// Tells of an end: those above the one that refused it too. The lowest is the first, which no document says.
fn tell(
    cx: &Context,
    class: i32,
    object: Option<&Arc<KeyObject>>,
    place: *mut u8,
    status: NTSTATUS,
    told: Told,
) -> NTSTATUS {
    let mut status = status;
    let address = object.map_or(cx.machine().cm.nothing, |object| object.address);
    for (registration, call_context) in told.into_iter().rev() {
        let context = object.map_or(0, |object| object.context(registration.cookie));
        let mut information = REG_POST_OPERATION_INFORMATION {
            Object: address as *mut _,
            Status: status,
            PreInformation: place.cast(),
            ReturnStatus: status,
            CallContext: call_context as *mut _,
            ObjectContext: context as *mut _,
            Reserved: null_mut(),
        };
        if registration.call(cx, class, from_mut(&mut information).cast()) == Some(STATUS_CALLBACK_BYPASS) {
            status = information.ReturnStatus;
        }
    }
    status
}

/// The notification of the end that belongs to one of a beginning.
fn post_of(class: i32) -> i32 {
    match class {
        PRE_CLOSE => POST_CLOSE,
        FIRST_PAIRED.. => class + 1,
        _ => class + OLD_DISTANCE,
    }
}
