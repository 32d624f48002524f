//! Statuses of results, for what decides by statuses.

use kernel_abi::{NTSTATUS, STATUS_SUCCESS};

/// STATUS_SUCCESS, or the failing status.
pub fn status_of(result: Result<(), NTSTATUS>) -> NTSTATUS {
    result.map_or_else(|status| status, |()| STATUS_SUCCESS)
}
