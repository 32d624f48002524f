//! Rundown protection of what drivers register: its end waits for calls under way.

use std::thread::ThreadId;

use super::Ke;
use crate::guest::Context;
use crate::locked::Locked;

#[derive(Default)]
struct State {
    over: bool,
    /// OS threads in which calls are under way; one may be there several times.
    running: Vec<ThreadId>,
}

/// Counts calls of a registered routine that are under way. Thread-safe.
#[derive(Default)]
pub struct Rundown {
    state: Locked<State>,
}

impl Rundown {
    /// A call begins on this OS thread; false once the rundown has begun: then there is no call.
    pub fn acquire(&self) -> bool {
        let mut state = self.state.lock();
        if !state.over {
            state.running.push(std::thread::current().id());
        }
        !state.over
    }

    /// A call of this OS thread has returned.
    pub fn release(&self, ke: &Ke) {
        let caller = std::thread::current().id();
        let mut state = self.state.lock();
        if let Some(at) = state.running.iter().rposition(|running| *running == caller) {
            state.running.swap_remove(at);
        }
        let waited_for = state.over && state.running.is_empty();
        drop(state);
        if waited_for {
            ke.wake_all();
        }
    }

    /// Whether a call is under way on this OS thread, be it below others: who waits for it there waits for himself.
    pub fn is_under_way_here(&self) -> bool {
        self.state.lock().running.contains(&std::thread::current().id())
    }

    /// Lets no call begin any more and waits for those under way. `what` names them in the report if they don't end.
    pub fn run_down(&self, cx: &Context, what: &str) {
        self.state.lock().over = true;
        cx.machine().ke.wait_until(cx, what, || self.state.lock().running.is_empty());
    }
}
