//! Makes a policy of what the registry's values say, or of the defaults, in memory of the caller's.
//!
//! The driver does it once, at load, at PASSIVE_LEVEL: it reads each of [`PolicyValueName::ALL`] into pool (what is missing,
//! can't be read or is larger than [`crate::policy_parser::MAX_VALUE_BYTES`] is left out), asks [`size`], allocates, calls
//! [`build`], and frees the values.

use crate::access_mask::stripped_access;
use crate::arena::{Arena, PolicySize, Row};
use crate::image_match::ImageMatch;
use crate::key_match::KeyMatch;
use crate::key_policy::KeyPolicy;
use crate::path_match::PathMatch;
use crate::policy::Policy;
use crate::policy_defaults as defaults;
use crate::policy_parser::{is_entry, is_key_entry, PolicyValue, Strings};
use crate::text::Text;
use crate::upcase::Upcase;

/// Names of the values that a policy is made of.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PolicyValueName {
    /// REG_MULTI_SZ (OBJ-1).
    ProtectedImages,
    /// REG_MULTI_SZ (POL-1).
    TrustedImages,
    /// REG_MULTI_SZ (PRC-2).
    BlockedImages,
    /// REG_MULTI_SZ (REG-1).
    MonitoredKeys,
    /// REG_MULTI_SZ (REG-2).
    BlockedKeys,
    /// REG_DWORD (OBJ-6).
    ExtraStrippedAccess,
}

impl PolicyValueName {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::ProtectedImages,
        Self::TrustedImages,
        Self::BlockedImages,
        Self::MonitoredKeys,
        Self::BlockedKeys,
        Self::ExtraStrippedAccess,
    ];

    /// The value's name in ASCII.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::ProtectedImages => "ProtectedImages",
            Self::TrustedImages => "TrustedImages",
            Self::BlockedImages => "BlockedImages",
            Self::MonitoredKeys => "MonitoredKeys",
            Self::BlockedKeys => "BlockedKeys",
            Self::ExtraStrippedAccess => "ExtraStrippedAccess",
        }
    }
}

/// Values as they were read; `None` for one that is missing or can't be read.
#[derive(Clone, Copy, Debug, Default)]
pub struct PolicyValues<'v> {
    /// Images of protected processes.
    pub protected_images: Option<PolicyValue<'v>>,
    /// Images of trusted processes.
    pub trusted_images: Option<PolicyValue<'v>>,
    /// Images that are refused.
    pub blocked_images: Option<PolicyValue<'v>>,
    /// Keys that are reported.
    pub monitored_keys: Option<PolicyValue<'v>>,
    /// Keys that untrusted writers are refused.
    pub blocked_keys: Option<PolicyValue<'v>>,
    /// Further access bits that handles lose.
    pub extra_stripped_access: Option<PolicyValue<'v>>,
}

impl<'v> PolicyValues<'v> {
    /// The value of a name, to be set.
    pub fn slot(&mut self, name: PolicyValueName) -> &mut Option<PolicyValue<'v>> {
        match name {
            PolicyValueName::ProtectedImages => &mut self.protected_images,
            PolicyValueName::TrustedImages => &mut self.trusted_images,
            PolicyValueName::BlockedImages => &mut self.blocked_images,
            PolicyValueName::MonitoredKeys => &mut self.monitored_keys,
            PolicyValueName::BlockedKeys => &mut self.blocked_keys,
            PolicyValueName::ExtraStrippedAccess => &mut self.extra_stripped_access,
        }
    }
}

/// Memory that the policy of these values takes; `None` where no memory is enough, which no value can bring about.
#[must_use]
pub fn size(values: &PolicyValues<'_>, upcase: Upcase<'_>) -> Option<PolicySize> {
    let lists = Lists { values, upcase };
    ImageMatch::size(lists.protected_images())?
        .plus(ImageMatch::size(lists.trusted_images())?)?
        .plus(ImageMatch::size(lists.blocked_images())?)?
        .plus(KeyMatch::size(lists.monitored_keys())?)?
        .plus(KeyMatch::size(lists.blocked_keys())?)?
        .plus(PathMatch::size(extensions(), directories())?)
}

/// The policy of these values.
///
/// `rows`, `units`: as many of each as [`size`] tells, or more; what stands in them is of no matter. `None` where they are
/// fewer.
#[must_use]
pub fn build<'a>(
    values: &PolicyValues<'_>,
    upcase: Upcase<'a>,
    rows: &'a mut [Row],
    units: &'a mut [u16],
) -> Option<Policy<'a>> {
    let lists = Lists { values, upcase };
    let arena = &mut Arena::new(rows, units);
    Some(Policy {
        protected_images: ImageMatch::build(arena, upcase, lists.protected_images())?,
        trusted_images: ImageMatch::build(arena, upcase, lists.trusted_images())?,
        blocked_images: ImageMatch::build(arena, upcase, lists.blocked_images())?,
        keys: KeyPolicy::new(
            KeyMatch::build(arena, upcase, lists.monitored_keys())?,
            KeyMatch::build(arena, upcase, lists.blocked_keys())?,
        ),
        files: PathMatch::build(arena, upcase, extensions(), directories())?,
        stripped_access: stripped_access(lists.extra_stripped_access()),
    })
}

/// FIL-1.
fn extensions() -> impl Iterator<Item = Text<'static>> + Clone {
    defaults::MONITORED_EXTENSIONS.iter().map(|text| Text::ascii(text))
}

/// FIL-1.
fn directories() -> impl Iterator<Item = Text<'static>> + Clone {
    defaults::SENSITIVE_DIRECTORIES.iter().map(|text| Text::ascii(text))
}

/// Entries of the lists that count.
#[derive(Clone, Copy)]
struct Lists<'l> {
    values: &'l PolicyValues<'l>,
    upcase: Upcase<'l>,
}

impl<'l> Lists<'l> {
    fn protected_images(self) -> impl Iterator<Item = Text<'l>> + Clone {
        images(self.values.protected_images, defaults::PROTECTED_IMAGES)
    }

    fn trusted_images(self) -> impl Iterator<Item = Text<'l>> + Clone {
        images(self.values.trusted_images, defaults::TRUSTED_IMAGES)
    }

    /// POL-1: the system's own programs and the protected ones are never refused.
    fn blocked_images(self) -> impl Iterator<Item = Text<'l>> + Clone {
        images(self.values.blocked_images, defaults::BLOCKED_IMAGES).filter(move |&image| {
            let same = |other: Text<'_>| image.equals(self.upcase, other);
            !defaults::TRUSTED_IMAGES.iter().any(|text| same(Text::ascii(text))) && !self.protected_images().any(same)
        })
    }

    /// POL-3: the driver's own key is monitored whatever the policy says.
    fn monitored_keys(self) -> impl Iterator<Item = Text<'l>> + Clone {
        self.keys(self.values.monitored_keys, defaults::MONITORED_KEYS)
            .chain(core::iter::once(Text::ascii(defaults::SERVICE_KEY)))
    }

    /// POL-1: a key near the root can't be blocked, as the system would not work.
    fn blocked_keys(self) -> impl Iterator<Item = Text<'l>> + Clone {
        let above = defaults::MIN_BLOCKED_KEY_COMPONENTS.saturating_sub(1);
        self.keys(self.values.blocked_keys, defaults::BLOCKED_KEYS)
            .filter(move |entry| entry.components().nth(above).is_some())
    }

    fn extra_stripped_access(self) -> u32 {
        self.values.extra_stripped_access.and_then(PolicyValue::number).unwrap_or(defaults::EXTRA_STRIPPED_ACCESS)
    }

    fn keys(
        self,
        value: Option<PolicyValue<'l>>,
        default: &'static [&'static str],
    ) -> impl Iterator<Item = Text<'l>> + Clone {
        Entries::of(value, default).filter(move |&string| is_key_entry(self.upcase, string))
    }
}

fn images<'l>(
    value: Option<PolicyValue<'l>>,
    default: &'static [&'static str],
) -> impl Iterator<Item = Text<'l>> + Clone {
    Entries::of(value, default).filter(|&string| is_entry(string))
}

/// Strings of a value, or the default list's where the value counts as missing.
#[derive(Clone)]
enum Entries<'l> {
    Read(Strings<'l>),
    Default(core::slice::Iter<'static, &'static str>),
}

impl<'l> Entries<'l> {
    fn of(value: Option<PolicyValue<'l>>, default: &'static [&'static str]) -> Self {
        value.and_then(PolicyValue::strings).map_or_else(|| Self::Default(default.iter()), Self::Read)
    }
}

impl<'l> Iterator for Entries<'l> {
    type Item = Text<'l>;

    fn next(&mut self) -> Option<Text<'l>> {
        match self {
            Self::Read(strings) => strings.next(),
            Self::Default(texts) => texts.next().map(|text| Text::ascii(text)),
        }
    }
}
