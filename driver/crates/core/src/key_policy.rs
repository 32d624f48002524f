//! What the registry callback decides by (REG-1, REG-2, REG-4).

use crate::components::KeyPath;
use crate::key_match::KeyMatch;

/// Two lists of keys, and what they say of an operation.
#[derive(Clone, Copy)]
pub struct KeyPolicy<'a> {
    monitored: KeyMatch<'a>,
    blocked: KeyMatch<'a>,
}

/// What the lists say of a write to a key; trust and streams are the caller's to ask.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct KeyVerdict {
    /// REG-1: at or below a monitored key, by its old or new path.
    pub monitored: bool,
    /// REG-2: at or below a blocked key, by its old or new path. Refused to an untrusted writer, and then reported as BLOCKED.
    pub blocked: bool,
    /// REG-4: a rename that takes a blocked key away with it, or puts another in its way. Refused to an untrusted writer.
    pub moves_blocked: bool,
}

/// What becomes of a write.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct WriteOutcome {
    /// It ends with STATUS_ACCESS_DENIED.
    pub refused: bool,
    /// It makes an event, BLOCKED where it is refused.
    pub reported: bool,
}

impl KeyVerdict {
    /// What becomes of the write. `wants_event`: as for [`KeyPolicy::verdict`]. `is_trusted`: whether the writer is (POL-1); asked
    /// only where that decides.
    pub fn outcome(self, wants_event: bool, is_trusted: impl FnOnce() -> bool) -> WriteOutcome {
        let refused = (self.blocked || self.moves_blocked) && !is_trusted();
        WriteOutcome { refused, reported: wants_event && (self.blocked && refused || self.monitored) }
    }
}

impl<'a> KeyPolicy<'a> {
    pub(crate) fn new(monitored: KeyMatch<'a>, blocked: KeyMatch<'a>) -> Self {
        Self { monitored, blocked }
    }

    /// Keys that are reported (REG-1), the driver's own among them (POL-3).
    #[must_use]
    pub fn monitored(&self) -> &KeyMatch<'a> {
        &self.monitored
    }

    /// Keys that untrusted writers are refused (REG-2).
    #[must_use]
    pub fn blocked(&self) -> &KeyMatch<'a> {
        &self.blocked
    }

    /// STR-12: whether a key's name is of no use without a stream.
    #[must_use]
    pub fn blocks_nothing(&self) -> bool {
        self.blocked.is_empty()
    }

    /// What the lists say of a write.
    ///
    /// `renamed`: the path that a rename leads to ([`KeyPath::renamed`]); `None` for all else.
    /// `wants_event`: whether a stream wants the type; `monitored` is false without asking where none does.
    #[must_use]
    pub fn verdict(&self, key: KeyPath<'_>, renamed: Option<KeyPath<'_>>, wants_event: bool) -> KeyVerdict {
        let paths = Paths { key, renamed };
        KeyVerdict {
            monitored: wants_event && paths.either(|path| self.monitored.matches(path)),
            blocked: paths.either(|path| self.blocked.matches(path)),
            moves_blocked: renamed.is_some() && paths.either(|path| self.blocked.is_above(path)),
        }
    }

    /// REG-4: whether a key stands at, below or above a blocked one, so that a hive operation or a change of its security
    /// is refused to an untrusted writer.
    #[must_use]
    pub fn is_around_blocked(&self, key: KeyPath<'_>) -> bool {
        self.blocked.matches(key) || self.blocked.is_above(key)
    }
}

/// The paths that a write is about.
struct Paths<'k> {
    key: KeyPath<'k>,
    renamed: Option<KeyPath<'k>>,
}

impl Paths<'_> {
    fn either(&self, holds: impl Fn(KeyPath<'_>) -> bool) -> bool {
        holds(self.key) || self.renamed.is_some_and(holds)
    }
}

#[cfg(test)]
mod tests {
    use super::{KeyVerdict, WriteOutcome};

    /// Refused and reported, by what the lists say, who wants to know and who writes.
    fn outcome(lists: [bool; 3], wants_event: bool, trusted: bool) -> (bool, bool) {
        let [monitored, blocked, moves_blocked] = lists;
        let WriteOutcome { refused, reported } =
            KeyVerdict { monitored, blocked, moves_blocked }.outcome(wants_event, || trusted);
        (refused, reported)
    }

    #[test]
    fn reg2_blocked_is_refused_to_the_untrusted_with_or_without_a_stream() {
        for monitored in [false, true] {
            assert_eq!(outcome([monitored, true, false], false, false), (true, false));
            assert_eq!(outcome([monitored, true, false], true, false), (true, true));
        }
        assert_eq!(outcome([false, true, false], true, true), (false, false));
        assert_eq!(outcome([true, true, false], true, true), (false, true));
    }

    #[test]
    fn reg4_rename_of_an_ancestor_is_refused_and_reported_where_monitored() {
        assert_eq!(outcome([false, false, true], true, false), (true, false));
        assert_eq!(outcome([true, false, true], true, false), (true, true));
        assert_eq!(outcome([true, false, true], true, true), (false, true));
    }

    #[test]
    fn reg1_monitored_is_reported_and_asks_for_nobodys_trust() {
        let monitored = KeyVerdict { monitored: true, ..KeyVerdict::default() };
        let outcome = monitored.outcome(true, || panic!("trust decides nothing here"));
        assert_eq!(outcome, WriteOutcome { refused: false, reported: true });
        assert_eq!(self::outcome([false; 3], true, false), (false, false));
    }
}
