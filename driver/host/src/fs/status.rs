//! Statuses and numbers of file systems that no driver of this kit uses. Source: Microsoft, [MS-ERREF] 2.3.1 and "wdm.h".

use kernel_abi::NTSTATUS;

const fn nt(bits: u32) -> NTSTATUS {
    bits as NTSTATUS
}

/// The name leads elsewhere for ever.
pub const STATUS_REPARSE_POINT_NOT_RESOLVED: NTSTATUS = nt(0xC000_0280);
/// A directory was meant.
pub const STATUS_NOT_A_DIRECTORY: NTSTATUS = nt(0xC000_0103);
/// A file was meant.
pub const STATUS_FILE_IS_A_DIRECTORY: NTSTATUS = nt(0xC000_00BA);
/// It can't be deleted, as the root.
pub const STATUS_CANNOT_DELETE: NTSTATUS = nt(0xC000_0121);
/// Something is in it.
pub const STATUS_DIRECTORY_NOT_EMPTY: NTSTATUS = nt(0xC000_0101);
/// No such device.
pub const STATUS_NO_SUCH_DEVICE: NTSTATUS = nt(0xC000_000E);
/// The volume is gone.
pub const STATUS_VOLUME_DISMOUNTED: NTSTATUS = nt(0xC000_026E);

/// IO_STATUS_BLOCK.Information of a create.
pub const FILE_SUPERSEDED: usize = 0;
/// It existed.
pub const FILE_OPENED: usize = 1;
/// It was made.
pub const FILE_CREATED: usize = 2;
/// It existed, and was emptied.
pub const FILE_OVERWRITTEN: usize = 3;
/// The target of a rename or link exists.
pub const FILE_EXISTS: usize = 4;
/// It doesn't.
pub const FILE_DOES_NOT_EXIST: usize = 5;
/// IO_REPARSE_TAG_MOUNT_POINT.
pub const MOUNT_POINT: usize = 0xA000_0003;
