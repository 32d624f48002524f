//! What can be done to a key (REG-1, REG-4).

use wire::EventType;

/// What the registry callback looks at; all else passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyAction {
    /// RegNtPreSetValueKey.
    SetValue,
    /// RegNtPreDeleteValueKey.
    DeleteValue,
    /// RegNtPreCreateKeyEx.
    Create,
    /// RegNtPreDeleteKey.
    Delete,
    /// RegNtPreRenameKey.
    Rename,
    /// RegNtPreLoadKey, which names a key as a creation does.
    LoadHive,
    /// RegNtPreUnLoadKey, RegNtPreRestoreKey, RegNtPreReplaceKey, RegNtPreSetKeySecurity: of a key that is open.
    ChangeHiveOrSecurity,
    /// RegNtPreOpenKeyEx, for the canary only.
    Open,
}

impl KeyAction {
    /// The event that it makes; a change of a hive or of a key's security makes none (REG-4).
    #[must_use]
    pub const fn event_type(self) -> Option<EventType> {
        Some(match self {
            Self::SetValue => EventType::RegSetValue,
            Self::DeleteValue => EventType::RegDeleteValue,
            Self::Create => EventType::RegCreateKey,
            Self::Delete => EventType::RegDeleteKey,
            Self::Rename => EventType::RegRenameKey,
            Self::LoadHive | Self::ChangeHiveOrSecurity | Self::Open => return None,
        })
    }

    /// STR-12: whether the key's name is worth asking for. `blocks`: whether any key is blocked; `wants`: whether a stream wants a type.
    pub fn is_of_interest(self, blocks: bool, wants: impl FnOnce(EventType) -> bool) -> bool {
        match self.event_type() {
            Some(event_type) => blocks || wants(event_type),
            None => blocks && self != Self::Open,
        }
    }
}
