//! System time.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// 100 ns units between 1601 and 1970.
const UNIX_EPOCH_FILETIME: i64 = 116_444_736_000_000_000;
/// Where virtual time starts: 2026-01-01 00:00 UTC.
const VIRTUAL_START: i64 = UNIX_EPOCH_FILETIME + 1_767_225_600 * 10_000_000;

/// A clock as FILETIME: a virtual one stands still until it is moved. Thread-safe.
pub struct Clock {
    base: i64,
    running_since: Option<Instant>,
    moved: AtomicI64,
}

impl Clock {
    /// Virtual, or following this system's clock.
    pub fn new(virtual_time: bool) -> Self {
        let unix = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos() / 100);
        let running = UNIX_EPOCH_FILETIME + i64::try_from(unix).unwrap_or(0);
        let base = if virtual_time { VIRTUAL_START } else { running };
        Self { base, running_since: (!virtual_time).then(Instant::now), moved: AtomicI64::new(0) }
    }

    /// The time now, 100 ns units since 1601 UTC.
    pub fn now(&self) -> i64 {
        let passed = self.running_since.map_or(0, |since| i64::try_from(since.elapsed().as_nanos() / 100).unwrap_or(0));
        self.base + passed + self.moved.load(Ordering::SeqCst)
    }

    /// Moves the clock by so many 100 ns units.
    pub fn advance(&self, units: i64) {
        self.moved.fetch_add(units, Ordering::SeqCst);
    }
}

services! { "ntoskrnl.exe";
    /// Source: Microsoft, "KeQuerySystemTimePrecise function (wdm.h)": any IRQL, from Windows 8 on.
    fn KeQuerySystemTimePrecise(cx, time: *mut i64), irql 31; {
        unsafe { time.write(cx.machine().ke.clock.now()) };
    }
}
