//! Looks for a free altitude (ALT-2, ALT-3, ALT-5).

use crate::out_of_memory::is_out_of_memory;
use wire::status::{NtStatus, OBJECT_NAME_COLLISION, SUCCESS};

/// The altitude is taken, as FltRegisterFilter, ObRegisterCallbacks and CmRegisterCallbackEx say it.
pub const FLT_INSTANCE_ALTITUDE_COLLISION: NtStatus = 0xC01C_0011_u32 as NtStatus;

/// Where the filter starts (ALT-1), and what the instance key says while the driver isn't loaded (ALT-6).
pub const FIRST_ALTITUDE: u32 = 385_000;

/// Lowest candidate.
pub const LOWEST_ALTITUDE: u32 = 380_000;

/// Number of candidates.
pub const ALTITUDES: u32 = 10_000;

const DIGITS: usize = 6;

/// How a search ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Outcome {
    /// STATUS_SUCCESS; STATUS_FLT_INSTANCE_ALTITUDE_COLLISION if all are taken (ALT-3); else what ended it.
    pub status: NtStatus,
    /// The altitude that was free, or the last one tried.
    pub altitude: u32,
}

/// Candidates in their order: from `first` up to 389999, then from 380000 up to just below `first`, so that each comes once.
/// A `first` that is none of them counts as [`FIRST_ALTITUDE`].
pub fn candidates(first: u32) -> impl Iterator<Item = u32> {
    let last = LOWEST_ALTITUDE.saturating_add(ALTITUDES);
    let first = if (LOWEST_ALTITUDE..last).contains(&first) { first } else { FIRST_ALTITUDE };
    (first..last).chain(LOWEST_ALTITUDE..first)
}

/// Tries one candidate after the other while they collide.
///
/// `attempt` does what goes before, such as writing the candidate down (ALT-6), and then tries it; it gives
/// [`Attempt::Tried`] with the status of the try, or [`Attempt::NotPrepared`], which ends the search whatever its status.
pub fn search(first: u32, mut attempt: impl FnMut(u32) -> Attempt) -> Outcome {
    let mut last = first;
    for altitude in candidates(first) {
        last = altitude;
        match attempt(altitude) {
            Attempt::Tried(status) if is_collision(status) => {}
            Attempt::Tried(status) | Attempt::NotPrepared(status) => return Outcome { status, altitude },
        }
    }
    Outcome { status: FLT_INSTANCE_ALTITUDE_COLLISION, altitude: last }
}

/// How the attempt with one candidate went.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Attempt {
    /// The candidate was tried; [`is_collision`] decides whether the next one is.
    Tried(NtStatus),
    /// It could not be tried.
    NotPrepared(NtStatus),
}

impl Attempt {
    /// Prepares, and tries if that succeeded.
    pub fn prepared(prepare: impl FnOnce() -> NtStatus, attempt: impl FnOnce() -> NtStatus) -> Self {
        match prepare() {
            SUCCESS => Self::Tried(attempt()),
            status => Self::NotPrepared(status),
        }
    }
}

/// ALT-2: whether a status says that the altitude is taken. Any other failure ends the search.
#[must_use]
pub const fn is_collision(status: NtStatus) -> bool {
    status == FLT_INSTANCE_ALTITUDE_COLLISION || status == OBJECT_NAME_COLLISION
}

/// ALT-2: whether a volume that took no instance decides of the attempt, by what looking at it or attaching to it said: its altitude
/// is taken, or memory was short. Any other failure leaves that volume alone without an instance, as it would a volume that is mounted
/// later. This departs from ALT-2's "every other failing status ends the load": a developer volume takes only the filters on its
/// list, a volume may be going away or not be ready, and none of that is a reason to leave a whole system without the driver.
#[must_use]
pub const fn volume_decides(status: NtStatus) -> bool {
    is_collision(status) || is_out_of_memory(status)
}

/// An altitude as Windows takes it: decimal digits in UTF-16, and as REG_SZ data with a terminator.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct AltitudeText([u16; DIGITS + 1]);

impl AltitudeText {
    /// Six digits. A larger number than 999999 can't be said in six: the last six are, which no caller has a use for, as every
    /// candidate has six.
    #[must_use]
    pub fn of(altitude: u32) -> Self {
        let mut units = [0; DIGITS + 1];
        let mut rest = altitude;
        for unit in units.iter_mut().take(DIGITS).rev() {
            *unit = u16::from(b'0').wrapping_add((rest % 10) as u16);
            rest /= 10;
        }
        Self(units)
    }

    /// The digits.
    #[must_use]
    pub fn digits(&self) -> &[u16] {
        self.0.first_chunk::<DIGITS>().map_or(&[], |digits| digits)
    }

    /// Digits and terminator, for a REG_SZ.
    #[must_use]
    pub const fn terminated(&self) -> &[u16; DIGITS + 1] {
        &self.0
    }
}
