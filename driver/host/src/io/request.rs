//! A caller's side of a request.

use std::time::{Duration, Instant};

use kernel_abi::{NTSTATUS, NT_ERROR, STATUS_PENDING};
use parking_lot::{Condvar, Mutex};

use super::buffers::{Span, UserBuffers};
use crate::guest::Stopped;
use crate::machine::Machine;

/// Byte that fills a caller's output before the call (ControlRequest.FILL).
const FILL: u8 = 0xA5;
const STEP: Duration = Duration::from_millis(20);

/// A request of a program or of a kernel component, with its buffers. Thread-safe.
pub struct Request {
    /// Names it over FFI; 0 for those that no test sees.
    pub id: u64,
    /// By a kernel component: no probes, no packet, the status block is seen also after a synchronous error.
    pub kernel: bool,
    /// The buffers as told.
    pub user: UserBuffers,
    /// Memory behind the buffers; none where they are the calling program's own.
    memory: Option<Box<[u8]>>,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    returned: Option<NTSTATUS>,
    end: Option<(NTSTATUS, usize)>,
    /// Waits for its packet to be dequeued.
    output: Option<Vec<u8>>,
}

/// A request's buffers as a test describes them.
pub struct Described<'a> {
    /// Bytes of the input buffer; none for NULL.
    pub input: Option<&'a [u8]>,
    /// Length told.
    pub input_length: u32,
    /// Size of the output buffer; none for NULL.
    pub output: Option<usize>,
    /// Length told.
    pub output_length: u32,
    /// At which offset of the input buffer the output buffer begins; none: apart.
    pub overlap: Option<usize>,
}

impl Request {
    /// With memory of its own.
    #[must_use]
    pub fn of(id: u64, described: &Described<'_>, kernel: bool) -> Self {
        let input = described.input.unwrap_or_default();
        let output = described.output.unwrap_or(0);
        let shared = described.overlap.filter(|_| described.input.is_some() && described.output.is_some());
        let output_at = shared.unwrap_or(input.len());
        // one byte more: an empty buffer has an address too
        let mut memory = vec![FILL; input.len().max(output_at + output) + 1].into_boxed_slice();
        memory[..input.len()].copy_from_slice(input);
        let start = memory.as_ptr() as usize;
        let span = |given: bool, at: usize, accessible: usize| {
            if given {
                Span { address: start + at, accessible }
            } else {
                Span::NULL
            }
        };
        let user = UserBuffers {
            input: span(described.input.is_some(), 0, input.len()),
            input_length: described.input_length,
            output: span(described.output.is_some(), output_at, output),
            output_length: described.output_length,
        };
        Self { id, kernel, user, memory: Some(memory), state: Mutex::default(), changed: Condvar::new() }
    }

    /// On the calling program's own memory, which must stay until the request has ended.
    #[must_use]
    pub fn over(user: UserBuffers) -> Self {
        Self { id: 0, kernel: false, user, memory: None, state: Mutex::default(), changed: Condvar::new() }
    }

    /// The caller's output buffer as it is now; empty for NULL and for memory that is the program's own.
    #[must_use]
    pub fn output(&self) -> Vec<u8> {
        let Some(memory) = self.memory.as_ref().filter(|_| !self.user.output.is_null()) else {
            return Vec::new();
        };
        let at = self.user.output.address - memory.as_ptr() as usize;
        let _serial = self.state.lock();
        (at..at + self.user.output.accessible).map(|at| unsafe { memory.as_ptr().add(at).read_volatile() }).collect()
    }

    /// What the call has returned.
    pub(super) fn set_returned(&self, status: NTSTATUS) {
        self.state.lock().returned = Some(status);
    }

    /// What the call has returned; STATUS_PENDING if it goes on.
    pub fn returned(&self) -> NTSTATUS {
        self.state.lock().returned.unwrap_or(STATUS_PENDING)
    }

    /// Ends it; what goes to the caller's memory goes now, or when the packet is dequeued.
    pub(super) fn finish(&self, status: NTSTATUS, information: usize, output: Vec<u8>, packet: bool) {
        let mut state = self.state.lock();
        if packet {
            state.output = Some(output);
        } else {
            self.copy(&output);
        }
        state.end = Some((status, information));
        drop(state);
        self.changed.notify_all();
    }

    /// The packet was dequeued.
    pub(super) fn deliver(&self) {
        let mut state = self.state.lock();
        if let Some(output) = state.output.take() {
            self.copy(&output);
        }
    }

    fn copy(&self, output: &[u8]) {
        let bytes = output.len().min(self.user.output.accessible);
        if bytes > 0 {
            unsafe { std::ptr::copy_nonoverlapping(output.as_ptr(), self.user.output.address as *mut u8, bytes) };
        }
    }

    /// Whether it has ended, and how the system knows: status and Information.
    pub fn end(&self) -> Option<(NTSTATUS, usize)> {
        self.state.lock().end
    }

    /// Waits for its end; false after that long.
    ///
    /// # Errors
    /// [`Stopped`] if the machine stops meanwhile.
    pub fn wait(&self, machine: &Machine, limit: Duration) -> Result<bool, Stopped> {
        let start = Instant::now();
        let mut state = self.state.lock();
        while state.end.is_none() {
            if machine.verifier.stopped() {
                return Err(Stopped);
            }
            let left = limit.saturating_sub(start.elapsed());
            if left.is_zero() {
                return Ok(false);
            }
            self.changed.wait_for(&mut state, left.min(STEP));
        }
        Ok(true)
    }

    /// Status and Information as the caller sees them: after a synchronous error he is told no Information.
    pub fn completion(&self) -> (NTSTATUS, usize) {
        let returned = self.returned();
        let (status, information) = self.end().unwrap_or((returned, 0));
        let status = if returned == STATUS_PENDING { status } else { returned };
        let told = self.kernel || !NT_ERROR(returned);
        (status, if told { information } else { 0 })
    }
}
