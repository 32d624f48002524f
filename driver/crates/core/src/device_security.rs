//! Who may open the device (DEV-2): `D:P(A;;GA;;;SY)(A;;GA;;;BA)` as bytes, as no kernel routine reads SDDL.

/// What [`SYSTEM_AND_ADMINISTRATORS`] says, in SDDL. Under Wine a program has the text made into bytes and compares.
pub const SDDL: &str = "D:P(A;;GA;;;SY)(A;;GA;;;BA)";

/// A self-relative security descriptor with a protected DACL of two entries.
///
/// Source: Microsoft, \[MS-DTYP\] 2.4.2 to 2.4.6.
#[rustfmt::skip] // a line for each part
pub static SYSTEM_AND_ADMINISTRATORS: [u8; 72] = [
    1, 0, 0x04, 0x90, // revision; SE_SELF_RELATIVE | SE_DACL_PROTECTED | SE_DACL_PRESENT
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0, // no owner, group or SACL; offset of the DACL
    2, 0, 52, 0, 2, 0, 0, 0, // ACL_REVISION, 52 bytes, two entries
    0, 0, 20, 0, 0, 0, 0, 0x10, // ACCESS_ALLOWED_ACE, 20 bytes, GENERIC_ALL
    1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0, // S-1-5-18: SYSTEM
    0, 0, 24, 0, 0, 0, 0, 0x10, // ACCESS_ALLOWED_ACE, 24 bytes, GENERIC_ALL
    1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 0x02, 0, 0, // S-1-5-32-544: Administrators
];
