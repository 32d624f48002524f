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

/// The count, beside the flags of load and unload. Thread-safe, takes no lock. IRQL: any.
#[derive(Debug)]
pub struct OpenFiles(AtomicU32);

impl OpenFiles {
    /// Load has begun: no file can be opened, and nothing unloaded but by load itself.
    #[must_use]
    pub const fn new() -> Self {
        Self(AtomicU32::new(REFUSING | LOADING))
    }

    /// Load is done: files may be opened.
    pub fn admit(&self) {
        self.0.store(0, Ordering::Release);
    }

    /// A CREATE begins; false if none are taken any more.
    #[must_use]
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
    #[must_use]
    pub fn is_unloaded(&self) -> bool {
        self.0.load(Ordering::Acquire) & UNLOADED != 0
    }
}

impl Default for OpenFiles {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::OpenFiles;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::thread;

    fn loaded() -> OpenFiles {
        let files = OpenFiles::new();
        files.admit();
        files
    }

    #[test]
    fn takes_no_file_and_refuses_an_optional_unload_while_load_is_not_done() {
        let files = OpenFiles::new();
        assert!(!files.opened());
        assert!(!files.refuse_if_none());
        files.admit();
        assert!(files.opened());
    }

    #[test]
    fn undoes_a_failed_load_and_has_it_free_the_state() {
        let files = OpenFiles::new();
        assert!(files.unloaded());
        assert!(files.is_unloaded());
    }

    #[test]
    fn refuses_an_optional_unload_while_a_file_is_open_and_goes_on_taking_files() {
        let files = loaded();
        assert!(files.opened());
        assert!(!files.refuse_if_none());
        assert!(files.opened());
        assert!(!files.closed());
        assert!(!files.closed());
        assert!(files.refuse_if_none());
        assert!(files.refuse_if_none(), "asked again");
        assert!(!files.opened());
        assert!(files.unloaded());
    }

    #[test]
    fn leaves_the_state_to_the_last_close_after_a_mandatory_unload() {
        let files = loaded();
        assert!(files.opened());
        assert!(files.opened());
        files.refuse();
        assert!(!files.opened());
        assert!(!files.closed());
        assert!(!files.unloaded(), "one file is left");
        assert!(!files.opened());
        assert!(files.closed(), "the last one frees");
    }

    #[test]
    fn leaves_the_state_to_unload_when_the_last_close_comes_first() {
        let files = loaded();
        assert!(files.opened());
        files.refuse();
        assert!(!files.closed());
        assert!(files.unloaded());
    }

    #[test]
    fn has_the_state_freed_exactly_once_whoever_is_last() {
        for _ in 0..2_000 {
            let (files, freed) = (loaded(), AtomicU32::new(0));
            assert!(files.opened());
            let count = |last: bool| freed.fetch_add(u32::from(last), Ordering::Relaxed);
            thread::scope(|scope| {
                scope.spawn(|| count(files.closed()));
                scope.spawn(|| {
                    files.refuse();
                    count(files.unloaded())
                });
                scope.spawn(|| if files.opened() { count(files.closed()) } else { 0 });
            });
            assert_eq!(freed.load(Ordering::Relaxed), 1);
        }
    }
}
