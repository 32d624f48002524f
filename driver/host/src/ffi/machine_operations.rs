//! Operations on the machine itself: load, time, faults, traces, findings.

use std::sync::Arc;
use std::time::Duration;

use super::message::{Reader, Writer};
use super::operations::Failure;
use crate::machine::Machine;
use crate::text::Text;

/// image: bytes → status: i32
pub const LOAD: u32 = 0x1_0001;
/// → count: u32, then each: text
pub const VIOLATIONS: u32 = 0x1_0002;
/// → FILETIME: u64
pub const NOW: u32 = 0x1_0003;
/// units: u64 (two's complement) →
pub const ADVANCE: u32 = 0x1_0004;
/// → allocations, locks taken, name queries, bytes held, blocks held: u64 each
pub const COSTS: u32 = 0x1_0005;
/// name of an image that is loaded later: text, the linker's map: bytes →
pub const GIVE_MAP: u32 = 0x1_000F;
/// UnloadKind's ordinal: u32 → status: i32
pub const UNLOAD: u32 = 0x1_0006;
/// service: text, image: bytes → status: i32
pub const LOAD_PEER: u32 = 0x1_0007;
/// → flag, then name: text, type: u32, characteristics: u32, exclusive: flag, SDDL: text, fast I/O: flag
pub const DEVICE_OBJECT: u32 = 0x1_0008;
/// →
pub const QUIESCE: u32 = 0x1_0009;
/// call: text, nth: u64 (0: all), status: i32 →
pub const FAIL: u32 = 0x1_0010;
/// call: text, nth: u64 → number of the stop: u64
pub const STOP_AT: u32 = 0x1_0011;
/// →
pub const STOP_AT_EVERY: u32 = 0x1_0012;
/// milliseconds: u32 → flag, then point: u64, nth: u64, call: text
pub const NEXT_POINT: u32 = 0x1_0013;
/// point: u64 (0 ends it) → : this OS thread acts in the middle of that call
pub const ACT_AT: u32 = 0x1_0014;
/// point: u64 →
pub const GO_ON: u32 = 0x1_0015;
/// →
pub const CLEAR: u32 = 0x1_0016;
/// →
pub const START_TRACE: u32 = 0x1_0017;
/// → count: u32, then each: text
pub const STOP_TRACE: u32 = 0x1_0018;
/// bytes →
pub const NEXT_RANDOM: u32 = 0x1_0019;

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
        LOAD => {
            reply.i32(machine.load(input.bytes()?)?);
        }
        VIOLATIONS => write_lines(reply, &machine.violations()),
        NOW => {
            reply.u64(machine.ke.clock.now() as u64);
        }
        ADVANCE => machine.ke.clock.advance(input.u64()? as i64),
        COSTS => write_costs(machine, reply),
        GIVE_MAP => {
            let name = input.text()?.to_string();
            machine.images.give_map(&name, &String::from_utf8_lossy(input.bytes()?));
        }
        UNLOAD | LOAD_PEER | DEVICE_OBJECT | QUIESCE => {
            return super::driver_operations::perform(machine, operation, input, reply);
        }
        _ => return perform_control(machine, operation, input, reply),
    }
    Ok(())
}

fn perform_control(
    machine: &Arc<Machine>,
    operation: u32,
    input: &mut Reader<'_>,
    reply: &mut Writer,
) -> Result<(), Failure> {
    let gate = &machine.gate;
    match operation {
        FAIL => {
            let (call, nth, status) = (known_call(input)?, input.u64()?, input.i32()?);
            if nth == 0 {
                gate.fail_all(&call, status)
            } else {
                gate.fail(&call, nth, status)
            }
        }
        STOP_AT => {
            reply.u64(gate.stop_at(&known_call(input)?, input.u64()?));
        }
        STOP_AT_EVERY => gate.stop_at_every(),
        NEXT_POINT => {
            let point = gate.next_point(Duration::from_millis(u64::from(input.u32()?)));
            reply.flag(point.is_some());
            if let Some(point) = point {
                reply.u64(point.id).u64(point.nth).text(&Text::from(point.call));
            }
        }
        ACT_AT => gate.act_at(input.u64()?),
        GO_ON => gate.go_on(input.u64()?),
        CLEAR => {
            machine.random.forget_chosen();
            gate.clear();
        }
        START_TRACE => gate.start_trace(),
        STOP_TRACE => write_lines(reply, &gate.stop_trace()),
        NEXT_RANDOM => machine.random.give_next(input.bytes()?.to_vec()),
        _ => return Err(Failure::Refused(format!("no operation {operation:#x} of the machine"))),
    }
    Ok(())
}

/// A call by the name of something that no kernel offers would never come: a fault of the test. Services that Windows has and
/// this kernel has not can be named: a driver that imports one is not loaded here.
fn known_call(input: &mut Reader<'_>) -> Result<String, Failure> {
    let call = input.text()?.to_string();
    let prefixes = ["BCrypt", "Cm", "Etw", "Ex", "Flt", "Io", "Ke", "Mm", "Ob", "Ps", "Rtl", "Se", "Zw"];
    if prefixes.iter().any(|prefix| call.starts_with(prefix)) {
        Ok(call)
    } else {
        Err(Failure::Refused(format!("{call} is no service of a kernel")))
    }
}

fn write_costs(machine: &Machine, reply: &mut Writer) {
    let usage = machine.pool.usage(machine.images.tested());
    reply.u64(machine.pool.allocations()).u64(machine.ke.locks_taken()).u64(machine.gate.name_queries());
    reply.u64(usage.iter().map(|tag| tag.bytes).sum()).u64(usage.iter().map(|tag| tag.blocks).sum());
}

fn write_lines<T: AsRef<str>>(reply: &mut Writer, lines: &[T]) {
    reply.u32(lines.len() as u32);
    lines.iter().for_each(|line| {
        reply.text(&Text::from(line.as_ref()));
    });
}
