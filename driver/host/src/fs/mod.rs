//! File systems: what is on the volumes, below the filter manager.

use crate::profile::Profile;

/// An open file on a volume.
pub struct OpenFile {}

/// The files of a machine. Thread-safe.
pub struct Fs {}

impl Fs {
    /// Empty volumes, but for what every Windows has.
    pub fn boot(_profile: &Profile) -> Self {
        Self {}
    }
}
