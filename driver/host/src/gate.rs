//! The gate that every service call of the tested driver passes: traces, planned faults, and actions in the middle of calls.

use std::cell::Cell;
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use kernel_abi::{NTSTATUS, STATUS_SUCCESS};
use parking_lot::{Condvar, Mutex};

use crate::guest::Context;
use crate::service::{Service, Verdict};

thread_local! {
    static ACTING: Cell<u64> = const { Cell::new(0) };
}

/// How long an interrupted call waits for its action before it goes on all the same.
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Default)]
struct Plan {
    seen: u64,
    failing: HashMap<u64, NTSTATUS>,
    stops: HashSet<u64>,
}

#[derive(Default)]
struct State {
    plans: HashMap<String, Plan>,
    always_failing: HashMap<String, NTSTATUS>,
    every: bool,
    trace: Option<Vec<&'static str>>,
    points: VecDeque<Point>,
    next_point: u64,
    /// Points whose action runs; gone once the interrupted call may go on.
    open: HashSet<u64>,
    closed: bool,
}

/// A call in whose middle an action is due.
#[derive(Clone, Debug)]
pub struct Point {
    /// Names it in [`Gate::go_on`].
    pub id: u64,
    /// The call.
    pub call: &'static str,
    /// Which one of that name, since the plan for it was made; 1 is the first. 0 where an action is due at every call.
    pub nth: u64,
}

/// What is planned for the calls of the tested driver on one machine. Thread-safe.
#[derive(Default)]
pub struct Gate {
    armed: AtomicBool,
    name_queries: AtomicU64,
    state: Mutex<State>,
    changed: Condvar,
}

/// Services that ask for a name (STR-12).
const NAME_QUERIES: [&str; 4] =
    ["FltGetFileNameInformation", "SeLocateProcessImageName", "CmCallbackGetKeyObjectIDEx", "CmCallbackGetKeyObjectID"];

/// Services that only tell something about the caller or compute: nothing can come between them and the code around them, so
/// they are neither traced nor stopped at.
const PURE: [&str; 9] = [
    "ExGetPreviousMode",
    "IoGetCurrentProcess",
    "KeGetCurrentIrql",
    "PsGetCurrentProcessId",
    "PsGetCurrentThread",
    "PsGetCurrentThreadId",
    "PsGetProcessId",
    "PsGetThreadId",
    "RtlUpcaseUnicodeChar",
];

/// Announces a call: counts, traces, stops in its middle, and says whether it fails.
pub fn pass(cx: &Context, service: &'static Service) -> Verdict {
    let machine = cx.machine();
    if cx.image() != Some(machine.images.tested()) || ACTING.get() != 0 {
        return Verdict::Go;
    }
    let gate = &machine.gate;
    if NAME_QUERIES.contains(&service.name) {
        gate.name_queries.fetch_add(1, Ordering::Relaxed);
    }
    if !gate.armed.load(Ordering::Acquire) || PURE.contains(&service.name) {
        return Verdict::Go;
    }
    let (status, points) = gate.judge(service.name);
    points.into_iter().for_each(|point| gate.wait_for(cx, point));
    if status == STATUS_SUCCESS || !service.fallible {
        Verdict::Go
    } else {
        Verdict::Fail(status)
    }
}

/// Notes that this OS thread has to wait for something that a call in whose middle it acts may hold: that call goes on.
pub fn blocked(cx: &Context) {
    if ACTING.get() != 0 {
        cx.machine().gate.go_on(ACTING.get());
    }
}

/// Whether this OS thread acts in the middle of a call.
pub fn is_acting() -> bool {
    ACTING.get() != 0
}

impl Gate {
    fn judge(&self, call: &'static str) -> (NTSTATUS, Vec<u64>) {
        let mut state = self.state.lock();
        if let Some(trace) = &mut state.trace {
            trace.push(call);
        }
        let mut due = Vec::new();
        if state.every {
            due.push(0);
        }
        let mut status = STATUS_SUCCESS;
        if let Some(plan) = state.plans.get_mut(call) {
            plan.seen += 1;
            if let Some(planned) = plan.failing.remove(&plan.seen) {
                status = planned;
            }
            if plan.stops.remove(&plan.seen) {
                due.push(plan.seen);
            }
        }
        let status = state.always_failing.get(call).copied().unwrap_or(status);
        let points = due.into_iter().map(|nth| state.announce(call, nth)).collect::<Vec<_>>();
        drop(state);
        if !points.is_empty() {
            self.changed.notify_all();
        }
        (status, points)
    }

    fn wait_for(&self, cx: &Context, id: u64) {
        // others run meanwhile, who may touch what this one may not
        let high = cx.irql() > 1;
        if high {
            cx.machine().pool.paged.lower();
        }
        cx.machine().pool.paged.end();
        self.wait(cx, id);
        cx.machine().pool.paged.begin();
        if high {
            cx.machine().pool.paged.raise();
        }
        cx.stop_if_dead();
    }

    fn wait(&self, cx: &Context, id: u64) {
        let mut state = self.state.lock();
        while state.open.contains(&id) && !cx.machine().verifier.stopped() {
            if self.changed.wait_for(&mut state, PATIENCE).timed_out() {
                break;
            }
        }
    }

    /// Lets the nth call of that name from now on fail; 1 is the next.
    pub fn fail(&self, call: &str, nth: u64, status: NTSTATUS) {
        let mut state = self.state.lock();
        let plan = state.plans.entry(call.into()).or_default();
        plan.failing.insert(plan.seen + nth, status);
        drop(state);
        self.arm();
    }

    /// Lets every call of that name fail.
    pub fn fail_all(&self, call: &str, status: NTSTATUS) {
        self.state.lock().always_failing.insert(call.into(), status);
        self.arm();
    }

    /// Stops in the middle of the nth call of that name from now on; returns its number for [`Point::nth`].
    pub fn stop_at(&self, call: &str, nth: u64) -> u64 {
        let mut state = self.state.lock();
        let plan = state.plans.entry(call.into()).or_default();
        let at = plan.seen + nth;
        plan.stops.insert(at);
        drop(state);
        self.arm();
        at
    }

    /// Stops in the middle of every call.
    pub fn stop_at_every(&self) {
        self.state.lock().every = true;
        self.arm();
    }

    /// The next call in whose middle an action is due; `None` once the gate is closed or after that long.
    pub fn next_point(&self, limit: Duration) -> Option<Point> {
        let mut state = self.state.lock();
        loop {
            if let Some(point) = state.points.pop_front() {
                return Some(point);
            }
            if state.closed || self.changed.wait_for(&mut state, limit).timed_out() {
                return None;
            }
        }
    }

    /// Whether a call is interrupted whose action nobody has taken yet.
    pub fn is_waited_at(&self) -> bool {
        !self.state.lock().points.is_empty()
    }

    /// Makes this OS thread the one that acts at that point: its calls pass the gate unseen, and if it has to wait, the
    /// interrupted call goes on. 0 ends it.
    pub fn act_at(&self, point: u64) {
        ACTING.set(point);
    }

    /// Lets an interrupted call go on.
    pub fn go_on(&self, point: u64) {
        self.state.lock().open.remove(&point);
        self.changed.notify_all();
    }

    /// Forgets all plans and the trace. A call whose action runs already waits for its end: that action may be who clears.
    pub fn clear(&self) {
        let mut state = self.state.lock();
        let mut open = std::mem::take(&mut state.open);
        state.points.iter().for_each(|point| {
            open.remove(&point.id);
        });
        let (next_point, closed) = (state.next_point, state.closed);
        *state = State { next_point, closed, open, ..State::default() };
        drop(state);
        self.changed.notify_all();
    }

    /// Lets all interrupted calls go on, and wakes whoever waits for a point, for good.
    pub fn close(&self) {
        self.clear();
        let mut state = self.state.lock();
        state.closed = true;
        state.open.clear();
        drop(state);
        self.changed.notify_all();
    }

    /// Starts recording the names of calls.
    pub fn start_trace(&self) {
        self.state.lock().trace = Some(Vec::new());
        self.arm();
    }

    /// Ends recording; the names in order.
    pub fn stop_trace(&self) -> Vec<&'static str> {
        self.state.lock().trace.take().unwrap_or_default()
    }

    /// Names of files, images and keys that were asked for.
    pub fn name_queries(&self) -> u64 {
        self.name_queries.load(Ordering::Relaxed)
    }

    fn arm(&self) {
        self.armed.store(true, Ordering::Release);
    }
}

impl State {
    fn announce(&mut self, call: &'static str, nth: u64) -> u64 {
        self.next_point += 1;
        let id = self.next_point;
        self.points.push_back(Point { id, call, nth });
        self.open.insert(id);
        id
    }
}
