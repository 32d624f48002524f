//! All that was ever registered of one kind: load's registration and those of repairs, for unload to take back (HLT-9).

use core::mem::ManuallyDrop;

use crate::kernel::{PoolBox, SpinLock, Tag};

/// Registrations, newest first. Thread-safe.
pub struct RegistrationList<T>(SpinLock<Option<PoolBox<Entry<T>>>>);

struct Entry<T> {
    registration: Option<T>,
    /// Not dropped with the entry: a long list would take a long stack. [`RegistrationList::pop`] empties it.
    next: ManuallyDrop<Option<PoolBox<Entry<T>>>>,
}

/// Room for one more, taken before it is registered: what stands must not be lost for want of memory.
#[must_use]
pub struct Room<T>(PoolBox<Entry<T>>);

impl<T: Send> RegistrationList<T> {
    /// None.
    pub const fn new() -> Self {
        Self(SpinLock::new(None))
    }

    /// Room for one more; `None` when memory is short. IRQL: at most DISPATCH_LEVEL.
    pub fn reserve() -> Option<Room<T>> {
        PoolBox::new(Entry { registration: None, next: ManuallyDrop::new(None) }, Tag::State).map(Room)
    }

    /// Adds one. IRQL: at most DISPATCH_LEVEL.
    pub fn push(&self, room: Room<T>, registration: T) {
        let mut entry = room.0;
        entry.registration = Some(registration);
        self.0.with(|first| {
            entry.next = ManuallyDrop::new(first.take());
            *first = Some(entry);
        });
    }

    /// Takes the newest; `None` once all are gone. IRQL: at most DISPATCH_LEVEL.
    pub fn pop(&self) -> Option<T> {
        let mut entry = self.0.with(|first| {
            let mut entry = first.take()?;
            *first = entry.next.take();
            Some(entry)
        })?;
        entry.registration.take()
    }
}
