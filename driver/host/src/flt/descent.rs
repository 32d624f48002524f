//! Takes operations down through the filters of their volume and up again.
//!
//! Source: Microsoft, "PFLT_PRE_OPERATION_CALLBACK callback function (fltkernel.h)" and "PFLT_POST_OPERATION_CALLBACK callback
//! function (fltkernel.h)".

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;

use kernel_abi::{
    FLT_PREOP_COMPLETE, FLT_PREOP_DISALLOW_FASTIO, FLT_PREOP_SUCCESS_NO_CALLBACK, FLT_PREOP_SUCCESS_WITH_CALLBACK,
    FLT_PREOP_SYNCHRONIZE, IRP_MJ_CLEANUP, IRP_MJ_CLOSE, IRP_MJ_CREATE, NTSTATUS, NT_SUCCESS, STATUS_PENDING,
};

use super::data::Shown;
use super::filter::Instance;
use super::flight::{invalid_answer, related, Flight, Owed};
use super::operation::{Below, Operation, STATUS_FLT_DISALLOW_FAST_IO};
use super::registration::OperationCallbacks;
use crate::guest::{self, Context, Mode};
use crate::ps::ThreadAddress;
use crate::verifier::BugCheck;

/// FLT_PREOP_PENDING.
const FLT_PREOP_PENDING: i32 = 2;
const APC_LEVEL: u8 = 1;

/// An operation that has gone down and not come up yet. The file system may keep it, and any thread may bring it up.
pub struct Descent {
    /// As the filters have left it.
    pub operation: Operation,
    /// Whether it has reached the file system; if not, a filter has completed it, and what `ascend` is given does not count.
    pub reached: bool,
    flight: Option<Arc<Flight>>,
    thread: ThreadAddress,
    mode: Mode,
}

/// The whole way: pre-operations from the highest altitude down, the file system, post-operations up. Gives the status and
/// information that its issuer sees; STATUS_FLT_DISALLOW_FAST_IO: to be sent again as an IRP.
pub fn pass(cx: &Context, operation: &mut Operation, below: Below<'_>) -> (NTSTATUS, usize) {
    let mut down = descend(cx, operation.clone());
    let (status, information) = if down.reached { below(cx, &mut down.operation) } else { (0, 0) };
    ascend(cx, down, status, information)
}

/// The way down. At most APC_LEVEL, in the thread that sends the operation.
pub fn descend(cx: &Context, operation: Operation) -> Descent {
    if cx.irql() > APC_LEVEL {
        cx.bug_check(BugCheck::host("an operation was sent down above APC_LEVEL".into()));
    }
    let stack = operation.volume.stack();
    let mut down = Descent { operation, reached: true, flight: None, thread: cx.thread(), mode: cx.mode() };
    for instance in stack.iter() {
        if !cx.as_host(|| down.offer(cx, instance)) {
            down.reached = false;
            break;
        }
    }
    down
}

/// The way up, with what the file system said. Any thread, up to DISPATCH_LEVEL.
///
/// Post-operations of creates, of fast I/O and those that FLT_PREOP_SYNCHRONIZE asked for run in the thread of the way down, at
/// its IRQL, and so do all above them; the others run where this is called.
pub fn ascend(cx: &Context, down: Descent, status: NTSTATUS, information: usize) -> (NTSTATUS, usize) {
    let Some(flight) = &down.flight else {
        return (status, information);
    };
    if down.reached {
        flight.data.set_status(status, information);
    }
    flight.returning.store(true, Ordering::Release);
    let owed = flight.owed.lock().clone();
    let mut synchronized = down.operation.major == IRP_MJ_CREATE || down.operation.fast_io;
    for due in owed.iter().rev() {
        synchronized |= due.synchronized;
        if synchronized {
            cx.as_thread(down.thread, down.mode, || cx.at_irql(0, || cx.as_host(|| bring_up(cx, due))));
        } else {
            cx.as_host(|| bring_up(cx, due));
        }
    }
    let ended = flight.data.status();
    flight.end(cx);
    ended
}

fn bring_up(cx: &Context, due: &Arc<Owed>) {
    if due.instance.enter(cx) {
        due.pay(cx, Shown::After);
        due.instance.paid(due);
        due.instance.leave(cx);
    } else {
        // its teardown is under way and calls it
        cx.machine().ke.wait_until(cx, "the draining of an operation", || due.done.load(Ordering::Acquire));
    }
}

impl Descent {
    /// Calls an instance's pre-operation if it wants one; false if the operation goes no further.
    fn offer(&mut self, cx: &Context, instance: &Arc<Instance>) -> bool {
        let Some(callbacks) = instance.filter.registration.callbacks(self.operation.major).copied() else {
            return true;
        };
        let silenced = instance.filter.silenced.load(Ordering::Acquire);
        if silenced || callbacks.skips(&self.operation) || !instance.enter(cx) {
            return true;
        }
        let flight = Arc::clone(self.flight.get_or_insert_with(|| Flight::begin(cx, &self.operation)));
        let passes = self.ask(cx, instance, &flight, &callbacks);
        instance.leave(cx);
        passes
    }

    fn ask(&mut self, cx: &Context, instance: &Arc<Instance>, flight: &Flight, callbacks: &OperationCallbacks) -> bool {
        let received = self.operation.clone();
        let mut context = 0_usize;
        let answer = if callbacks.pre == 0 {
            FLT_PREOP_SUCCESS_WITH_CALLBACK
        } else {
            self.call(cx, instance, flight, callbacks.pre, &mut context)
        };
        let owes = matches!(answer, FLT_PREOP_SUCCESS_WITH_CALLBACK | FLT_PREOP_SYNCHRONIZE);
        if !owes {
            require_no_context(cx, answer, context);
            return self.obey(cx, flight, answer);
        }
        if callbacks.post == 0 || (answer == FLT_PREOP_SYNCHRONIZE && self.operation.major == IRP_MJ_CREATE) {
            cx.bug_check(invalid_answer("pre", answer, &self.operation));
        }
        let due = Arc::new(Owed {
            instance: Arc::clone(instance),
            post: callbacks.post,
            context,
            synchronized: answer == FLT_PREOP_SYNCHRONIZE,
            received,
            data: flight.data,
            claimed: AtomicBool::new(false),
            done: AtomicBool::new(false),
        });
        instance.owe(&due);
        flight.owed.lock().push(due);
        true
    }

    fn call(&mut self, cx: &Context, instance: &Instance, flight: &Flight, pre: usize, context: &mut usize) -> i32 {
        flight.data.show(&self.operation, instance.address, Shown::Before);
        let objects = related(instance, self.operation.file.file_object());
        let arguments = [flight.data.address(), &raw const objects as usize, std::ptr::from_mut(context) as usize];
        let answer = guest::call(instance.filter.image, pre, &arguments) as i32;
        if let Err(text) = flight.data.take_changes(&mut self.operation) {
            cx.bug_check(BugCheck::rule("pre-operation callback", text));
        }
        answer
    }

    /// Does as an answer says that asks for no post-operation; false if the operation goes no further.
    fn obey(&self, cx: &Context, flight: &Flight, answer: i32) -> bool {
        match answer {
            FLT_PREOP_SUCCESS_NO_CALLBACK => true,
            FLT_PREOP_COMPLETE => {
                let status = flight.data.status().0;
                let ends = [IRP_MJ_CLEANUP, IRP_MJ_CLOSE].contains(&self.operation.major);
                if status == STATUS_PENDING || (ends && !NT_SUCCESS(status)) {
                    let text = format!("completed major function {:#x} with {status:#010x}", self.operation.major);
                    cx.bug_check(BugCheck::rule("pre-operation callback", &text));
                }
                false
            }
            FLT_PREOP_DISALLOW_FASTIO if self.operation.fast_io => {
                flight.data.set_status(STATUS_FLT_DISALLOW_FAST_IO, 0);
                false
            }
            FLT_PREOP_PENDING if !self.operation.fast_io => {
                cx.bug_check(BugCheck::host("FLT_PREOP_PENDING is not simulated".into()))
            }
            _ => cx.bug_check(invalid_answer("pre", answer, &self.operation)),
        }
    }
}

/// Without a post-operation nobody would ever free a completion context.
fn require_no_context(cx: &Context, answer: i32, context: usize) {
    if context != 0 {
        let text = format!("left a completion context, and answered {answer}, which asks for no post-operation");
        cx.bug_check(BugCheck::rule("pre-operation callback", &text));
    }
}
