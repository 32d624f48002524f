//! Kernel core: time, IRQL, spin locks, events, critical regions, bug checks.

mod clock;
mod event;
mod rundown;
mod spin_lock;

pub use clock::Clock;
pub use rundown::Rundown;
pub use spin_lock::{acquire, release};

use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::{Condvar, Mutex};

use crate::guest::Context;
use crate::machine::Options;
use crate::service::Service;
use crate::verifier::BugCheck;

/// Longer than anything in a machine waits.
pub(crate) const FOR_EVER: std::time::Duration = std::time::Duration::from_secs(30);

/// Time, waits and locks of a machine. Thread-safe.
pub struct Ke {
    /// The system clock.
    pub clock: Clock,
    /// The cancel spin lock's word.
    pub cancel_lock: Box<std::sync::atomic::AtomicUsize>,
    dispatcher: Mutex<()>,
    changed: Condvar,
    locks_taken: AtomicU64,
}

impl Ke {
    /// Of a machine that boots.
    pub fn new(options: &Options) -> Self {
        Self {
            clock: Clock::new(options.deterministic),
            cancel_lock: Box::default(),
            dispatcher: Mutex::new(()),
            changed: Condvar::new(),
            locks_taken: AtomicU64::new(0),
        }
    }

    /// Spin locks that drivers have taken so far.
    pub fn locks_taken(&self) -> u64 {
        self.locks_taken.load(Ordering::Relaxed)
    }

    /// Wakes whoever waits, so that he looks again: an event was set, a count has fallen, the machine has stopped.
    pub fn wake_all(&self) {
        drop(self.dispatcher.lock());
        self.changed.notify_all();
    }

    /// Waits until a condition holds. What the condition reads must be changed before [`Ke::wake_all`] is called. Leaves the
    /// operation if the machine stops; after half a minute that is a bug check that names `what`.
    pub fn wait_until(&self, cx: &Context, what: &str, mut condition: impl FnMut() -> bool) {
        let mut steps = 0;
        loop {
            {
                let mut dispatcher = self.dispatcher.lock();
                if condition() {
                    return;
                }
                if steps > 0 || !crate::gate::is_acting() {
                    self.changed.wait_for(&mut dispatcher, WAIT_STEP);
                }
            }
            if steps == 0 {
                crate::gate::blocked(cx);
            }
            steps += 1;
            cx.stop_if_dead();
            if steps > FOR_EVER.as_millis() / WAIT_STEP.as_millis() {
                cx.bug_check(BugCheck::rule("wait", &format!("{what} did not come")));
            }
        }
    }

    /// An operation has ended or was left on this OS thread.
    pub(crate) fn left(&self, cx: &Context) {
        if !cx.locks.borrow().is_empty() {
            self.wake_all();
        }
    }
}

const WAIT_STEP: std::time::Duration = std::time::Duration::from_millis(20);

services! { "ntoskrnl.exe";
    /// Source: Microsoft, "KeBugCheckEx function (wdm.h)".
    fn KeBugCheckEx(cx, code: u32, a: usize, b: usize, c: usize, d: usize) -> u32, irql 31; {
        cx.bug_check(BugCheck::new(code, [a, b, c, d], "KeBugCheckEx was called by the driver".into()))
    }

    /// Source: Microsoft, "KeGetCurrentIrql function (wdm.h)".
    fn KeGetCurrentIrql(cx) -> u8, irql 31; {
        cx.irql()
    }

    /// Source: Microsoft, "KeEnterCriticalRegion function (ntddk.h)".
    fn KeEnterCriticalRegion(cx), irql 1; {
        cx.enter_critical_region();
    }

    /// Source: Microsoft, "KeLeaveCriticalRegion function (ntddk.h)".
    fn KeLeaveCriticalRegion(cx), irql 2; {
        cx.leave_critical_region();
    }
}

/// Services of this prefix.
pub fn services() -> Vec<&'static [&'static Service]> {
    vec![SERVICES, clock::SERVICES, event::SERVICES, spin_lock::SERVICES]
}
