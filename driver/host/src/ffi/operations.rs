//! Operations by number: the upper half names the family, each family has a file of its own.

use std::sync::Arc;

use super::message::{Malformed, Reader, Writer};
use crate::guest::Stopped;
use crate::machine::Machine;

/// Why an operation has no results.
pub enum Failure {
    /// The machine has stopped.
    Stopped,
    /// What was asked for can't be, in words.
    Refused(String),
}

impl From<Stopped> for Failure {
    fn from(_: Stopped) -> Self {
        Self::Stopped
    }
}

impl From<Malformed> for Failure {
    fn from(_: Malformed) -> Self {
        Self::Refused("the message does not hold what its operation needs".into())
    }
}

/// Performs one.
///
/// # Errors
/// See [`Failure`].
pub fn perform(
    machine: &Arc<Machine>,
    operation: u32,
    input: &mut Reader<'_>,
    reply: &mut Writer,
) -> Result<(), Failure> {
    match operation >> 16 {
        1 => super::machine_operations::perform(machine, operation, input, reply),
        3 => super::file_operations::perform(machine, operation, input, reply),
        4 => super::process_operations::perform(machine, operation, input, reply),
        5 => super::handle_operations::perform(machine, operation, input, reply),
        6 => super::registry_operations::perform(machine, operation, input, reply),
        7 => super::tamper_operations::perform(machine, operation, input, reply),
        2 => super::io_operations::perform(machine, operation, input, reply),
        9 => super::kernel_caller_operations::perform(machine, operation, input, reply),
        _ => Err(Failure::Refused(format!("no operation {operation:#x}"))),
    }
}
