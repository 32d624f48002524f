//! Receives that pend: what a cancel-safe queue holds, by hand (windows-facts: IoCsq crashes under Wine when called).
//!
//! A queue and the I/O manager both may end a pending receive. Who takes the cancel routine out of the IRP owns it: the queue, by
//! [`claim`](Receive::claim), or IoCancelIrp, which then calls [`cancel_receive`]. Claims are made with the slot's lock held. So an
//! IRP whose cancellation has won stays valid while a queue looks at it: its cancel routine needs that lock before it completes it.
//!
//! Source: Microsoft, "Points to Consider When Canceling IRPs", "IoSetCancelRoutine function (wdm.h)".

use core::mem::ManuallyDrop;
use core::ptr::{null_mut, NonNull};

use edr_core::receive_queue::Receive;
use kernel_abi::{
    imports, kernel_fn, IoMarkIrpPending, IoSetCancelRoutine, IrpIsCancelled, DEVICE_OBJECT, IRP, IRP_TAIL_OVERLAY,
    NTSTATUS, STATUS_CANCELLED,
};

use super::irp::{Irp, Outcome};
use crate::session::Session;
use crate::stream_slot::StreamSlot;

/// A receive in a slot's stream, or on its way there. Dropping it ends nothing: whose claim failed is its cancel routine's.
pub struct PendingIrp {
    irp: ManuallyDrop<Irp>,
    /// Whether it is this value's to complete: not cancellable yet, or claimed.
    owned: bool,
}

impl PendingIrp {
    /// A receive that has arrived for a slot. The slot's and its session's rundowns are held for it.
    pub fn new(irp: Irp, slot: &StreamSlot) -> Self {
        let session = irp.session().map_or(core::ptr::null(), core::ptr::from_ref::<Session>);
        let slot = core::ptr::from_ref(slot);
        // SAFETY: the request is ours, and the words are its driver's as long as it holds the request.
        unsafe {
            (*overlay(&irp)).DriverContext = [slot.cast_mut().cast(), session.cast_mut().cast(), null_mut(), null_mut()]
        };
        Self { irp: ManuallyDrop::new(irp), owned: true }
    }

    /// Ends it and lets go of its slot and session, which may then be gone. With no lock held (DRV-1).
    pub fn finish(self, status: NTSTATUS, information: u32) -> Outcome {
        let owned = self.owned.then(|| ManuallyDrop::into_inner(self.irp));
        owned.map_or(Outcome::PENDING, |irp| finish(irp, status, information as usize))
    }

    /// Its session, while the request is this value's.
    pub fn session(&self) -> Option<&Session> {
        if self.owned {
            self.irp.session()
        } else {
            None
        }
    }

    /// Whether it is this request. Under the slot's lock.
    pub fn is(&self, irp: &Irp) -> bool {
        self.irp.raw() == irp.raw()
    }
}

impl Receive for PendingIrp {
    fn pend(&mut self) -> bool {
        let irp = self.irp.raw().as_ptr();
        // SAFETY: the request is ours and can be completed by nobody else yet.
        unsafe { IoMarkIrpPending(irp) };
        // SAFETY: as before; from here on it can be cancelled.
        let _ = unsafe { IoSetCancelRoutine(irp, Some(cancel_receive)) };
        self.owned = false;
        // SAFETY: a cancel routine that runs already waits for the slot's lock, so the request is valid.
        let cancelled = unsafe { IrpIsCancelled(irp) };
        !(cancelled && self.claim())
    }

    fn claim(&mut self) -> bool {
        // SAFETY: under the slot's lock the request is valid, whoever owns it.
        self.owned = unsafe { IoSetCancelRoutine(self.irp.raw().as_ptr(), None) }.is_some();
        self.owned
    }

    fn output(&mut self) -> &mut [u8] {
        if self.owned {
            self.irp.output()
        } else {
            &mut []
        }
    }
}

kernel_fn! {
    /// The cancel routine. IRQL: entered at DISPATCH_LEVEL with the cancel spin lock held.
    fn cancel_receive(_device: *mut DEVICE_OBJECT, irp: *mut IRP) {
        let Some(irp) = NonNull::new(irp) else { return };
        // SAFETY: IoCancelIrp has stored the IRQL to return to, and has taken the routine out: the request is ours.
        let irql = unsafe { (*irp.as_ptr()).CancelIrql };
        // SAFETY: the lock is held, as the I/O manager's contract says.
        unsafe { imports::IoReleaseCancelSpinLock(irql) };
        // SAFETY: the request is ours now, and nobody else's.
        let irp = unsafe { Irp::from_raw(irp) };
        let (slot, _) = holders(&irp);
        // SAFETY: slots live as long as the driver, and this one is held for the receive.
        if let Some(slot) = unsafe { slot.as_ref() } {
            slot.forget(&irp);
        }
        let _ = finish(irp, STATUS_CANCELLED, 0);
    }
}

fn overlay(irp: &Irp) -> *mut IRP_TAIL_OVERLAY {
    // SAFETY: the request is valid, so is the address of its field; the overlay is what a driver may use of it.
    unsafe { &raw mut (*irp.raw().as_ptr()).Tail }.cast()
}

fn holders(irp: &Irp) -> (*const StreamSlot, *const Session) {
    // SAFETY: the words that `PendingIrp::new` wrote; the request is ours.
    let [slot, session, ..] = unsafe { (*overlay(irp)).DriverContext };
    (slot.cast(), session.cast())
}

/// Completes the request before it lets go: who waits for the rundowns finds it completed (STR-10, STR-15).
fn finish(irp: Irp, status: NTSTATUS, information: usize) -> Outcome {
    let (slot, session) = holders(&irp);
    let outcome = irp.complete(status, information);
    // SAFETY: its rundown is held, so IRP_MJ_CLOSE has not freed it.
    if let Some(session) = unsafe { session.as_ref() } {
        session.receives().release();
    }
    // SAFETY: slots live as long as the driver, whose unload waits for this release.
    if let Some(slot) = unsafe { slot.as_ref() } {
        slot.unfinished().release();
    }
    outcome
}
