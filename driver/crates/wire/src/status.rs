//! NTSTATUS values that control requests end with. Source: [MS-ERREF] 2.3.1.

/// An NTSTATUS; negative values are errors.
pub type NtStatus = i32;

macro_rules! statuses {
    ($($(#[$doc:meta])* $name:ident = $value:literal;)*) => {
        $($(#[$doc])* pub const $name: NtStatus = $value as i32;)*

        /// All of them with Windows' names.
        pub const ALL: &[(&str, NtStatus)] = &[$((concat!("STATUS_", stringify!($name)), $name)),*];
    };
}

statuses! {
    /// Done; Information tells how many output bytes there are.
    SUCCESS = 0x0000_0000u32;
    /// The request waits for an event (STR-4).
    PENDING = 0x0000_0103u32;
    /// Input of a wrong length (IOC-3).
    INFO_LENGTH_MISMATCH = 0xC000_0004u32;
    /// A zero field, flag, mask or range is wrong (IOC-3).
    INVALID_PARAMETER = 0xC000_000Du32;
    /// No such control code or major function (IOC-2, DEV-4).
    INVALID_DEVICE_REQUEST = 0xC000_0010u32;
    /// What policy says to an untrusted one (PRC-2, REG-2).
    ACCESS_DENIED = 0xC000_0022u32;
    /// Output shorter than the answer (IOC-3).
    BUFFER_TOO_SMALL = 0xC000_0023u32;
    /// A path below the device (DEV-4).
    OBJECT_NAME_NOT_FOUND = 0xC000_0034u32;
    /// A name that is taken already.
    OBJECT_NAME_COLLISION = 0xC000_0035u32;
    /// The driver unloads (UNL-1).
    DELETE_PENDING = 0xC000_0056u32;
    /// Another abi_version (IOC-3).
    REVISION_MISMATCH = 0xC000_0059u32;
    /// A limit is reached or memory is short (STR-3, STR-6).
    INSUFFICIENT_RESOURCES = 0xC000_009Au32;
    /// A receive that ended without an event (STR-9, STR-10).
    CANCELLED = 0xC000_0120u32;
    /// The handle has been cleaned up (STR-15).
    FILE_CLOSED = 0xC000_0128u32;
    /// No such stream of this handle (STR-5).
    NOT_FOUND = 0xC000_0225u32;
}
