//! What the driver did wrong: bug checks, which stop the machine, and findings, which don't.

pub mod backtrace;
pub mod irql;
mod locks;
pub mod watchdog;

pub use locks::LockOrder;

use std::sync::atomic::{AtomicBool, Ordering};

use crate::guest::Context;
use crate::locked::Locked;

/// A reason to stop the machine, as Windows or Driver Verifier would.
#[derive(Clone, Debug)]
pub struct BugCheck {
    code: u32,
    parameters: [usize; 4],
    text: String,
}

/// DRIVER_VERIFIER_DETECTED_VIOLATION.
const VERIFIER: u32 = 0xC4;
/// The hosted kernel itself is at fault.
const HOST: u32 = 0xE057_0000;

impl BugCheck {
    /// A bug check that Windows knows, with its parameters and in words.
    #[must_use]
    pub fn new(code: u32, parameters: [usize; 4], text: String) -> Self {
        Self { code, parameters, text }
    }

    /// A broken rule: of which call or object, and how.
    #[must_use]
    pub fn rule(rule: &str, how: &str) -> Self {
        Self::new(VERIFIER, [0; 4], format!("{rule}: {how}"))
    }

    /// A fault of the hosted kernel, not of the driver.
    #[must_use]
    pub fn host(text: String) -> Self {
        Self::new(HOST, [0; 4], format!("the hosted kernel is at fault: {text}"))
    }

    /// The same, naming what the driver was doing.
    #[must_use]
    pub fn at(mut self, cx: &Context) -> Self {
        if let Some(service) = cx.service() {
            if !self.text.contains(service.name) {
                self.text = format!("{} (in {})", self.text, service.name);
            }
        }
        self
    }

    /// The same, with routines of drivers that led there, innermost first.
    #[must_use]
    pub fn through(mut self, routines: &[String]) -> Self {
        if !routines.is_empty() {
            self.text = format!("{}; called from {}", self.text, routines.join(" < "));
        }
        self
    }

    fn line(&self) -> String {
        let [a, b, c, d] = self.parameters;
        format!("bug check 0x{:X} ({a:#x}, {b:#x}, {c:#x}, {d:#x}): {}", self.code, self.text)
    }
}

/// The judge of one machine. Thread-safe.
#[derive(Default)]
pub struct Verifier {
    stopped: AtomicBool,
    found: Locked<Vec<String>>,
    /// Order of spin locks.
    pub lock_order: LockOrder,
}

impl Verifier {
    /// Whether the machine has stopped.
    pub fn stopped(&self) -> bool {
        self.stopped.load(Ordering::Acquire)
    }

    /// Stops the machine; the first bug check counts. The caller leaves its operation next: see [`Context::bug_check`].
    pub fn record_stop(&self, report: BugCheck) {
        if !self.stopped.swap(true, Ordering::AcqRel) {
            self.found.lock().push(report.line());
        }
    }

    /// Notes something wrong that does not stop the machine, such as a leak.
    pub fn finding(&self, text: String) {
        self.found.lock().push(text);
    }

    /// All findings so far, one line each.
    pub fn findings(&self) -> Vec<String> {
        self.found.lock().clone()
    }
}
