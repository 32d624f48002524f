//! Runs host code and driver code on a kernel stack of its own, and comes back also where the driver faults.
//!
//! Every operation on a machine is one [`run`]: a system call or system thread of the simulated Windows, on the calling OS
//! thread, in the name of one simulated thread. Within it, host code calls the driver by [`call`], the driver calls services,
//! services call other drivers, and so on, all on one kernel stack. A bug check, a fault or a watchdog's signal leaves all of
//! these frames at once and makes [`run`] return [`Stopped`]: the machine is dead, this process lives on.
//!
//! Frames that are left run no destructors. So nothing that the process needs later may depend on one: memory leaks, and a host
//! lock would stay locked, which is why none is held while driver code runs.

mod context;
mod fault;
mod stack;

pub use context::{current, try_current, Context};

use std::any::Any;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::Arc;

use crate::machine::{ImageId, Machine};
use crate::ps::ThreadAddress;
use crate::service::{Service, Verdict};
use crate::verifier::{watchdog, BugCheck};

/// The machine has stopped with a bug check; [`Machine::violations`] tells it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stopped;

/// Processor mode in which a system call was made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// By the kernel: ExGetPreviousMode answers KernelMode.
    Kernel,
    /// By a program.
    User,
}

/// Runs an operation on a machine in the name of a simulated thread, at PASSIVE_LEVEL, on the calling OS thread.
///
/// # Errors
/// [`Stopped`] if the machine had stopped before or stops meanwhile.
///
/// # Panics
/// If this OS thread runs an operation already.
pub fn run<R>(
    machine: &Arc<Machine>,
    thread: ThreadAddress,
    mode: Mode,
    operation: impl FnOnce(&Context) -> R,
) -> Result<R, Stopped> {
    assert!(try_current().is_none(), "an operation was started inside another one");
    if machine.verifier.stopped() {
        return Err(Stopped);
    }
    fault::arm();
    let context = Context::new(machine, thread, mode);
    let mut outcome: Option<Result<R, Box<dyn Any + Send>>> = None;
    watchdog::begin();
    machine.pool.paged.begin();
    let ended = stack::switch(&context, || {
        outcome = Some(catch_unwind(AssertUnwindSafe(|| {
            let result = operation(&context);
            context.run_deferred();
            result
        })));
    });
    machine.pool.paged.end();
    watchdog::end();
    machine.ke.left(&context);
    if !ended {
        context.report_fault();
        return Err(Stopped);
    }
    match outcome {
        Some(Ok(result)) => {
            context.check_return();
            if machine.verifier.stopped() {
                Err(Stopped)
            } else {
                Ok(result)
            }
        }
        Some(Err(panic)) => {
            machine.verifier.record_stop(BugCheck::host(panic_text(&panic)));
            Err(Stopped)
        }
        None => Err(Stopped),
    }
}

/// Calls a routine of a driver with up to eight arguments. IRQL, critical regions and locks must be on return as they were.
///
/// Returns what the routine left in RAX; take the low half where it returns 32 bits.
pub fn call(image: ImageId, function: usize, arguments: &[usize]) -> usize {
    let cx = current();
    cx.stop_if_dead();
    let before = cx.enter_image(image);
    let result = jump(function, arguments);
    cx.leave_image(before, function);
    result
}

/// Calls a routine that is entered at DISPATCH_LEVEL with the spin lock that was taken last, and must release it and return at the
/// IRQL before, as a cancel routine.
pub fn call_releasing(image: ImageId, function: usize, arguments: &[usize], irql: u8) {
    let cx = current();
    cx.stop_if_dead();
    let mut before = cx.enter_image(image);
    if irql < DISPATCH_LEVEL {
        // the lock counts for itself
        cx.machine().pool.paged.lower();
    }
    before.irql = irql;
    before.locks -= 1;
    jump(function, arguments);
    cx.leave_image(before, function);
}

const DISPATCH_LEVEL: u8 = 2;

fn jump(function: usize, arguments: &[usize]) -> usize {
    let [a, b, c, d, e, f, g, h] = std::array::from_fn(|at| arguments.get(at).copied().unwrap_or(0));
    assert!(arguments.len() <= 8 && function != 0, "a driver's routine was called in a way that is not possible");
    type Routine = unsafe extern "win64" fn(usize, usize, usize, usize, usize, usize, usize, usize) -> usize;
    // the callee reads as many as it has; those beyond are only on the caller's stack
    let routine = unsafe { std::mem::transmute::<usize, Routine>(function) };
    unsafe { routine(a, b, c, d, e, f, g, h) }
}

/// The body of a service: finds the context, announces the call, and turns a host's panic into a bug check of its own kind.
pub fn service_body<R>(service: &'static Service, body: impl FnOnce(&Context, Verdict) -> R) -> R {
    let cx = current();
    let verdict = service.enter(cx);
    let before = cx.enter_service(service);
    match catch_unwind(AssertUnwindSafe(|| body(cx, verdict))) {
        Ok(result) => {
            cx.leave_service(before);
            result
        }
        Err(panic) => cx.bug_check(BugCheck::host(format!("{}: {}", service.name, panic_text(&panic)))),
    }
}

fn panic_text(panic: &Box<dyn Any + Send>) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("a panic of the hosted kernel without text").to_owned()
}
