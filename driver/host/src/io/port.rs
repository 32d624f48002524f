//! Completion ports. Source: Microsoft, "I/O Completion Ports".

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};

use super::request::Request;
use crate::guest::Stopped;
use crate::machine::Machine;

const STEP: Duration = Duration::from_millis(20);

/// A completion port: packets first in, first out. A request's output reaches its caller when its packet is dequeued. Thread-safe.
#[derive(Default)]
pub struct CompletionPort {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    packets: VecDeque<(u64, Arc<Request>)>,
    closed: bool,
}

impl CompletionPort {
    /// Queues the packet of a request that has ended.
    pub(super) fn post(&self, key: u64, request: &Arc<Request>) {
        let mut state = self.state.lock();
        if !state.closed {
            state.packets.push_back((key, Arc::clone(request)));
            self.changed.notify_one();
        }
    }

    /// Packets that wait.
    pub fn depth(&self) -> usize {
        self.state.lock().packets.len()
    }

    /// Takes up to so many packets, waiting at most that long for the first one: the handle's key and the request of each.
    ///
    /// # Errors
    /// [`Stopped`] if the machine has stopped.
    pub fn dequeue(&self, machine: &Machine, max: usize, limit: Duration) -> Result<Vec<(u64, Arc<Request>)>, Stopped> {
        let start = Instant::now();
        let mut state = self.state.lock();
        loop {
            if machine.verifier.stopped() {
                return Err(Stopped);
            }
            let left = limit.saturating_sub(start.elapsed());
            if !state.packets.is_empty() || state.closed || left.is_zero() {
                break;
            }
            self.changed.wait_for(&mut state, left.min(STEP));
        }
        let count = max.min(state.packets.len());
        let taken = state.packets.drain(..count).collect::<Vec<_>>();
        drop(state);
        taken.iter().for_each(|(_, request)| request.deliver());
        Ok(taken)
    }

    /// The last handle is closed: packets are lost, those to come too.
    pub fn last_handle_closed(&self) {
        let mut state = self.state.lock();
        state.closed = true;
        state.packets.clear();
        drop(state);
        self.changed.notify_all();
    }
}
