//! Security identifiers.

use std::fmt;

/// A security identifier of revision 1. Source: Microsoft, [MS-DTYP] 2.4.2.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Sid {
    authority: u64,
    parts: Vec<u32>,
}

/// Bytes before the sub-authorities.
const HEAD: usize = 8;
/// SID_MAX_SUB_AUTHORITIES.
const MAXIMUM: usize = 15;

impl Sid {
    /// `S-1-authority-part-...`.
    #[must_use]
    pub fn new(authority: u64, parts: &[u32]) -> Self {
        Self { authority, parts: parts.to_vec() }
    }

    /// LocalSystem.
    #[must_use]
    pub fn local_system() -> Self {
        Self::new(5, &[18])
    }

    /// BUILTIN\Administrators.
    #[must_use]
    pub fn administrators() -> Self {
        Self::new(5, &[32, 544])
    }

    /// Everyone.
    #[must_use]
    pub fn everyone() -> Self {
        Self::new(1, &[0])
    }

    /// Authenticated users.
    #[must_use]
    pub fn authenticated_users() -> Self {
        Self::new(5, &[11])
    }

    /// OWNER RIGHTS.
    #[must_use]
    pub fn owner_rights() -> Self {
        Self::new(3, &[4])
    }

    /// Reads the text form with decimal numbers; `None` if it is another text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.strip_prefix("S-1-")?.split('-');
        let authority = numbers.next()?.parse().ok()?;
        let parts = numbers.map(|number| number.parse().ok()).collect::<Option<Vec<_>>>()?;
        (!parts.is_empty() && parts.len() <= MAXIMUM).then_some(Self { authority, parts })
    }

    /// Reads the binary form at the start of bytes; `None` if it is malformed or cut off.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (&revision, &count) = (bytes.first()?, bytes.get(1)?);
        let count = usize::from(count);
        if revision != kernel_abi::SID_REVISION || count > MAXIMUM {
            return None;
        }
        let authority = bytes.get(2..HEAD)?.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte));
        let parts = bytes.get(HEAD..HEAD + 4 * count)?.chunks_exact(4);
        Some(Self {
            authority,
            parts: parts.map(|part| u32::from_le_bytes([part[0], part[1], part[2], part[3]])).collect(),
        })
    }
}

impl fmt::Display for Sid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "S-1-{}", self.authority)?;
        self.parts.iter().try_for_each(|part| write!(f, "-{part}"))
    }
}

impl fmt::Debug for Sid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
