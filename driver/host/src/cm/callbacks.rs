//! Registry callbacks: who is registered, in which order they are called, and what an attacker does to their list.
//!
//! Source: Microsoft, "Filtering Registry Calls" and the pages below it.

use std::cell::RefCell;
use std::cmp::Ordering as Order;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::Arc;

use kernel_abi::{NTSTATUS, STATUS_FLT_INSTANCE_ALTITUDE_COLLISION, STATUS_INVALID_PARAMETER};

use crate::flt::altitude::Altitude;
use crate::guest::{self, Context};
use crate::locked::Locked;
use crate::machine::ImageId;
use crate::ps::ThreadAddress;
use crate::verifier::BugCheck;

/// Whose code runs where a callback was registered by the system itself.
const NO_IMAGE: ImageId = ImageId(u32::MAX);

thread_local! {
    /// Callbacks that run on this OS thread, one in the other, with the simulated thread of each.
    static RUNNING: RefCell<Vec<(Arc<Registration>, ThreadAddress)>> = const { RefCell::new(Vec::new()) };
}

/// What is registered.
#[derive(Debug)]
pub struct NewCallback {
    /// Where it stands; `None` for CmRegisterCallback, above all altitudes.
    pub altitude: Option<Altitude>,
    /// Address of the routine.
    pub function: usize,
    /// Its first argument.
    pub context: usize,
    /// Whose it is.
    pub image: Option<ImageId>,
}

/// A registry callback.
#[derive(Debug)]
pub struct Registration {
    /// Names it to drivers.
    pub cookie: i64,
    what: NewCallback,
    /// Of its machine: an operation that a bug check has left may have left callbacks of another one in [`RUNNING`].
    machine: Arc<()>,
    running: AtomicUsize,
    removed: AtomicBool,
    silenced: AtomicBool,
}

#[derive(Default)]
struct State {
    /// Highest first.
    standing: Arc<Vec<Arc<Registration>>>,
    /// All that an attacker ever took out.
    unlinked: Vec<Arc<Registration>>,
    last_cookie: i64,
}

/// The registry callbacks of a machine. Thread-safe; no lock is held while one runs.
#[derive(Default)]
pub struct Callbacks {
    state: Locked<State>,
    machine: Arc<()>,
    never_call: AtomicBool,
}

impl Registration {
    /// Those without an altitude stand above all others, in the order in which they were registered.
    fn order(&self, other: &Self) -> Order {
        match (&self.what.altitude, &other.what.altitude) {
            (None, None) => self.cookie.cmp(&other.cookie),
            (None, Some(_)) => Order::Less,
            (Some(_), None) => Order::Greater,
            (Some(mine), Some(theirs)) => theirs.cmp(mine),
        }
    }

    /// Calls it at PASSIVE_LEVEL in the current thread; `None` if it is unregistered or does nothing.
    pub(super) fn call(self: &Arc<Self>, cx: &Context, class: i32, information: *mut u8) -> Option<NTSTATUS> {
        self.running.fetch_add(1, Ordering::SeqCst);
        let runs = !self.removed.load(Ordering::SeqCst) && !self.silenced.load(Ordering::SeqCst);
        let status = runs.then(|| self.run(cx, class, information));
        if self.running.fetch_sub(1, Ordering::SeqCst) == 1 && self.removed.load(Ordering::SeqCst) {
            cx.machine().ke.wake_all();
        }
        status
    }

    /// Calls it whatever has become of it: its contexts are cleaned up after it was unregistered.
    pub(super) fn run(self: &Arc<Self>, cx: &Context, class: i32, information: *mut u8) -> NTSTATUS {
        RUNNING.with_borrow_mut(|running| {
            running.retain(|(other, _)| Arc::ptr_eq(&other.machine, &self.machine));
            running.push((Arc::clone(self), cx.thread()));
        });
        let arguments = [self.what.context, class as usize, information as usize];
        let status = guest::call(self.what.image.unwrap_or(NO_IMAGE), self.what.function, &arguments);
        RUNNING.with_borrow_mut(Vec::pop);
        status as u32 as NTSTATUS
    }

    fn words(&self) -> String {
        let altitude = self.what.altitude.as_ref();
        altitude.map_or("without altitude".into(), |altitude| format!("at altitude {altitude}"))
    }
}

impl Callbacks {
    /// CmRegisterCallback and CmRegisterCallbackEx; the cookie.
    ///
    /// # Errors
    /// STATUS_FLT_INSTANCE_ALTITUDE_COLLISION if the altitude is taken.
    pub fn register(&self, what: NewCallback) -> Result<i64, NTSTATUS> {
        let mut state = self.state.lock();
        let taken = |standing: &Arc<Registration>| {
            standing.what.altitude.as_ref().is_some_and(|altitude| what.altitude.as_ref() == Some(altitude))
        };
        if state.standing.iter().any(taken) {
            return Err(STATUS_FLT_INSTANCE_ALTITUDE_COLLISION);
        }
        state.last_cookie += 1;
        let cookie = state.last_cookie;
        let (running, removed, silenced) = (AtomicUsize::new(0), AtomicBool::new(false), AtomicBool::new(false));
        state.insert(Arc::new(Registration {
            cookie,
            what,
            machine: Arc::clone(&self.machine),
            running,
            removed,
            silenced,
        }));
        Ok(cookie)
    }

    /// CmUnRegisterCallback: waits until nobody runs it any more.
    ///
    /// # Errors
    /// STATUS_INVALID_PARAMETER if no callback of that cookie stands.
    pub(super) fn unregister(&self, cx: &Context, cookie: i64) -> Result<Arc<Registration>, NTSTATUS> {
        let found = self.find(cookie).ok_or(STATUS_INVALID_PARAMETER)?;
        if is_inside(cx, &found) {
            let how = "called from inside the callback that it removes: a deadlock";
            cx.bug_check(BugCheck::rule("CmUnRegisterCallback", how));
        }
        if !self.state.lock().remove(&found) {
            return Err(STATUS_INVALID_PARAMETER);
        }
        found.removed.store(true, Ordering::SeqCst);
        cx.machine().ke.wait_until(cx, "the return of a registry callback that is unregistered", || {
            found.running.load(Ordering::SeqCst) == 0
        });
        Ok(found)
    }

    /// Whether a callback of that cookie stands.
    #[must_use]
    pub fn is_registered(&self, cookie: i64) -> bool {
        self.find(cookie).is_some()
    }

    pub(super) fn find(&self, cookie: i64) -> Option<Arc<Registration>> {
        self.state.lock().standing.iter().find(|each| each.cookie == cookie).cloned()
    }

    /// Who is told of an operation in the current thread, highest first. What a callback does itself is told only to those below
    /// it. Source: Microsoft, "Supporting Layered Registry Filtering Drivers", and the sample RegFltr (multialt.c).
    pub(super) fn to_tell(&self, cx: &Context) -> Vec<Arc<Registration>> {
        if self.never_call.load(Ordering::Relaxed) {
            return Vec::new();
        }
        let standing = Arc::clone(&self.state.lock().standing);
        if standing.is_empty() {
            return Vec::new();
        }
        let asking = RUNNING.with_borrow(|running| {
            let mut inner = running.iter().rev();
            let is =
                |asking: &Registration, thread| thread == cx.thread() && Arc::ptr_eq(&asking.machine, &self.machine);
            inner.find(|(asking, thread)| is(asking, *thread)).map(|(asking, _)| Arc::clone(asking))
        });
        let is_below =
            |each: &&Arc<Registration>| asking.as_ref().is_none_or(|asking| each.order(asking) == Order::Greater);
        standing.iter().filter(is_below).cloned().collect()
    }

    /// An attacker takes a driver's callbacks out of the list; how many.
    pub fn unlink(&self, image: ImageId) -> usize {
        let mut state = self.state.lock();
        let found = state.of(image);
        found.iter().for_each(|each| {
            state.remove(each);
        });
        state.unlinked.extend(found.iter().cloned());
        found.len()
    }

    /// He puts the nth that was ever taken out back, whoever has its altitude by now; 1 is the first. False if there is none.
    pub fn relink(&self, nth: usize) -> bool {
        let mut state = self.state.lock();
        let found = nth.checked_sub(1).and_then(|at| state.unlinked.get(at).cloned());
        found.map(|found| state.insert(found)).is_some()
    }

    /// He patches a driver's callbacks so that they return at once. Those that are registered later are not patched.
    pub fn silence(&self, image: ImageId) {
        self.state.lock().of(image).iter().for_each(|each| each.silenced.store(true, Ordering::SeqCst));
    }

    /// From now on the system calls no callback, those included that are registered later.
    pub fn never_call(&self) {
        self.never_call.store(true, Ordering::Relaxed);
    }

    /// Callbacks of a driver that stand, in words.
    pub(super) fn of(&self, image: ImageId) -> Vec<String> {
        self.state.lock().of(image).iter().map(|each| format!("a registry callback {}", each.words())).collect()
    }
}

impl State {
    fn insert(&mut self, added: Arc<Registration>) {
        let standing = Arc::make_mut(&mut self.standing);
        let place = standing.iter().position(|each| each.order(&added) == Order::Greater).unwrap_or(standing.len());
        standing.insert(place, added);
    }

    fn remove(&mut self, removed: &Arc<Registration>) -> bool {
        let standing = Arc::make_mut(&mut self.standing);
        let before = standing.len();
        standing.retain(|each| !Arc::ptr_eq(each, removed));
        standing.len() < before
    }

    fn of(&self, image: ImageId) -> Vec<Arc<Registration>> {
        self.standing.iter().filter(|each| each.what.image == Some(image)).cloned().collect()
    }
}

fn is_inside(cx: &Context, registration: &Arc<Registration>) -> bool {
    let is = |(running, thread): &(Arc<Registration>, ThreadAddress)| {
        Arc::ptr_eq(running, registration) && *thread == cx.thread()
    };
    RUNNING.with_borrow(|running| running.iter().any(is))
}
