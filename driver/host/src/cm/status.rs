//! Statuses of the registry that drivers' own code does not name.

use kernel_abi::NTSTATUS;

/// The name has no form that the object manager takes.
pub const OBJECT_PATH_SYNTAX_BAD: NTSTATUS = 0xC000_003B_u32 as NTSTATUS;
/// The key has subkeys, or a hive begins at it.
pub const CANNOT_DELETE: NTSTATUS = 0xC000_0121_u32 as NTSTATUS;
/// A lasting key can't be made below one that does not last.
pub const CHILD_MUST_BE_VOLATILE: NTSTATUS = 0xC000_0181_u32 as NTSTATUS;
