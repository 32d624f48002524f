//! What a cleanup's event will say, captured before the operation (FIL-7), in non-paged pool: the post-operation may run at
//! DISPATCH_LEVEL.

use edr_core::event_table::Requestor;
use wire::limits::MAX_NAME_UNITS;

use crate::kernel::{PoolArray, PoolBox, Tag};

/// One cleanup's record.
pub struct CleanupRecord {
    requestor: Requestor,
    name: PoolArray<u16>,
}

impl CleanupRecord {
    /// Captures; `None` when memory is short. IRQL: up to DISPATCH_LEVEL; `name` may be paged below it.
    ///
    /// Of a long name one unit more than an event can hold: it shows that the name was cut, and whether in a pair (EVT-1).
    pub fn capture(requestor: Requestor, name: &[u16]) -> Option<PoolBox<Self>> {
        let name = name.get(..=MAX_NAME_UNITS).unwrap_or(name);
        let mut copy = PoolArray::zeroed(name.len(), Tag::Event)?;
        for (to, from) in copy.iter_mut().zip(name) {
            *to = *from;
        }
        PoolBox::new(Self { requestor, name: copy }, Tag::Event)
    }

    /// Who asked for the cleanup. IRQL: any.
    pub fn requestor(&self) -> Requestor {
        self.requestor
    }

    /// The name before the operation. IRQL: any.
    pub fn name(&self) -> &[u16] {
        &self.name
    }
}
