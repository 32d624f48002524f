//! What operations of all families share: in whose name they happen, and how they are answered.

use std::sync::Arc;

use kernel_abi::NTSTATUS;

use super::message::{Reader, Writer};
use super::operations::Failure;
use crate::machine::Machine;
use crate::ps::Process;

/// Reads a process id; 0 is the machine's shell.
///
/// # Errors
/// If no process has it.
pub fn actor(machine: &Machine, input: &mut Reader<'_>) -> Result<Arc<Process>, Failure> {
    match input.u64()? {
        0 => Ok(Arc::clone(machine.ps.shell())),
        id => running_process(machine, id),
    }
}

/// Reads the id of a process that runs.
///
/// # Errors
/// If no process has it.
pub fn running(machine: &Machine, input: &mut Reader<'_>) -> Result<Arc<Process>, Failure> {
    running_process(machine, input.u64()?)
}

/// The process of that id that runs.
///
/// # Errors
/// If there is none.
pub fn running_process(machine: &Machine, id: u64) -> Result<Arc<Process>, Failure> {
    let found = u32::try_from(id).ok().and_then(|id| machine.ps.process(id));
    found.ok_or_else(|| Failure::Refused(format!("no process {id} runs on this machine")))
}

/// The answer to a stimulus: the status that its caller got, and what it made.
pub fn answer(reply: &mut Writer, status: NTSTATUS, id: u64) {
    reply.i32(status).u64(id);
}
