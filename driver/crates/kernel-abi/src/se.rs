//! Se: security of an open, and descriptors as bytes.

use core::ffi::c_void;

use crate::{basic::opaque, ACCESS_MASK, LUID, UNICODE_STRING};

/// How far a thread may act for another.
pub type SECURITY_IMPERSONATION_LEVEL = i32;
/// Which parts of a security descriptor a call is about.
pub type SECURITY_INFORMATION = u32;

opaque! {
    /// A security id.
    SID
    /// A token.
    ACCESS_TOKEN
}

layout! {
    /// On whose behalf something is opened.
    ///
    /// Source: Microsoft, "SECURITY_SUBJECT_CONTEXT structure (wdm.h)".
    struct SECURITY_SUBJECT_CONTEXT = "SECURITY_SUBJECT_CONTEXT", "", 0x20 {
        ClientToken @ 0x0: *mut c_void,
        ImpersonationLevel @ 0x8: SECURITY_IMPERSONATION_LEVEL,
        PrimaryToken @ 0x10: *mut c_void,
        ProcessAuditId @ 0x18: *mut c_void,
    }
}

layout! {
    /// State of an open's access check.
    ///
    /// Source: Microsoft, "ACCESS_STATE structure (wdm.h)".
    struct ACCESS_STATE = "ACCESS_STATE", "", 0xA0 {
        OperationID @ 0x0: LUID,
        SecurityEvaluated @ 0x8: u8,
        GenerateAudit @ 0x9: u8,
        GenerateOnClose @ 0xA: u8,
        PrivilegesAllocated @ 0xB: u8,
        Flags @ 0xC: u32,
        RemainingDesiredAccess @ 0x10: ACCESS_MASK,
        PreviouslyGrantedAccess @ 0x14: ACCESS_MASK,
        OriginalDesiredAccess @ 0x18: ACCESS_MASK,
        SubjectSecurityContext @ 0x20: SECURITY_SUBJECT_CONTEXT,
        SecurityDescriptor @ 0x40: *mut c_void,
        AuxData @ 0x48: *mut c_void,
        Privileges @ 0x50: [u32; 11],
        AuditPrivileges @ 0x7C: u8,
        ObjectName @ 0x80: UNICODE_STRING,
        ObjectTypeName @ 0x90: UNICODE_STRING,
    }
}

layout! {
    /// Security of a create request. `DesiredAccess` is what the opener asks for.
    ///
    /// Source: Microsoft, "IO_SECURITY_CONTEXT structure (wdm.h)".
    struct IO_SECURITY_CONTEXT = "IO_SECURITY_CONTEXT", "", 0x18 {
        SecurityQos @ 0x0: *mut c_void,
        AccessState @ 0x8: *mut ACCESS_STATE,
        DesiredAccess @ 0x10: ACCESS_MASK,
        FullCreateOptions @ 0x14: u32,
    }
}

layout! {
    /// Head of an access control list.
    ///
    /// Source: Microsoft, "ACL structure (wdm.h)".
    struct ACL = "ACL", "", 0x8 {
        AclRevision @ 0x0: u8,
        Sbz1 @ 0x1: u8,
        AclSize @ 0x2: u16,
        AceCount @ 0x4: u16,
        Sbz2 @ 0x6: u16,
    }
}

layout! {
    /// Head of an access control entry.
    ///
    /// Source: Microsoft, "ACE_HEADER structure (ntifs.h)".
    struct ACE_HEADER = "ACE_HEADER", "", 0x4 {
        AceType @ 0x0: u8,
        AceFlags @ 0x1: u8,
        AceSize @ 0x2: u16,
    }
}

layout! {
    /// An entry that allows; the SID begins at `SidStart`.
    ///
    /// Source: Microsoft, "ACCESS_ALLOWED_ACE structure (ntifs.h)".
    struct ACCESS_ALLOWED_ACE = "ACCESS_ALLOWED_ACE", "", 0xC {
        Header @ 0x0: ACE_HEADER,
        Mask @ 0x4: ACCESS_MASK,
        SidStart @ 0x8: u32,
    }
}

layout! {
    /// A security descriptor whose parts follow it, each given by its offset in bytes.
    ///
    /// Source: Microsoft, "SECURITY_DESCRIPTOR" in [MS-DTYP] 2.4.6.
    struct SECURITY_DESCRIPTOR_RELATIVE = "SECURITY_DESCRIPTOR_RELATIVE", "", 0x14 {
        Revision @ 0x0: u8,
        Sbz1 @ 0x1: u8,
        Control @ 0x2: u16,
        Owner @ 0x4: u32,
        Group @ 0x8: u32,
        Sacl @ 0xC: u32,
        Dacl @ 0x10: u32,
    }
}

constants! {
    /// Parts of a security descriptor, for the oracle.
    SECURITY_INFORMATION_FLAGS: SECURITY_INFORMATION;
    /// The discretionary list.
    DACL_SECURITY_INFORMATION = 0x4;
    /// The list takes nothing from above.
    PROTECTED_DACL_SECURITY_INFORMATION = 0x8000_0000;
}

constants! {
    /// Control flags of a security descriptor, for the oracle.
    SECURITY_DESCRIPTOR_FLAGS: u16;
    /// There is a discretionary list.
    SE_DACL_PRESENT = 0x4;
    /// The list takes nothing from above.
    SE_DACL_PROTECTED = 0x1000;
    /// The parts follow the head.
    SE_SELF_RELATIVE = 0x8000;
}

constants! {
    /// Revisions and types, for the oracle.
    SECURITY_REVISIONS: u8;
    /// Of a descriptor.
    SECURITY_DESCRIPTOR_REVISION = 1;
    /// Of a list.
    ACL_REVISION = 2;
    /// The entry allows.
    ACCESS_ALLOWED_ACE_TYPE = 0;
    /// Of a SID.
    SID_REVISION = 1;
}
