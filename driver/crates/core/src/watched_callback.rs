//! The callbacks that a health query verifies.

/// One of them, in the order of TAMPER_DETECTED's detail0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WatchedCallback {
    /// The process-notify routines, main and twin.
    Process = 0,
    /// The registry callback.
    Registry = 1,
    /// The object callback.
    Object = 2,
    /// The minifilter.
    Minifilter = 3,
}

impl WatchedCallback {
    /// All four, in the order of their codes.
    pub const ALL: [WatchedCallback; 4] = [Self::Process, Self::Registry, Self::Object, Self::Minifilter];

    /// TAMPER_DETECTED's detail0.
    #[must_use]
    pub const fn code(self) -> u32 {
        self as u32
    }
}

/// A set of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CallbackSet(u8);

impl CallbackSet {
    /// None of them.
    pub const EMPTY: CallbackSet = CallbackSet(0);
    /// All four.
    pub const FULL: CallbackSet = CallbackSet(0x0F);

    /// Whether it holds none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether it holds one.
    #[must_use]
    pub const fn has(self, callback: WatchedCallback) -> bool {
        self.0 & 1 << callback.code() != 0
    }

    /// With one more.
    #[must_use]
    pub const fn with(self, callback: WatchedCallback) -> Self {
        CallbackSet(self.0 | 1 << callback.code())
    }

    /// With all of another set.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        CallbackSet(self.0 | other.0)
    }

    /// Without those of another set.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        CallbackSet(self.0 & !other.0)
    }
}
