//! Hands events to the streams (STR-7).
//!
//! A stream is written with its lock held, at DISPATCH_LEVEL. So what an event names is copied first where it may be paged, once
//! for all streams, into memory that was set aside at load; only while 64 threads do so at once does one more cost an allocation.
//! Nobody may suspend a thread between taking a receive and completing it, as STOP and CLEANUP wait for that: normal kernel APCs
//! are off meanwhile.

use edr_core::event_fields::EventFields;
use edr_core::event_names::{copied, ResidentEvent, EVENT_NAME_UNITS};
use wire::EventType;

use crate::driver_state::DriverState;
use crate::kernel::critical_region::critical_region;
use crate::kernel::{irql, PoolArray, Tag};

impl DriverState {
    /// STR-12: whether an event of this type would reach anybody; asked before anything is done for it. Costs one read. IRQL: any.
    pub fn wants(&self, event_type: EventType) -> bool {
        self.streams().wants(event_type.mask())
    }

    /// Hands an event out, whose names may be paged. IRQL: at most APC_LEVEL.
    pub fn publish(&self, fields: &EventFields<'_>) {
        // The memory too is taken with APCs off: a thread that is suspended keeps none.
        critical_region(|| {
            if let Some(mut names) = self.event_names().borrow() {
                self.streams().publish(&copied(fields, &mut names));
            } else if let Some(mut names) = PoolArray::zeroed(EVENT_NAME_UNITS, Tag::Event) {
                self.streams().publish(&copied(fields, &mut names));
            } else {
                self.streams().lose(fields.event_type.mask());
            }
        });
    }

    /// Hands an event out, whose names lie in non-paged memory. IRQL: at most DISPATCH_LEVEL.
    pub fn publish_captured(&self, event: &ResidentEvent<'_>) {
        if irql::allows_suspension() {
            critical_region(|| self.streams().publish(event));
        } else {
            self.streams().publish(event);
        }
    }

    /// STR-16: an event that could not be made for want of memory. IRQL: at most DISPATCH_LEVEL.
    pub fn lose(&self, event_type: EventType) {
        self.streams().lose(event_type.mask());
    }
}
