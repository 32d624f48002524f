//! Object callbacks: who has registered.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;

use kernel_abi::{
    NTSTATUS, OB_CALLBACK_REGISTRATION, OB_FLT_REGISTRATION_VERSION, OB_OPERATION_HANDLE_CREATE,
    OB_OPERATION_HANDLE_DUPLICATE, OB_OPERATION_REGISTRATION, STATUS_FLT_INSTANCE_ALTITUDE_COLLISION,
    STATUS_INVALID_PARAMETER,
};

use super::{admit, ObjectType};
use crate::flt::altitude::Altitude;
use crate::guest::Context;
use crate::ke::Rundown;
use crate::locked::Locked;
use crate::machine::ImageId;
use crate::text::Text;
use crate::verifier::BugCheck;

/// Callbacks for one type of object.
#[derive(Clone, Copy)]
pub(super) struct Item {
    pub(super) kind: ObjectType,
    pub(super) operations: u32,
    pub(super) pre: usize,
    pub(super) post: usize,
}

/// What ObRegisterCallbacks made.
pub struct Registration {
    /// RegistrationHandle.
    pub(super) handle: usize,
    pub(super) altitude: Altitude,
    pub(super) items: Vec<Item>,
    pub(super) context: usize,
    pub(super) image: ImageId,
    pub(super) rundown: Rundown,
    /// An attacker has patched its code so that it does nothing.
    pub(super) silenced: AtomicBool,
}

type List = Arc<Vec<Arc<Registration>>>;

#[derive(Default)]
struct State {
    /// Highest altitude first.
    list: List,
    /// All that were registered and not unregistered, also those that an attacker took out of the list.
    registered: Vec<Arc<Registration>>,
    /// What attackers took out, in that order.
    unlinked: Vec<Arc<Registration>>,
}

/// Object callbacks of a machine; their altitudes are a namespace of its own. Thread-safe.
#[derive(Default)]
pub struct Callbacks {
    state: Locked<State>,
    /// The system calls nobody.
    never: AtomicBool,
}

/// ObRegisterCallbacks: RegistrationHandle. `planned` is a failure that comes once everything was found in order.
///
/// # Errors
/// STATUS_INVALID_PARAMETER, STATUS_ACCESS_DENIED, STATUS_FLT_INSTANCE_ALTITUDE_COLLISION.
pub(super) fn register(
    cx: &Context,
    asked: *const OB_CALLBACK_REGISTRATION,
    planned: Option<NTSTATUS>,
) -> Result<usize, NTSTATUS> {
    let asked = unsafe { asked.read() };
    let altitude = Text::read(&raw const asked.Altitude).and_then(|text| Altitude::parse(&text));
    let altitude = altitude.ok_or(STATUS_INVALID_PARAMETER)?;
    let count = usize::from(asked.OperationRegistrationCount);
    if u32::from(asked.Version) != OB_FLT_REGISTRATION_VERSION || count == 0 || asked.OperationRegistration.is_null() {
        return Err(STATUS_INVALID_PARAMETER);
    }
    let operations = unsafe { std::slice::from_raw_parts(asked.OperationRegistration, count) };
    let items = operations.iter().map(item).collect::<Option<Vec<_>>>().ok_or(STATUS_INVALID_PARAMETER)?;
    let routines = items.iter().flat_map(|item| [item.pre, item.post]).filter(|routine| *routine != 0);
    let images = routines.map(|routine| admit(cx, routine)).collect::<Result<Vec<_>, _>>()?;
    if let Some(status) = planned {
        return Err(status);
    }
    let image = images.first().copied().ok_or(STATUS_INVALID_PARAMETER)?;
    let registration = Registration {
        handle: cx.machine().opaque.next(),
        altitude,
        items,
        context: asked.RegistrationContext as usize,
        image,
        rundown: Rundown::default(),
        silenced: AtomicBool::new(false),
    };
    cx.machine().ob.callbacks.add(registration)
}

/// One entry of the registration; `None` for a type, operations or callbacks that can't be.
fn item(asked: &OB_OPERATION_REGISTRATION) -> Option<Item> {
    let kind = ObjectType::of_variable(asked.ObjectType).filter(|kind| *kind != ObjectType::File)?;
    let known = OB_OPERATION_HANDLE_CREATE | OB_OPERATION_HANDLE_DUPLICATE;
    let pre = asked.PreOperation.map_or(0, |routine| routine as usize);
    let post = asked.PostOperation.map_or(0, |routine| routine as usize);
    let possible = asked.Operations != 0 && asked.Operations & !known == 0 && (pre != 0 || post != 0);
    possible.then_some(Item { kind, operations: asked.Operations, pre, post })
}

/// ObUnRegisterCallbacks: waits for calls under way.
pub(super) fn unregister(cx: &Context, handle: usize) {
    let callbacks = &cx.machine().ob.callbacks;
    let Some(found) = callbacks.find(handle) else {
        cx.bug_check(BugCheck::rule("ObUnRegisterCallbacks", "what is to be unregistered is not registered"))
    };
    if found.rundown.is_under_way_here() {
        cx.bug_check(BugCheck::rule(
            "ObUnRegisterCallbacks",
            "called from the callback that it removes: it waits for itself",
        ));
    }
    callbacks.forget(handle);
    found.rundown.run_down(cx, "the end of an object callback");
}

impl Callbacks {
    fn add(&self, registration: Registration) -> Result<usize, NTSTATUS> {
        let mut state = self.state.lock();
        if state.list.iter().any(|other| other.altitude == registration.altitude) {
            return Err(STATUS_FLT_INSTANCE_ALTITUDE_COLLISION);
        }
        let registration = Arc::new(registration);
        state.registered.push(Arc::clone(&registration));
        state.link(&registration);
        Ok(registration.handle)
    }

    fn find(&self, handle: usize) -> Option<Arc<Registration>> {
        self.state.lock().registered.iter().find(|known| known.handle == handle).cloned()
    }

    fn forget(&self, handle: usize) {
        let mut state = self.state.lock();
        state.registered.retain(|known| known.handle != handle);
        state.unlink(handle);
    }

    /// Those to be called, highest altitude first.
    pub(super) fn list(&self) -> List {
        if self.never.load(Ordering::Acquire) {
            return List::default();
        }
        Arc::clone(&self.state.lock().list)
    }

    /// An attacker takes all callbacks of an image out of the list; how many.
    pub fn unlink(&self, image: ImageId) -> usize {
        let mut state = self.state.lock();
        let taken = state.of(image);
        taken.iter().for_each(|registration| state.unlink(registration.handle));
        state.unlinked.extend(taken.iter().cloned());
        taken.len()
    }

    /// An attacker puts the nth that was ever taken out back, whoever has its altitude by now; 1 is the first. False if there is
    /// none, or its driver has unregistered it meanwhile.
    pub fn relink(&self, nth: usize) -> bool {
        let mut state = self.state.lock();
        let found = nth.checked_sub(1).and_then(|at| state.unlinked.get(at)).cloned();
        let found = found.filter(|found| state.registered.iter().any(|known| known.handle == found.handle));
        found.inspect(|found| state.link(found)).is_some()
    }

    /// An attacker patches all callbacks of an image that stand, so that they do nothing.
    pub fn silence(&self, image: ImageId) {
        self.state.lock().of(image).iter().for_each(|found| found.silenced.store(true, Ordering::Release));
    }

    /// From now on the system calls no callback.
    pub fn never_call(&self) {
        self.never.store(true, Ordering::Release);
    }

    /// Callbacks of an image that are registered.
    pub fn of_image(&self, image: ImageId) -> usize {
        self.state.lock().registered.iter().filter(|known| known.image == image).count()
    }
}

impl State {
    fn of(&self, image: ImageId) -> Vec<Arc<Registration>> {
        self.list.iter().filter(|known| known.image == image).cloned().collect()
    }

    fn link(&mut self, registration: &Arc<Registration>) {
        let mut list = (*self.list).clone();
        list.push(Arc::clone(registration));
        list.sort_by(|left, right| right.altitude.cmp(&left.altitude));
        self.list = Arc::new(list);
    }

    fn unlink(&mut self, handle: usize) {
        self.list = Arc::new(self.list.iter().filter(|known| known.handle != handle).cloned().collect());
    }
}
