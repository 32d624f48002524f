//! What an attacker with kernel rights does to the driver's registrations (the suite's `Tamper`). He calls nothing that the
//! driver or the system would notice.

use std::sync::Arc;

use kernel_abi::STATUS_PROCEDURE_NOT_FOUND;

use super::message::{Reader, Writer};
use super::operations::Failure;
use crate::flt::tamper;
use crate::machine::Machine;
use crate::ps;

/// routine: u32 (0 main, 1 twin) → flag
pub const CLEAR_SLOT: u32 = 0x7_0001;
/// routine: u32 → status: i32
pub const REGISTER_AGAIN: u32 = 0x7_0002;
/// list: u32 (0 registry, 1 objects) → how many: u32
pub const UNLINK: u32 = 0x7_0003;
/// list: u32, nth: u32 (1 is the first that was taken out) →
pub const RELINK: u32 = 0x7_0004;
/// list: u32 →
pub const SILENCE: u32 = 0x7_0005;
/// → : the filter's callbacks do nothing from now on
pub const SILENCE_FILTER: u32 = 0x7_0006;
/// → : they do again
pub const WAKE_FILTER: u32 = 0x7_0007;
/// volume: text → flag: whether the filter had an instance there
pub const REMOVE_INSTANCE: u32 = 0x7_0008;
/// → : from now on the system calls no callback
pub const NEVER_CALL: u32 = 0x7_0009;

/// Performs one of these.
///
/// # Errors
/// See [`Failure`].
pub fn perform(
    machine: &Arc<Machine>,
    operation: u32,
    input: &mut Reader<'_>,
    reply: &mut Writer,
) -> Result<(), Failure> {
    match operation {
        CLEAR_SLOT => {
            let routine = routine(machine, input)?;
            reply.flag(routine.is_some_and(|routine| machine.ps.notify.clear_slot(routine)));
        }
        REGISTER_AGAIN => {
            let routine = routine(machine, input)?;
            let again = |routine| machine.as_system(|cx| ps::set_routine(cx, routine, false, None));
            reply.i32(routine.map_or(Ok(STATUS_PROCEDURE_NOT_FOUND), again)?);
        }
        UNLINK | RELINK | SILENCE => match input.u32()? {
            0 => change_registry(machine, operation, input, reply)?,
            1 => change_objects(machine, operation, input, reply)?,
            list => return Err(Failure::Refused(format!("no list {list} of callbacks"))),
        },
        SILENCE_FILTER | WAKE_FILTER => {
            tamper::silence(machine, machine.images.tested(), operation == SILENCE_FILTER);
        }
        REMOVE_INSTANCE => {
            let volume = input.text()?;
            let driver = machine.images.tested();
            reply.flag(machine.as_system(|cx| tamper::remove_instance(cx, driver, &volume))?);
        }
        NEVER_CALL => {
            machine.ps.notify.never_call();
            machine.ob.callbacks.never_call();
            machine.cm.callbacks.never_call();
            tamper::never_call(machine);
        }
        _ => return Err(Failure::Refused(format!("no operation {operation:#x} of the attacker"))),
    }
    Ok(())
}

/// The driver's nth process-notify routine, in the order in which it first registered them.
fn routine(machine: &Machine, input: &mut Reader<'_>) -> Result<Option<usize>, Failure> {
    let ever = machine.ps.notify.ever_of(machine.images.tested());
    Ok(ever.get(input.u32()? as usize).copied())
}

fn change_objects(
    machine: &Machine,
    operation: u32,
    input: &mut Reader<'_>,
    reply: &mut Writer,
) -> Result<(), Failure> {
    let (callbacks, driver) = (&machine.ob.callbacks, machine.images.tested());
    match operation {
        UNLINK => {
            reply.u32(callbacks.unlink(driver) as u32);
        }
        RELINK => {
            let nth = input.u32()?;
            if !callbacks.relink(nth as usize) {
                return Err(Failure::Refused(format!("object callback {nth} was never taken out, or is gone")));
            }
        }
        _ => callbacks.silence(driver),
    }
    Ok(())
}

fn change_registry(
    machine: &Machine,
    operation: u32,
    input: &mut Reader<'_>,
    reply: &mut Writer,
) -> Result<(), Failure> {
    let (callbacks, driver) = (&machine.cm.callbacks, machine.images.tested());
    match operation {
        UNLINK => {
            reply.u32(callbacks.unlink(driver) as u32);
        }
        RELINK => {
            let nth = input.u32()?;
            if !callbacks.relink(nth as usize) {
                return Err(Failure::Refused(format!("registry callback {nth} was never taken out")));
            }
        }
        _ => callbacks.silence(driver),
    }
    Ok(())
}
