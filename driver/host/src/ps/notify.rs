//! Process-notify routines: a table of slots, called in slot order.
//!
//! Source: Microsoft, "PsSetCreateProcessNotifyRoutineEx function (ntddk.h)"; what a second registration of one routine leads to
//! is a rule of the profile.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;

use kernel_abi::{NTSTATUS, STATUS_INVALID_PARAMETER, STATUS_PROCEDURE_NOT_FOUND, STATUS_SUCCESS};

use crate::guest::{self, Context};
use crate::ke::Rundown;
use crate::locked::Locked;
use crate::machine::ImageId;
use crate::ob::admit;
use crate::profile::{Duplicate, ProcessNotify};
use crate::verifier::BugCheck;

struct Slot {
    routine: usize,
    image: ImageId,
    rundown: Rundown,
}

#[derive(Default)]
struct State {
    slots: Vec<Option<Arc<Slot>>>,
    /// Routines in the order in which each was first taken.
    ever: Vec<(ImageId, usize)>,
}

/// The routines of a machine. Thread-safe.
pub struct Notify {
    rules: ProcessNotify,
    state: Locked<State>,
    /// The system calls nobody.
    never: AtomicBool,
}

impl Notify {
    /// As many empty slots as the profile says.
    pub(super) fn new(rules: ProcessNotify) -> Self {
        let slots = vec![None; rules.slots];
        Self { rules, state: Locked::new(State { slots, ever: Vec::new() }), never: AtomicBool::new(false) }
    }

    fn add(&self, routine: usize, image: ImageId) -> NTSTATUS {
        let mut state = self.state.lock();
        let standing = state.slots.iter().flatten().any(|slot| slot.routine == routine);
        if standing && self.rules.duplicate == Duplicate::Refused {
            return STATUS_INVALID_PARAMETER;
        }
        let Some(free) = state.slots.iter_mut().find(|slot| slot.is_none()) else { return STATUS_INVALID_PARAMETER };
        *free = Some(Arc::new(Slot { routine, image, rundown: Rundown::default() }));
        if !state.ever.contains(&(image, routine)) {
            state.ever.push((image, routine));
        }
        STATUS_SUCCESS
    }

    fn take(&self, routine: usize) -> Option<Arc<Slot>> {
        let mut state = self.state.lock();
        let stands = |slot: &&mut Option<Arc<Slot>>| slot.as_ref().is_some_and(|slot| slot.routine == routine);
        state.slots.iter_mut().find(stands)?.take()
    }

    fn slot(&self, at: usize) -> Option<Arc<Slot>> {
        self.state.lock().slots.get(at)?.clone()
    }

    fn is_under_way_here(&self, routine: usize) -> bool {
        let state = self.state.lock();
        let mut standing = state.slots.iter().flatten();
        standing.any(|slot| slot.routine == routine && slot.rundown.is_under_way_here())
    }

    /// The routines that an image has registered so far, in the order of their first registration.
    pub fn ever_of(&self, image: ImageId) -> Vec<usize> {
        let state = self.state.lock();
        state.ever.iter().filter(|(whose, _)| *whose == image).map(|(_, routine)| *routine).collect()
    }

    /// Slots that an image's routines take now.
    pub fn of_image(&self, image: ImageId) -> usize {
        self.state.lock().slots.iter().flatten().filter(|slot| slot.image == image).count()
    }

    /// An attacker clears a slot that holds the routine; false if none does.
    pub fn clear_slot(&self, routine: usize) -> bool {
        self.take(routine).is_some()
    }

    /// From now on the system calls no routine.
    pub fn never_call(&self) {
        self.never.store(true, Ordering::Release);
    }
}

/// PsSetCreateProcessNotifyRoutineEx. `planned` is a failure of an addition that comes once the routine was found in order.
pub fn set_routine(cx: &Context, routine: usize, remove: bool, planned: Option<NTSTATUS>) -> NTSTATUS {
    if remove {
        return remove_routine(cx, routine);
    }
    match admit(cx, routine) {
        Err(status) => status,
        Ok(image) => planned.unwrap_or_else(|| cx.machine().ps.notify.add(routine, image)),
    }
}

fn remove_routine(cx: &Context, routine: usize) -> NTSTATUS {
    let notify = &cx.machine().ps.notify;
    if notify.is_under_way_here(routine) {
        let how = "called from the routine that it removes: it waits for itself";
        cx.bug_check(BugCheck::rule("PsSetCreateProcessNotifyRoutineEx", how));
    }
    let Some(slot) = notify.take(routine) else { return STATUS_PROCEDURE_NOT_FOUND };
    slot.rundown.run_down(cx, "the end of a process-notify routine");
    STATUS_SUCCESS
}

/// Calls every routine in the thread that runs, inside a critical region. `information` is null for an exit; `check` looks at it
/// after each call.
pub(super) fn call_all(cx: &Context, process: (usize, u32), information: usize, check: impl Fn(usize)) {
    let notify = &cx.machine().ps.notify;
    for at in 0..notify.rules.slots {
        if notify.never.load(Ordering::Acquire) {
            return;
        }
        let Some(slot) = notify.slot(at).filter(|slot| slot.rundown.acquire()) else { continue };
        cx.enter_critical_region();
        cx.as_host(|| guest::call(slot.image, slot.routine, &[process.0, process.1 as usize, information]));
        cx.leave_critical_region();
        slot.rundown.release(&cx.machine().ke);
        check(slot.routine);
    }
}
