//! Status codes. Source: Microsoft, "NTSTATUS Values" ([MS-ERREF] 2.3.1) and the pages of the calls that give them.

use crate::NTSTATUS;

/// Whether a status is a success or information.
///
/// Source: Microsoft, "Using NTSTATUS Values".
#[must_use]
pub const fn NT_SUCCESS(status: NTSTATUS) -> bool {
    status >= 0
}

/// Whether a status is an error, not a warning.
///
/// Source: Microsoft, "Using NTSTATUS Values".
#[must_use]
pub const fn NT_ERROR(status: NTSTATUS) -> bool {
    (status as u32) >> 30 == 3
}

const fn nt(bits: u32) -> NTSTATUS {
    bits as NTSTATUS
}

constants! {
    /// All status codes, for the oracle.
    STATUS_CODES: NTSTATUS;
    /// Done.
    STATUS_SUCCESS = 0;
    /// The time given has passed.
    STATUS_TIMEOUT = 0x102;
    /// The request is under way.
    STATUS_PENDING = 0x103;
    /// The open goes on under another name.
    STATUS_REPARSE = 0x104;
    /// A warning: the data did not fit.
    STATUS_BUFFER_OVERFLOW = nt(0x8000_0005);
    /// A warning: nothing more to list.
    STATUS_NO_MORE_ENTRIES = nt(0x8000_001A);
    /// Failed.
    STATUS_UNSUCCESSFUL = nt(0xC000_0001);
    /// No such function.
    STATUS_NOT_IMPLEMENTED = nt(0xC000_0002);
    /// A length is not the one that the structure has.
    STATUS_INFO_LENGTH_MISMATCH = nt(0xC000_0004);
    /// No such handle.
    STATUS_INVALID_HANDLE = nt(0xC000_0008);
    /// No such process or thread.
    STATUS_INVALID_CID = nt(0xC000_000B);
    /// A parameter is wrong; also that the table of process routines is full.
    STATUS_INVALID_PARAMETER = nt(0xC000_000D);
    /// No such file.
    STATUS_NO_SUCH_FILE = nt(0xC000_000F);
    /// The device knows no such request.
    STATUS_INVALID_DEVICE_REQUEST = nt(0xC000_0010);
    /// The caller goes on with the request.
    STATUS_MORE_PROCESSING_REQUIRED = nt(0xC000_0016);
    /// No memory.
    STATUS_NO_MEMORY = nt(0xC000_0017);
    /// Not allowed.
    STATUS_ACCESS_DENIED = nt(0xC000_0022);
    /// The buffer can't take the answer.
    STATUS_BUFFER_TOO_SMALL = nt(0xC000_0023);
    /// The object is of another type.
    STATUS_OBJECT_TYPE_MISMATCH = nt(0xC000_0024);
    /// The name can't be a name.
    STATUS_OBJECT_NAME_INVALID = nt(0xC000_0033);
    /// Nothing of that name.
    STATUS_OBJECT_NAME_NOT_FOUND = nt(0xC000_0034);
    /// The name is taken; from FltAttachVolume, the altitude.
    STATUS_OBJECT_NAME_COLLISION = nt(0xC000_0035);
    /// Nothing leads to that name.
    STATUS_OBJECT_PATH_NOT_FOUND = nt(0xC000_003A);
    /// The object is going away.
    STATUS_DELETE_PENDING = nt(0xC000_0056);
    /// Of another version.
    STATUS_REVISION_MISMATCH = nt(0xC000_0059);
    /// No such routine; from the removal of a process routine, that it is not registered.
    STATUS_PROCEDURE_NOT_FOUND = nt(0xC000_007A);
    /// Memory or another limit.
    STATUS_INSUFFICIENT_RESOURCES = nt(0xC000_009A);
    /// Not supported.
    STATUS_NOT_SUPPORTED = nt(0xC000_00BB);
    /// The key is being deleted.
    STATUS_KEY_DELETED = nt(0xC000_017C);
    /// The request was taken back.
    STATUS_CANCELLED = nt(0xC000_0120);
    /// The file is closed.
    STATUS_FILE_CLOSED = nt(0xC000_0128);
    /// Not in that state.
    STATUS_INVALID_DEVICE_STATE = nt(0xC000_0184);
    /// Not found.
    STATUS_NOT_FOUND = nt(0xC000_0225);
    /// Try again.
    STATUS_RETRY = nt(0xC000_022D);
    /// A name leads to another device.
    STATUS_NOT_SAME_DEVICE = nt(0xC000_00D4);
    /// From a registry callback: done, go no further.
    STATUS_CALLBACK_BYPASS = nt(0xC000_0503);
    /// The image's signature is not valid.
    STATUS_INVALID_IMAGE_HASH = nt(0xC000_0428);
    /// No name can be had here.
    STATUS_FLT_INVALID_NAME_REQUEST = nt(0xC01C_0005);
    /// It is going away.
    STATUS_FLT_DELETING_OBJECT = nt(0xC01C_000B);
    /// The filter takes no instance there.
    STATUS_FLT_DO_NOT_ATTACH = nt(0xC01C_000F);
    /// The filter can't be unloaded now.
    STATUS_FLT_DO_NOT_DETACH = nt(0xC01C_0010);
    /// The altitude is taken.
    STATUS_FLT_INSTANCE_ALTITUDE_COLLISION = nt(0xC01C_0011);
    /// The instance's name is taken.
    STATUS_FLT_INSTANCE_NAME_COLLISION = nt(0xC01C_0012);
    /// No such filter.
    STATUS_FLT_FILTER_NOT_FOUND = nt(0xC01C_0013);
    /// No such volume.
    STATUS_FLT_VOLUME_NOT_FOUND = nt(0xC01C_0014);
    /// No such instance.
    STATUS_FLT_INSTANCE_NOT_FOUND = nt(0xC01C_0015);
    /// The filter has not started.
    STATUS_FLT_FILTER_NOT_READY = nt(0xC01C_0008);
}
