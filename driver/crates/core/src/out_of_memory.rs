//! Statuses by which system calls say that memory was short.

use wire::status::{NtStatus, INSUFFICIENT_RESOURCES};

/// No virtual memory, or not enough quota. Source of the three: [MS-ERREF] 2.3.1.
pub const NO_MEMORY: NtStatus = 0xC000_0017_u32 as NtStatus;
/// A quota is used up.
pub const QUOTA_EXCEEDED: NtStatus = 0xC000_0044_u32 as NtStatus;
/// The system's commitment limit is reached.
pub const COMMITMENT_LIMIT: NtStatus = 0xC000_012D_u32 as NtStatus;

/// HLT-8: whether a call failed for want of memory, so that it says nothing of what it was made for. Any other failure does.
#[must_use]
pub const fn is_out_of_memory(status: NtStatus) -> bool {
    matches!(status, INSUFFICIENT_RESOURCES | NO_MEMORY | QUOTA_EXCEEDED | COMMITMENT_LIMIT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::status;

    #[test]
    fn hlt8_four_statuses_say_that_memory_was_short_and_no_other_does() {
        for bits in [0xC000_009A_u32, 0xC000_0017, 0xC000_0044, 0xC000_012D] {
            assert!(is_out_of_memory(bits as NtStatus), "{bits:#x}");
        }
        let others = status::ALL.iter().map(|(_, status)| *status).filter(|status| *status != INSUFFICIENT_RESOURCES);
        // STATUS_FLT_DELETING_OBJECT, STATUS_PAGEFILE_QUOTA's neighbour, STATUS_OBJECT_NAME_COLLISION
        let more = [0xC01C_000B_u32, 0xC000_0043, 0xC000_0035].map(|bits| bits as NtStatus);
        for status in others.chain(more) {
            assert!(!is_out_of_memory(status), "{status:#x}");
        }
    }
}
