//! A name that is written once and read by callbacks without a lock.

use core::cell::UnsafeCell;
use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Units that such a name may have.
const ROOM: usize = 128;

/// The name, once it is known.
pub struct OnceName {
    units: UnsafeCell<[u16; ROOM]>,
    taken: AtomicBool,
    /// 0 until the units are written.
    length: AtomicUsize,
}

// SAFETY: written by the one who took it, before the length lets anybody read.
unsafe impl Sync for OnceName {}

impl OnceName {
    /// Not known yet.
    pub const fn new() -> Self {
        Self { units: UnsafeCell::new([0; ROOM]), taken: AtomicBool::new(false), length: AtomicUsize::new(0) }
    }

    /// The name. IRQL: any.
    pub fn get(&self) -> Option<&[u16]> {
        let length = self.length.load(Ordering::Acquire);
        if length == 0 {
            return None;
        }
        // SAFETY: once the length is set nobody writes any more.
        let units = unsafe { &*self.units.get() };
        units.get(..length)
    }

    /// Sets the name for good; without effect where it is empty, too long, or set already. IRQL: any.
    pub fn set(&self, name: &[u16]) {
        if name.is_empty() || name.len() > ROOM || self.taken.swap(true, Ordering::AcqRel) {
            return;
        }
        // SAFETY: this call alone took it, and nobody reads before the length is set.
        let units = unsafe { &mut *self.units.get() };
        for (to, from) in units.iter_mut().zip(name) {
            *to = *from;
        }
        self.length.store(name.len(), Ordering::Release);
    }
}
