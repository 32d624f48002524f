//! A place for one stream. Slots live as long as the driver, so that a receive's cancel routine and a publisher need no reference
//! to a stream: they look into the slot under its lock.

use core::sync::atomic::{AtomicU32, Ordering};

use edr_core::event_encoder::EventEncoder;
use edr_core::event_stream::{EventStream, Received, StreamGrant};
use edr_core::stream_account::StreamTotals;
use kernel_abi::{STATUS_CANCELLED, STATUS_SUCCESS};
use wire::{NtStatus, Token};

use crate::kernel::irp::Irp;
use crate::kernel::pending_irp::PendingIrp;
use crate::kernel::{PoolBytes, Rundown, SpinLock};

type Stream = EventStream<PoolBytes, PendingIrp>;

/// One of the 64 slots.
pub struct StreamSlot {
    stream: SpinLock<Option<Stream>>,
    /// The stream's mask while it is open, else 0: what publishers look at first.
    event_mask: AtomicU32,
    /// Held by each receive from its arrival until it has been completed: STOP waits for it (STR-10).
    unfinished: Rundown,
}

impl StreamSlot {
    /// An empty slot.
    pub const fn new() -> Self {
        Self { stream: SpinLock::new(None), event_mask: AtomicU32::new(0), unfinished: Rundown::new() }
    }

    /// Opens a stream here. With the table's lock held, which has found the slot free. A frame of its own, for the stream is large.
    #[inline(never)]
    pub fn open(&self, grant: StreamGrant, queue: PoolBytes) {
        self.unfinished.reopen();
        self.stream.with(|stream| *stream = Some(EventStream::new(grant, queue)));
        self.event_mask.store(grant.event_mask, Ordering::Release);
    }

    /// See the field.
    pub fn unfinished(&self) -> &Rundown {
        &self.unfinished
    }

    /// Whether the stream here takes a type; may be out of date. IRQL: any.
    pub fn takes(&self, mask_bit: u32) -> bool {
        self.event_mask.load(Ordering::Relaxed) & mask_bit != 0
    }

    /// STR-7: an event reaches the stream here. IRQL: at most DISPATCH_LEVEL.
    pub fn publish(&self, event: &EventEncoder<'_>, mask_bit: u32) {
        let served = self.stream.with(|stream| {
            let stream = stream.as_mut().filter(|stream| stream.takes(mask_bit))?;
            stream.publish(event)
        });
        if let Some(served) = served {
            let _ = served.receive.finish(STATUS_SUCCESS, served.bytes);
        }
    }

    /// STR-16: an event that could not be made counts as dropped. IRQL: at most DISPATCH_LEVEL.
    pub fn lose(&self, mask_bit: u32) {
        self.stream.with(|stream| {
            if let Some(stream) = stream.as_mut().filter(|stream| stream.takes(mask_bit)) {
                stream.lose();
            }
        });
    }

    /// STR-4: a receive arrives, for the stream of this token; it comes back if that is not here any more.
    pub fn receive(&self, token: Token, receive: PendingIrp) -> Result<Received<PendingIrp>, PendingIrp> {
        self.stream.with(|stream| match stream {
            Some(stream) if stream.is_open() && stream.grant().token == token => Ok(stream.receive(receive)),
            _ => Err(receive),
        })
    }

    /// For the cancel routine, which owns the request: the stream is not to look at it any more. IRQL: at most DISPATCH_LEVEL.
    pub fn forget(&self, irp: &Irp) {
        self.stream.with(|stream| {
            if let Some(stream) = stream {
                // what comes back owns nothing: the cancel routine does
                let _ = stream.cancel(|receive| receive.is(irp));
            }
        });
    }

    /// STR-10: ends the stream that the caller has taken out of the table, and frees its queue. Each of its receives, those of
    /// running cancel routines too, has been completed when this returns. IRQL: PASSIVE_LEVEL. A frame of its own, as
    /// [`open`](Self::open).
    #[inline(never)]
    pub fn close(&self, later: NtStatus) -> StreamTotals {
        self.event_mask.store(0, Ordering::Release);
        let totals = self.stream.with(|stream| stream.as_mut().map(|stream| stream.close(later)));
        while let Some(receive) = self.stream.with(|stream| stream.as_mut().and_then(EventStream::take_receive)) {
            let _ = receive.finish(STATUS_CANCELLED, 0);
        }
        self.unfinished.close_and_wait();
        let closed = self.stream.with(Option::take);
        drop(closed);
        totals.unwrap_or_default()
    }
}
