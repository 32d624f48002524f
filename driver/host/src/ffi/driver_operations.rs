//! Operations on drivers: unload, the second driver, facts of the device.

use std::sync::Arc;

use super::kernel_caller_operations::device;
use super::machine_operations::{DEVICE_OBJECT, LOAD_PEER, UNLOAD};
use super::message::{Reader, Writer};
use super::operations::Failure;
use crate::io::device::Device;
use crate::io::unload::Kind;
use crate::io::{drivers, unload};
use crate::machine::Machine;
use crate::text::Text;

/// UnloadKind in the suite's order.
const KINDS: [Kind; 3] = [Kind::ServiceStop, Kind::Filter, Kind::FilterMandatory];

/// Performs one of these.
///
/// # Errors
/// See [`Failure`].
pub(super) fn perform(
    machine: &Arc<Machine>,
    operation: u32,
    input: &mut Reader<'_>,
    reply: &mut Writer,
) -> Result<(), Failure> {
    match operation {
        UNLOAD => {
            let kind = input.u32()? as usize;
            let kind = *KINDS.get(kind).ok_or_else(|| Failure::Refused(format!("no kind of unload {kind}")))?;
            let driver = machine.io.drivers.of(machine.images.tested());
            let driver = driver.ok_or_else(|| Failure::Refused("the driver is not loaded".into()))?;
            reply.i32(machine.as_system(|cx| unload::unload(cx, &driver, kind))?);
        }
        LOAD_PEER => {
            let (service, image) = (input.text()?.to_string(), input.bytes()?);
            reply.i32(machine.as_system(|cx| drivers::load(cx, &service, image, false))?);
        }
        DEVICE_OBJECT => write_device(device(machine).as_deref(), reply),
        // requests that could go on alone run on the callers' own threads: nothing is under way between two operations
        _ => {}
    }
    Ok(())
}

fn write_device(device: Option<&Device>, reply: &mut Writer) {
    reply.flag(device.is_some());
    let Some(device) = device else { return };
    let (kind, characteristics) = device.kind();
    let sddl = device.security.lock().sddl();
    reply.text(&device.name).u32(kind).u32(characteristics).flag(device.is_exclusive());
    reply.text(&Text::from(sddl.as_str())).flag(device.driver.has_fast_io());
}
