//! Operations that do not return: an endless loop in the driver is interrupted and named.

use std::cell::OnceCell;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Once};
use std::time::{Duration, Instant};

use parking_lot::Mutex;

/// Sent to an OS thread whose operation does not return.
#[must_use]
pub fn signal() -> libc::c_int {
    libc::SIGRTMIN() + 5
}

/// What one OS thread is at.
struct Watched {
    thread: libc::pid_t,
    /// Milliseconds since the first operation of the process; 0 while no operation runs.
    since: AtomicU64,
}

static LIMIT_MS: AtomicU64 = AtomicU64::new(60_000);
static START: LazyLock<Instant> = LazyLock::new(Instant::now);
static ALL: Mutex<Vec<Arc<Watched>>> = Mutex::new(Vec::new());

thread_local! {
    static MINE: OnceCell<Arc<Watched>> = const { OnceCell::new() };
}

/// How long an operation may run, for all machines of the process. A minute unless set; more than any wait of the host.
pub fn set_limit(limit: Duration) {
    LIMIT_MS.store(u64::try_from(limit.as_millis()).unwrap_or(u64::MAX), Ordering::Release);
}

/// An operation begins on this OS thread.
pub(crate) fn begin() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| drop(std::thread::Builder::new().name("watchdog".into()).spawn(watch)));
    mine(|watched| watched.since.store(now(), Ordering::Release));
}

/// It has ended.
pub(crate) fn end() {
    mine(|watched| watched.since.store(0, Ordering::Release));
}

fn mine(act: impl FnOnce(&Watched)) {
    MINE.with(|mine| act(mine.get_or_init(register)));
}

fn register() -> Arc<Watched> {
    let watched = Arc::new(Watched { thread: unsafe { libc::gettid() }, since: AtomicU64::new(0) });
    let mut all = ALL.lock();
    // an entry that nobody else holds belongs to an OS thread that has ended
    all.retain(|other| Arc::strong_count(other) > 1);
    all.push(Arc::clone(&watched));
    watched
}

fn now() -> u64 {
    1 + u64::try_from(START.elapsed().as_millis()).unwrap_or(0)
}

fn watch() {
    loop {
        let limit = LIMIT_MS.load(Ordering::Acquire);
        std::thread::sleep(Duration::from_millis((limit / 4).clamp(10, 500)));
        for watched in ALL.lock().iter() {
            let since = watched.since.load(Ordering::Acquire);
            if since != 0 && now().saturating_sub(since) > limit {
                unsafe { libc::syscall(libc::SYS_tgkill, libc::getpid(), watched.thread, signal()) };
            }
        }
    }
}
