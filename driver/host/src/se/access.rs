//! The access check. Source: Microsoft, "How DACLs Control Access to an Object", "SeAccessCheck function (wdm.h)".

use kernel_abi::{NTSTATUS, STATUS_ACCESS_DENIED};

use super::{Descriptor, Sid, Token};

/// MAXIMUM_ALLOWED.
pub const MAXIMUM_ALLOWED: u32 = 0x0200_0000;
/// PROCESS_ALL_ACCESS, as it is since Windows Vista; THREAD_ALL_ACCESS is the same.
pub const PROCESS_ALL_ACCESS: u32 = 0x001F_FFFF;
/// GENERIC_READ and so on.
const GENERIC: u32 = 0xF000_0000;
/// READ_CONTROL and WRITE_DAC, which an owner has.
const OWNERS: u32 = 0x0006_0000;

/// What generic rights mean for a type of object: GENERIC_MAPPING.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mapping {
    /// GENERIC_READ.
    pub read: u32,
    /// GENERIC_WRITE.
    pub write: u32,
    /// GENERIC_EXECUTE.
    pub execute: u32,
    /// GENERIC_ALL.
    pub all: u32,
}

/// Of devices and files. Source: Microsoft, "IoGetFileObjectGenericMapping function (wdm.h)".
pub const DEVICE: Mapping = Mapping { read: 0x0012_0089, write: 0x0012_0116, execute: 0x0012_00A0, all: 0x001F_01FF };
/// Of processes. Source: Microsoft, "Process Security and Access Rights".
pub const PROCESS: Mapping =
    Mapping { read: 0x0002_0410, write: 0x0002_0BEA, execute: 0x0012_1001, all: PROCESS_ALL_ACCESS };
/// Of threads. Source: Microsoft, "Thread Security and Access Rights".
pub const THREAD: Mapping =
    Mapping { read: 0x0002_0048, write: 0x0002_0437, execute: 0x0012_0800, all: PROCESS_ALL_ACCESS };

impl Mapping {
    /// RtlMapGenericMask; MAXIMUM_ALLOWED stays.
    #[must_use]
    pub fn map(self, mask: u32) -> u32 {
        let generic =
            [(0x8000_0000, self.read), (0x4000_0000, self.write), (0x2000_0000, self.execute), (0x1000_0000, self.all)];
        let mapped = generic.into_iter().filter(|(bit, _)| mask & bit != 0).map(|(_, rights)| rights);
        mapped.fold(mask & !GENERIC, |sum, rights| sum | rights)
    }
}

/// SeAccessCheck for a program: rights that a token gets; `desired` may hold generic rights and MAXIMUM_ALLOWED.
///
/// # Errors
/// STATUS_ACCESS_DENIED, also where nothing at all was asked for or would be granted.
pub fn check(token: &Token, descriptor: &Descriptor, desired: u32, mapping: Mapping) -> Result<u32, NTSTATUS> {
    let desired = mapping.map(desired);
    let wanted = desired & !MAXIMUM_ALLOWED;
    let allowed = allowed(token, descriptor, mapping);
    let granted = if desired & MAXIMUM_ALLOWED != 0 { allowed } else { wanted };
    if wanted & !allowed == 0 && granted != 0 {
        Ok(granted)
    } else {
        Err(STATUS_ACCESS_DENIED)
    }
}

/// All rights that a token has: the first entry about a right decides.
fn allowed(token: &Token, descriptor: &Descriptor, mapping: Mapping) -> u32 {
    let Some(dacl) = &descriptor.dacl else { return mapping.all };
    let owns = descriptor.owner.as_ref().is_some_and(|owner| token.has(owner, true));
    let limited = dacl.iter().any(|entry| entry.applies() && entry.sid == Sid::owner_rights());
    let mut allowed = if owns && !limited { OWNERS } else { 0 };
    let mut denied = 0;
    for entry in dacl.iter().filter(|entry| entry.applies()) {
        let concerns = token.has(&entry.sid, entry.allows) || (owns && entry.sid == Sid::owner_rights());
        let mask = if concerns { mapping.map(entry.mask) } else { 0 };
        if entry.allows {
            allowed |= mask & !denied;
        } else {
            denied |= mask & !allowed;
        }
    }
    allowed
}
