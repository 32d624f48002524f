//! Process-notify routines.

use std::sync::Arc;

use kernel_abi::{NTSTATUS, STATUS_SUCCESS};

use super::{Process, Start};
use crate::guest::Context;

/// Tells of a process about to run; what CreationStatus says at the end.
pub(super) fn created(_cx: &Context, _process: &Arc<Process>, _how: &Start, _file: usize) -> NTSTATUS {
    STATUS_SUCCESS
}

/// Tells of a process that ends, in its last thread.
pub(super) fn exited(_cx: &Context, _process: &Arc<Process>) {}
