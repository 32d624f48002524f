//! The device's file objects, counted from CREATE to CLOSE (UNL-1). They keep the driver's state: it is freed by unload or by the
//! last CLOSE, whichever is later.

use core::sync::atomic::{AtomicU32, Ordering};

const REFUSING: u32 = 1 << 31;
const UNLOADED: u32 = 1 << 30;
/// DriverEntry has not succeeded yet: nothing may unload what it is still making.
const LOADING: u32 = 1 << 29;
const FLAGS: u32 = REFUSING | UNLOADED | LOADING;
/// What [`OpenFiles::unloaded`] leaves.
const GONE: u32 = REFUSING | UNLOADED;

/// The count, beside the two flags of an unload. Takes no lock. IRQL: any.
pub struct OpenFiles(AtomicU32);

/// Not in the state block: a CREATE may come when that is gone.
pub static OPEN_FILES: OpenFiles = OpenFiles(AtomicU32::new(REFUSING | LOADING));

impl OpenFiles {
    /// Load is done: files may be opened.
    pub fn admit(&self) {
        self.0.store(0, Ordering::Release);
    }

    /// A CREATE begins; false if none are taken any more.
    pub fn opened(&self) -> bool {
        let count = |state: u32| if state & FLAGS == 0 { state.checked_add(1) } else { None };
        self.0.fetch_update(Ordering::AcqRel, Ordering::Acquire, count).is_ok()
    }

    /// A CREATE has failed, or CLOSE has come; true if the caller must free the state.
    #[must_use]
    pub fn closed(&self) -> bool {
        self.0.fetch_sub(1, Ordering::AcqRel) == GONE | 1
    }

    /// Takes no more, whatever exists.
    pub fn refuse(&self) {
        self.0.fetch_or(REFUSING, Ordering::AcqRel);
    }

    /// Takes no more if there are none; false, and nothing changes, if there is one or load is not done.
    #[must_use]
    pub fn refuse_if_none(&self) -> bool {
        match self.0.compare_exchange(0, REFUSING, Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) => true,
            Err(state) => state == REFUSING,
        }
    }

    /// Unload is done; true if the caller must free the state, false if the last CLOSE will.
    #[must_use]
    pub fn unloaded(&self) -> bool {
        let unload = |state: u32| Some(state & !FLAGS | GONE);
        self.0.fetch_update(Ordering::AcqRel, Ordering::Acquire, unload).is_ok_and(|state| state & !FLAGS == 0)
    }

    /// Whether unload is done.
    pub fn is_unloaded(&self) -> bool {
        self.0.load(Ordering::Acquire) & UNLOADED != 0
    }
}
