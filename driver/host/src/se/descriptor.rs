//! Security descriptors: owner and DACL.

use kernel_abi::{
    ACCESS_ALLOWED_ACE_TYPE, SECURITY_DESCRIPTOR_REVISION, SE_DACL_PRESENT, SE_DACL_PROTECTED, SE_SELF_RELATIVE,
};

use super::Sid;

/// ACCESS_DENIED_ACE_TYPE.
const ACCESS_DENIED_ACE_TYPE: u8 = 1;
/// INHERIT_ONLY_ACE: not about the object itself.
const INHERIT_ONLY: u8 = 0x08;
/// ACL_REVISION and ACL_REVISION_DS.
const ACL_REVISIONS: [u8; 2] = [2, 4];
const HEAD: usize = 0x14;

/// An entry of a DACL.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ace {
    /// Whether it allows; else it denies.
    pub allows: bool,
    /// Inheritance flags.
    pub flags: u8,
    /// Rights, generic ones as they were written.
    pub mask: u32,
    /// Whom it concerns.
    pub sid: Sid,
}

impl Ace {
    /// Whether it is about the object itself, not only about what inherits from it.
    #[must_use]
    pub fn applies(&self) -> bool {
        self.flags & INHERIT_ONLY == 0
    }
}

/// A security descriptor without its SACL. Immutable.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Descriptor {
    /// Owner.
    pub owner: Option<Sid>,
    /// Primary group.
    pub group: Option<Sid>,
    /// SE_DACL_PROTECTED.
    pub protected: bool,
    /// Discretionary list; without one everybody may do everything.
    pub dacl: Option<Vec<Ace>>,
}

impl Descriptor {
    /// Reads the self-relative form; `None` if it is malformed or points outside itself (STATUS_INVALID_SECURITY_DESCR).
    /// Source: Microsoft, [MS-DTYP] 2.4.6 and 2.4.5.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let control = u16_at(bytes, 2)?;
        if *bytes.first()? != SECURITY_DESCRIPTOR_REVISION || control & SE_SELF_RELATIVE == 0 || bytes.len() < HEAD {
            return None;
        }
        let sid = |field| match u32_at(bytes, field)? as usize {
            0 => Some(None),
            at => Sid::from_bytes(bytes.get(at..)?).map(Some),
        };
        let dacl = match u32_at(bytes, 0x10)? as usize {
            at if control & SE_DACL_PRESENT != 0 && at != 0 => Some(entries(bytes.get(at..)?)?),
            _ => None,
        };
        Some(Self { owner: sid(4)?, group: sid(8)?, protected: control & SE_DACL_PROTECTED != 0, dacl })
    }

    /// Reads the self-relative form that a driver points to; where that lies in memory it says itself. `None` if it is malformed.
    /// A bad pointer faults in the driver's name.
    #[must_use]
    pub fn read(address: *const u8) -> Option<Self> {
        let head = unsafe { std::slice::from_raw_parts(address, HEAD) };
        let sid_end = |field| match u32_at(head, field)? as usize {
            0 => Some(0),
            at => Some(at + 8 + 4 * usize::from(unsafe { address.add(at + 1).read() })),
        };
        let list_end = |field| match u32_at(head, field)? as usize {
            0 => Some(0),
            at => Some(at + usize::from(unsafe { address.add(at + 2).cast::<u16>().read_unaligned() })),
        };
        let length = [HEAD, sid_end(4)?, sid_end(8)?, list_end(0x10)?].into_iter().max()?;
        Self::parse(unsafe { std::slice::from_raw_parts(address, length) })
    }

    /// Reads SDDL, such as `D:P(A;;GA;;;SY)(A;;GA;;;BA)`.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn from_sddl(text: &str) -> Result<Self, String> {
        super::sddl::parse(text)
    }

    /// The SDDL form of its DACL, with numbers instead of names.
    #[must_use]
    pub fn sddl(&self) -> String {
        super::sddl::write(self)
    }
}

fn entries(list: &[u8]) -> Option<Vec<Ace>> {
    let (size, count) = (usize::from(u16_at(list, 2)?), u16_at(list, 4)?);
    let list = list.get(..size)?;
    if !ACL_REVISIONS.contains(list.first()?) {
        return None;
    }
    let mut rest = list.get(8..)?;
    let mut found = Vec::new();
    for _ in 0..count {
        let entry = rest.get(..usize::from(u16_at(rest, 2)?)).filter(|entry| entry.len() >= 8)?;
        if entry[0] <= ACCESS_DENIED_ACE_TYPE {
            let allows = entry[0] == ACCESS_ALLOWED_ACE_TYPE;
            found.push(Ace {
                allows,
                flags: entry[1],
                mask: u32_at(entry, 4)?,
                sid: Sid::from_bytes(entry.get(8..)?)?,
            });
        } else {
            // object, callback and audit entries: nobody in these machines writes one
            return None;
        }
        rest = &rest[entry.len()..];
    }
    Some(found)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}
