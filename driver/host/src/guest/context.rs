//! What an OS thread does on a machine right now.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::sync::Arc;

use super::{fault::Fault, stack, Mode};
use crate::machine::{ImageId, Machine};
use crate::ps::ThreadAddress;
use crate::service::Service;
use crate::verifier::{backtrace, BugCheck};

thread_local! {
    static CURRENT: Cell<*const Context> = const { Cell::new(std::ptr::null()) };
}

/// One operation under way: machine, simulated thread, IRQL, whose code runs. Belongs to one OS thread.
pub struct Context {
    machine: Arc<Machine>,
    thread: Cell<ThreadAddress>,
    mode: Cell<Mode>,
    irql: Cell<u8>,
    image: Cell<Option<ImageId>>,
    service: Cell<Option<&'static Service>>,
    critical_regions: Cell<u32>,
    /// Spin locks held, in the order in which they were taken.
    pub(crate) locks: RefCell<Vec<usize>>,
    /// Routines of drivers on this stack.
    drivers: Cell<u32>,
    deferred: RefCell<VecDeque<Deferred>>,
    pub(super) resume_at: Cell<usize>,
    pub(super) fault: Cell<Option<Fault>>,
    /// The watchdog has found that the operation does not return.
    pub(super) overdue: Cell<bool>,
    /// Stack pointer with which the host called the driver's routine that runs.
    entered_at: Cell<usize>,
}

/// Work that waits until no driver's code is on the stack.
type Deferred = Box<dyn FnOnce(&Context)>;

/// What must be the same again when a routine of a driver returns.
#[derive(Clone, Copy)]
pub(super) struct Before {
    image: Option<ImageId>,
    pub(super) irql: u8,
    critical_regions: u32,
    pub(super) locks: usize,
    entered_at: usize,
}

/// The context of the calling OS thread.
///
/// # Panics
/// If no operation runs on it.
pub fn current() -> &'static Context {
    try_current().unwrap_or_else(|| panic!("a kernel service was called outside any operation"))
}

/// The context of the calling OS thread, if an operation runs on it.
pub fn try_current() -> Option<&'static Context> {
    // it lives in the frame of `run`, below everything that can ask
    unsafe { CURRENT.get().as_ref() }
}

impl Context {
    pub(super) fn new(machine: &Arc<Machine>, thread: ThreadAddress, mode: Mode) -> Self {
        Self {
            machine: Arc::clone(machine),
            thread: Cell::new(thread),
            mode: Cell::new(mode),
            irql: Cell::new(0),
            image: Cell::new(None),
            service: Cell::new(None),
            critical_regions: Cell::new(0),
            locks: RefCell::new(Vec::new()),
            drivers: Cell::new(0),
            deferred: RefCell::default(),
            resume_at: Cell::new(0),
            fault: Cell::new(None),
            overdue: Cell::new(false),
            entered_at: Cell::new(0),
        }
    }

    pub(super) fn install(&self) {
        CURRENT.set(self);
    }

    pub(super) fn remove() {
        CURRENT.set(std::ptr::null());
    }

    /// The machine.
    #[must_use]
    pub fn machine(&self) -> &Arc<Machine> {
        &self.machine
    }

    /// The simulated thread that runs.
    #[must_use]
    pub fn thread(&self) -> ThreadAddress {
        self.thread.get()
    }

    /// ExGetPreviousMode's answer.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode.get()
    }

    /// The current IRQL.
    #[must_use]
    pub fn irql(&self) -> u8 {
        self.irql.get()
    }

    /// Sets the IRQL; returns the one before.
    pub fn set_irql(&self, irql: u8) -> u8 {
        self.irql.replace(irql)
    }

    /// Whose code called the service that runs; `None` while the host acts by itself.
    #[must_use]
    pub fn image(&self) -> Option<ImageId> {
        self.image.get()
    }

    /// The service that runs, for reports.
    #[must_use]
    pub fn service(&self) -> Option<&'static Service> {
        self.service.get()
    }

    /// Runs host code in the name of another simulated thread, as after a context switch: at PASSIVE_LEVEL, in that mode.
    pub fn as_thread<R>(&self, thread: ThreadAddress, mode: Mode, body: impl FnOnce() -> R) -> R {
        let before = (self.thread.replace(thread), self.mode.replace(mode));
        let result = body();
        self.thread.set(before.0);
        self.mode.set(before.1);
        result
    }

    /// Runs the body of a Zw service: the previous mode is KernelMode meanwhile.
    pub fn as_kernel<R>(&self, body: impl FnOnce() -> R) -> R {
        self.as_thread(self.thread.get(), Mode::Kernel, body)
    }

    /// Runs host code at another IRQL, such as a completion at DISPATCH_LEVEL.
    pub fn at_irql<R>(&self, irql: u8, body: impl FnOnce() -> R) -> R {
        let before = self.set_irql(irql);
        let result = body();
        self.set_irql(before);
        result
    }

    /// KeEnterCriticalRegion.
    pub fn enter_critical_region(&self) {
        self.critical_regions.set(self.critical_regions.get() + 1);
    }

    /// KeLeaveCriticalRegion.
    pub fn leave_critical_region(&self) {
        let Some(left) = self.critical_regions.get().checked_sub(1) else {
            self.bug_check(BugCheck::rule("KeLeaveCriticalRegion", "left a critical region that nobody entered"))
        };
        self.critical_regions.set(left);
    }

    /// Whether normal kernel APCs are disabled.
    #[must_use]
    pub fn in_critical_region(&self) -> bool {
        self.critical_regions.get() > 0
    }

    pub(super) fn enter_image(&self, image: ImageId) -> Before {
        let before = Before {
            image: self.image.replace(Some(image)),
            irql: self.irql(),
            critical_regions: self.critical_regions.get(),
            locks: self.locks.borrow().len(),
            entered_at: self.entered_at.replace(frame_address()),
        };
        self.service.set(None);
        self.drivers.set(self.drivers.get() + 1);
        if before.irql >= DISPATCH_LEVEL {
            self.machine.pool.paged.raise();
        }
        before
    }

    pub(super) fn leave_image(&self, before: Before, function: usize) {
        self.stop_if_dead();
        let place = || self.machine.images.describe(function);
        if self.irql() != before.irql {
            let text = format!("{} returned at IRQL {}, was called at {}", place(), self.irql(), before.irql);
            self.bug_check(BugCheck::new(0xC8, [usize::from(self.irql()), function, 0, 0], text));
        }
        if self.locks.borrow().len() != before.locks {
            self.bug_check(BugCheck::rule("spin lock", &format!("{} returned with a spin lock held", place())));
        }
        if self.critical_regions.get() != before.critical_regions {
            let text = format!("{} returned in another critical region than it was called in", place());
            self.bug_check(BugCheck::new(1, [function, 0, 0, 0], text));
        }
        if before.irql >= DISPATCH_LEVEL {
            self.machine.pool.paged.lower();
        }
        self.drivers.set(self.drivers.get() - 1);
        self.image.set(before.image);
        self.entered_at.set(before.entered_at);
    }

    /// Stack that the driver's routine has in use where it called the service that runs, host's share included.
    fn check_stack(&self, service: &'static Service) {
        let used = self.entered_at.get().saturating_sub(frame_address());
        if self.image.get().is_some() && used > STACK_BUDGET {
            let text =
                format!("{used} bytes of stack are in use where {} is called, more than {STACK_BUDGET}", service.name);
            self.bug_check(BugCheck::rule("stack", &text));
        }
    }

    pub(super) fn enter_service(&self, service: &'static Service) -> Option<ImageId> {
        self.service.set(Some(service));
        self.check_stack(service);
        self.image.get()
    }

    pub(super) fn leave_service(&self, before: Option<ImageId>) {
        self.service.set(None);
        self.image.set(before);
    }

    /// Runs host code that acts by itself, not in a driver's name: services that it reaches through other drivers' callbacks
    /// are theirs.
    pub fn as_host<R>(&self, body: impl FnOnce() -> R) -> R {
        let before = self.image.replace(None);
        let result = body();
        self.image.set(before);
        result
    }

    /// Does work of the system's own that must not run within a driver's routine, above PASSIVE_LEVEL or with a lock held, as another
    /// thread of the system would: now, or at the latest when the operation is over.
    pub fn after_drivers(&self, work: impl FnOnce(&Self) + 'static) {
        if self.drivers.get() == 0 && self.irql() == 0 && self.locks.borrow().is_empty() {
            self.as_host(|| work(self));
        } else {
            self.deferred.borrow_mut().push_back(Box::new(work));
        }
    }

    /// Does the work that has waited for the drivers on this stack to return.
    pub fn run_deferred(&self) {
        if self.drivers.get() > 0 || self.irql() > 0 {
            return;
        }
        loop {
            let next = self.deferred.borrow_mut().pop_front();
            let Some(work) = next else { return };
            self.as_host(|| work(self));
        }
    }

    /// Leaves the operation if the machine has stopped, by whomever.
    pub fn stop_if_dead(&self) {
        if self.machine.verifier.stopped() {
            self.abandon();
        }
        if self.overdue.get() {
            self.bug_check(BugCheck::new(0x133, [0; 4], "the operation does not return".into()));
        }
    }

    /// Stops the machine and leaves the operation. Hold no host lock.
    pub fn bug_check(&self, report: BugCheck) -> ! {
        let routines = backtrace::routines(&self.machine.images, frame_address(), stack::top());
        self.machine.verifier.record_stop(report.at(self).through(&routines));
        self.abandon()
    }

    /// Leaves all frames of the operation.
    fn abandon(&self) -> ! {
        self.machine.ke.wake_all();
        stack::leave(self)
    }

    pub(super) fn report_fault(&self) {
        if let Some(fault) = self.fault.take() {
            self.machine.verifier.record_stop(fault.describe(self));
        }
        self.machine.ke.wake_all();
    }

    pub(super) fn check_return(&self) {
        let clean = self.irql() == 0 && self.locks.borrow().is_empty() && !self.in_critical_region();
        if !clean {
            let text = "a system call returned above PASSIVE_LEVEL, with a lock held or inside a critical region";
            self.machine.verifier.record_stop(BugCheck::rule("system call", text));
        }
    }
}

/// What a routine of the driver may have on the stack where it calls the kernel: a third of Windows' kernel stack. The 2 KiB of
/// a callback (DRV-1) are held by `image-check`, from the image's unwind codes.
const STACK_BUDGET: usize = 8 * 1024;

const DISPATCH_LEVEL: u8 = 2;

/// About where the stack pointer is.
#[inline(never)]
fn frame_address() -> usize {
    let here = 0_usize;
    std::hint::black_box(std::ptr::from_ref(&here) as usize)
}
