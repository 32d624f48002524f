//! Hands events to the streams (STR-7). Safe at DISPATCH_LEVEL; encodes each event where it goes, so that it costs no memory.

use edr_core::event_fields::EventFields;
use wire::EventType;

use crate::driver_state::DriverState;
use crate::kernel::time;

impl DriverState {
    /// STR-12: whether an event of this type would reach anybody; asked before anything is done for it. Costs one read. IRQL: any.
    pub fn wants(&self, event_type: EventType) -> bool {
        self.streams().wants(event_type.mask())
    }

    /// An event of this type, made now: EVT-4's one reading of the time. IRQL: any.
    pub fn event<'a>(&self, event_type: EventType) -> EventFields<'a> {
        EventFields::new(event_type, time::now())
    }

    /// Hands an event out. IRQL: at most DISPATCH_LEVEL; what it names must be non-paged above APC_LEVEL.
    pub fn publish(&self, fields: &EventFields<'_>) {
        self.streams().publish(fields);
    }

    /// STR-16: an event that could not be made for want of memory. IRQL: at most DISPATCH_LEVEL.
    pub fn lose(&self, event_type: EventType) {
        self.streams().lose(event_type.mask());
    }
}
