//! Access tokens.

use super::Sid;

/// Whose token a process has, in the order of the suite's `CallerSpec.Account`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Account {
    /// LocalSystem.
    System,
    /// An elevated member of BUILTIN\Administrators.
    Administrator,
    /// A member of BUILTIN\Administrators who has not elevated: the group counts for deny only.
    FilteredAdministrator,
    /// An ordinary user.
    User,
    /// LocalService.
    LocalService,
}

impl Account {
    /// By its place in the suite's enumeration.
    #[must_use]
    pub fn of_ordinal(ordinal: u32) -> Option<Self> {
        let all = [Self::System, Self::Administrator, Self::FilteredAdministrator, Self::User, Self::LocalService];
        all.get(usize::try_from(ordinal).ok()?).copied()
    }
}

/// An access token. Source: Microsoft, "Access Tokens".
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Token {
    /// Whose it is.
    pub user: Sid,
    /// Enabled groups.
    pub groups: Vec<Sid>,
    /// SE_GROUP_USE_FOR_DENY_ONLY: groups that only denying entries see.
    pub deny_only: Vec<Sid>,
    /// Whether SeDebugPrivilege is enabled, as it is by default for LocalSystem alone.
    pub debug: bool,
}

/// The accounts' domain, of this machine.
fn account(id: u32) -> Sid {
    Sid::new(5, &[21, 1_004_336_348, 1_177_238_915, 682_003_330, id])
}

impl Token {
    /// The default token of an account.
    #[must_use]
    pub fn of(whose: Account) -> Self {
        let ordinary = vec![Sid::everyone(), Sid::authenticated_users()];
        let mut elevated = ordinary.clone();
        elevated.push(Sid::administrators());
        let token = |user, groups| Self { user, groups, deny_only: Vec::new(), debug: false };
        match whose {
            Account::System => Self { debug: true, ..token(Sid::local_system(), elevated) },
            Account::Administrator => token(account(500), elevated),
            Account::FilteredAdministrator => {
                Self { deny_only: vec![Sid::administrators()], ..token(account(1001), ordinary) }
            }
            Account::User => token(account(1002), ordinary),
            Account::LocalService => token(Sid::new(5, &[19]), ordinary),
        }
    }

    /// Whether an entry about that SID concerns the token: SeAccessCheck's rule, in which a group for deny only is not seen by
    /// entries that allow. Source: Microsoft, "SID Attributes in an Access Token".
    #[must_use]
    pub fn has(&self, sid: &Sid, allows: bool) -> bool {
        *sid == self.user || self.groups.contains(sid) || (!allows && self.deny_only.contains(sid))
    }
}
