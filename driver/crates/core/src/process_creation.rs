//! What becomes of a process that is about to run (PRC-2).

/// By policy and by what other drivers have said before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CreationVerdict {
    /// CreationStatus becomes STATUS_ACCESS_DENIED.
    pub refuses: bool,
    /// Its event is BLOCKED.
    pub is_blocked: bool,
}

impl CreationVerdict {
    /// `matches`: its image is in BlockedImages. `is_refused`: another driver has refused it already, whose status is left; that alone
    /// makes no event BLOCKED.
    #[must_use]
    pub const fn of(matches: bool, is_refused: bool) -> Self {
        Self { refuses: matches && !is_refused, is_blocked: matches }
    }
}
