//! Pending receives of one stream.

use wire::limits::MAX_PENDING_RECEIVES;

/// A receive: a START with a token that may have to wait (STR-4). The driver's is an IRP.
pub trait Receive {
    /// Makes the receive cancellable, which it was not before.
    ///
    /// Returns false if its cancellation had been asked for already and it could be taken back: it is then the caller's
    /// to end (STR-9). True also where it could not be taken back: its cancel routine is under way and waits for the
    /// stream's lock, to find it in the queue.
    ///
    /// In the driver: IoMarkIrpPending, IoSetCancelRoutine(routine); if Irp->Cancel then IoSetCancelRoutine(NULL), and
    /// false if that gave the routine back.
    fn pend(&mut self) -> bool;

    /// Takes it away from cancellation; false if cancellation has won, and its cancel routine completes it.
    fn claim(&mut self) -> bool;

    /// The output buffer: at least 4,096 bytes (IOC-3).
    fn output(&mut self) -> &mut [u8];
}

/// Pending receives, oldest first, at most 64 (STR-6). Guarded by the stream's lock. Whose claim fails is forgotten: its
/// cancel routine owns it. So `R` must not end a request when it is dropped.
#[derive(Debug)]
pub struct ReceiveQueue<R> {
    places: [Option<R>; MAX_PENDING_RECEIVES],
    head: usize,
    count: usize,
}

impl<R: Receive> ReceiveQueue<R> {
    /// An empty queue.
    #[must_use]
    pub fn new() -> Self {
        ReceiveQueue { places: [const { None }; MAX_PENDING_RECEIVES], head: 0, count: 0 }
    }

    /// STR-6: whether no more receives may pend.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.count >= MAX_PENDING_RECEIVES
    }

    /// Receives that pend.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// Makes a receive cancellable and puts it at the tail; gives it back if it was cancelled before. The queue must not be
    /// full.
    pub fn enqueue(&mut self, mut receive: R) -> Option<R> {
        let tail = place(self.head.wrapping_add(self.count));
        let Some(empty) = self.places.get_mut(tail) else {
            return Some(receive);
        };
        if !receive.pend() {
            return Some(receive);
        }
        *empty = Some(receive);
        self.count = self.count.wrapping_add(1);
        None
    }

    /// Takes the oldest receive that can no longer be cancelled; those whose cancellation has won are passed over and
    /// forgotten (STR-9).
    #[inline]
    pub fn claim_oldest(&mut self) -> Option<R> {
        while self.count > 0 {
            let taken = self.places.get_mut(self.head).and_then(Option::take);
            self.head = place(self.head.wrapping_add(1));
            self.count = self.count.wrapping_sub(1);
            if let Some(mut receive) = taken {
                if receive.claim() {
                    return Some(receive);
                }
            }
        }
        None
    }

    /// For the cancel routine: takes out the receive that `is_it` knows, if nobody passed over it before. The others keep
    /// their order.
    pub fn remove(&mut self, mut is_it: impl FnMut(&R) -> bool) -> Option<R> {
        let mut found = None;
        let mut kept = 0usize;
        for step in 0..self.count {
            let from = place(self.head.wrapping_add(step));
            let Some(receive) = self.places.get_mut(from).and_then(Option::take) else {
                continue;
            };
            if found.is_none() && is_it(&receive) {
                found = Some(receive);
                continue;
            }
            let to = place(self.head.wrapping_add(kept));
            if let Some(free) = self.places.get_mut(to) {
                *free = Some(receive);
            }
            kept = kept.wrapping_add(1);
        }
        self.count = kept;
        found
    }
}

impl<R: Receive> Default for ReceiveQueue<R> {
    fn default() -> Self {
        Self::new()
    }
}

#[inline]
fn place(at: usize) -> usize {
    at % MAX_PENDING_RECEIVES
}
