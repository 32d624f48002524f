//! Object callbacks are called: before a handle is made, from the highest altitude down; after it, up again.

use std::sync::atomic::Ordering;
use std::sync::Arc;

use kernel_abi::{
    NTSTATUS, OB_FLAG_KERNEL_HANDLE, OB_OPERATION_HANDLE_CREATE, OB_OPERATION_HANDLE_DUPLICATE, OB_PREOP_SUCCESS,
    OB_PRE_DUPLICATE_HANDLE_INFORMATION, OB_PRE_OPERATION_INFORMATION, STATUS_SUCCESS,
};

use super::callbacks::{Item, Registration};
use super::ObjectType;
use crate::guest::{self, Context};
use crate::verifier::BugCheck;

/// A handle that is about to be made.
#[derive(Clone, Copy)]
pub(super) struct Operation {
    /// Type of the object.
    pub(super) kind: ObjectType,
    /// The object.
    pub(super) object: usize,
    /// KernelHandle.
    pub(super) kernel: bool,
    /// What the handle is to have.
    pub(super) desired: u32,
    /// Of a duplicate: whose handle it is, and who gets it.
    pub(super) between: Option<(usize, usize)>,
}

/// OB_POST_OPERATION_INFORMATION. Source: Microsoft, the page of that name.
#[repr(C)]
struct PostInformation {
    operation: u32,
    flags: u32,
    object: usize,
    object_type: usize,
    call_context: usize,
    return_status: NTSTATUS,
    /// Both kinds hold GrantedAccess alone.
    parameters: *const u32,
}

/// A callback that is told of the handle once it is made; its registration stays meanwhile.
struct Waiting {
    registration: Arc<Registration>,
    item: Item,
    call_context: usize,
}

/// What the callbacks have left of a handle that is to be made now; then comes [`Intercepted::made`].
pub(super) struct Intercepted {
    operation: Operation,
    /// Rights that are left.
    pub(super) granted: u32,
    waiting: Vec<Waiting>,
}

impl Operation {
    fn number(&self) -> u32 {
        if self.between.is_some() {
            OB_OPERATION_HANDLE_DUPLICATE
        } else {
            OB_OPERATION_HANDLE_CREATE
        }
    }

    fn flags(&self) -> u32 {
        if self.kernel {
            OB_FLAG_KERNEL_HANDLE
        } else {
            0
        }
    }

    /// Calls the pre-operations, in the thread that runs.
    pub(super) fn intercept(self, cx: &Context) -> Intercepted {
        let mut intercepted = Intercepted { operation: self, granted: self.desired, waiting: Vec::new() };
        for registration in cx.machine().ob.callbacks.list().iter() {
            let wanted = |item: &&Item| item.kind == self.kind && item.operations & self.number() != 0;
            for item in registration.items.iter().filter(wanted) {
                if !registration.silenced.load(Ordering::Acquire) && registration.rundown.acquire() {
                    intercepted.before(cx, registration, *item);
                }
            }
        }
        intercepted
    }
}

impl Intercepted {
    fn before(&mut self, cx: &Context, registration: &Arc<Registration>, item: Item) {
        let mut call_context = 0;
        if item.pre != 0 {
            let (granted, context) = pre_operation(cx, registration, item.pre, self.operation, self.granted);
            self.granted &= granted;
            call_context = context;
        }
        if item.post != 0 {
            self.waiting.push(Waiting { registration: Arc::clone(registration), item, call_context });
        } else {
            registration.rundown.release(&cx.machine().ke);
        }
    }

    /// The handle is made: calls the post-operations, the lowest altitude first.
    pub(super) fn made(self, cx: &Context) {
        for waiting in self.waiting.iter().rev() {
            let mut information = PostInformation {
                operation: self.operation.number(),
                flags: self.operation.flags(),
                object: self.operation.object,
                object_type: self.operation.kind.address(),
                call_context: waiting.call_context,
                return_status: STATUS_SUCCESS,
                parameters: &raw const self.granted,
            };
            let registration = &waiting.registration;
            let arguments = [registration.context, &raw mut information as usize];
            cx.as_host(|| guest::call(registration.image, waiting.item.post, &arguments));
            registration.rundown.release(&cx.machine().ke);
        }
    }
}

/// Calls one; the access that it leaves, which only takes rights away, and its CallContext.
fn pre_operation(
    cx: &Context,
    registration: &Registration,
    routine: usize,
    operation: Operation,
    desired: u32,
) -> (u32, usize) {
    let (source, target) = operation.between.unwrap_or((0, 0));
    // a create's parameters are the first half of these
    let mut parameters = OB_PRE_DUPLICATE_HANDLE_INFORMATION {
        DesiredAccess: desired,
        OriginalDesiredAccess: operation.desired,
        SourceProcess: source as *mut _,
        TargetProcess: target as *mut _,
    };
    let mut information = OB_PRE_OPERATION_INFORMATION {
        Operation: operation.number(),
        Flags: operation.flags(),
        Object: operation.object as *mut _,
        ObjectType: operation.kind.address() as *mut _,
        CallContext: std::ptr::null_mut(),
        Parameters: (&raw mut parameters).cast(),
    };
    let given = parts(&information);
    let arguments = [registration.context, &raw mut information as usize];
    let answer = cx.as_host(|| guest::call(registration.image, routine, &arguments)) as u32;
    // written by the driver through the addresses above
    let information = unsafe { (&raw const information).read_volatile() };
    let parameters = unsafe { (&raw const parameters).read_volatile() };
    let place = || cx.machine().images.describe(routine);
    if answer != OB_PREOP_SUCCESS {
        cx.bug_check(BugCheck::rule("object callback", &format!("{} returned {answer:#x}", place())));
    }
    let changed = parts(&information) != given
        || parameters.OriginalDesiredAccess != operation.desired
        || (parameters.SourceProcess as usize, parameters.TargetProcess as usize) != (source, target);
    if changed {
        let how = format!("{} changed more than DesiredAccess and CallContext", place());
        cx.bug_check(BugCheck::rule("object callback", &how));
    }
    (parameters.DesiredAccess, information.CallContext as usize)
}

/// What a callback may not change.
fn parts(information: &OB_PRE_OPERATION_INFORMATION) -> [usize; 5] {
    [
        information.Operation as usize,
        information.Flags as usize,
        information.Object as usize,
        information.ObjectType as usize,
        information.Parameters as usize,
    ]
}
