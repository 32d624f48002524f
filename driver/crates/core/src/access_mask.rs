//! Access bits that a handle to a protected process loses (OBJ-1, OBJ-6).

/// PROCESS_TERMINATE and PROCESS_VM_WRITE: always lost.
pub const ALWAYS_STRIPPED: u32 = 0x0021;

/// Lost where ExtraStrippedAccess names them: PROCESS_CREATE_THREAD, VM_OPERATION, DUP_HANDLE, CREATE_PROCESS, SET_QUOTA,
/// SET_INFORMATION, SUSPEND_RESUME.
pub const OPTIONALLY_STRIPPED: u32 = 0x0BCA;

/// The mask for a value of ExtraStrippedAccess; bits that can't be stripped are ignored silently (OBJ-6).
#[must_use]
pub const fn stripped_access(extra: u32) -> u32 {
    ALWAYS_STRIPPED | extra & OPTIONALLY_STRIPPED
}
