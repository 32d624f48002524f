//! Operations of a kernel component that sends requests to the driver's device.

use std::sync::Arc;

use kernel_abi::IRP_MJ_CLEANUP;

use super::io_operations::{control_request, finish_major, process};
use super::message::{Reader, Writer};
use super::operations::Failure;
use crate::io::device::Device;
use crate::io::namespace::Found;
use crate::io::{kernel_caller, Call, Described, DeviceFile, Request};
use crate::machine::Machine;
use crate::ob::Handle;
use crate::ps::Process;
use crate::text::Text;

/// process: u32, handle: u64 → reference: u64
pub const REFERENCE: u32 = 0x9_0001;
/// control request → returned: i32, request: u64
pub const CONTROL_WITHOUT_FILE: u32 = 0x9_0002;
/// reference: u64, control request → returned: i32, request: u64
pub const CONTROL: u32 = 0x9_0003;
/// reference: u64 → status: i32, information: u64
pub const CLEANUP: u32 = 0x9_0004;
/// reference: u64 →
pub const DEREFERENCE: u32 = 0x9_0005;

/// The device of the driver under test (DEV-1).
pub(super) const DEVICE: &str = "\\Device\\AuroraEDRKM";

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
        REFERENCE => {
            let process = process(machine, input)?;
            let file = reference(machine, &process, Handle(input.u64()?))?;
            reply.u64(machine.tables.references.add(&file));
        }
        CONTROL_WITHOUT_FILE => {
            let device = device(machine).ok_or_else(|| Failure::Refused(format!("there is no device {DEVICE}")))?;
            control(machine, &device, None, input, reply)?;
        }
        CONTROL => {
            let file = machine.tables.references.get(input.u64()?)?;
            control(machine, &file.device, Some(&file), input, reply)?;
        }
        CLEANUP => {
            let file = machine.tables.references.get(input.u64()?)?;
            let none = Described { input: None, input_length: 0, output: None, output_length: 0, overlap: None };
            let request = Arc::new(Request::of(0, &none, true));
            let call = Call { major: IRP_MJ_CLEANUP, code: 0 };
            machine.as_system(|cx| kernel_caller::send(cx, &file.device, Some(&file), &request, call))?;
            finish_major(machine, &request, reply)?;
        }
        DEREFERENCE => {
            if let Some(file) = machine.tables.references.remove(input.u64()?) {
                machine.as_system(|cx| kernel_caller::dereference(cx, &file))?;
            }
        }
        _ => return Err(Failure::Refused(format!("no operation {operation:#x} of the kernel caller"))),
    }
    Ok(())
}

/// The driver's device, if it has one now.
pub(super) fn device(machine: &Machine) -> Option<Arc<Device>> {
    match machine.io.namespace.resolve(&Text::from(DEVICE)) {
        Ok(Found::Device(device, _)) => Some(device),
        _ => None,
    }
}

fn reference(machine: &Arc<Machine>, process: &Arc<Process>, handle: Handle) -> Result<Arc<DeviceFile>, Failure> {
    let file = machine.as_system(|cx| kernel_caller::reference(cx, process, handle))?;
    file.ok_or_else(|| Failure::Refused(format!("handle {:#x} is closed", handle.0)))
}

fn control(
    machine: &Arc<Machine>,
    device: &Arc<Device>,
    file: Option<&Arc<DeviceFile>>,
    input: &mut Reader<'_>,
    reply: &mut Writer,
) -> Result<(), Failure> {
    let (code, request) = control_request(&machine.tables, input, true)?;
    let returned = machine.as_system(|cx| kernel_caller::send(cx, device, file, &request, Call::control(code)))?;
    reply.i32(returned).u64(request.id);
    Ok(())
}

/// Sends one request to the file object behind a program's handle.
pub(super) fn send_once(
    machine: &Arc<Machine>,
    process: &Arc<Process>,
    handle: Handle,
    request: &Arc<Request>,
    call: Call,
) -> Result<(), Failure> {
    let file = reference(machine, process, handle)?;
    machine.as_system(|cx| {
        kernel_caller::send(cx, &file.device, Some(&file), request, call);
        kernel_caller::dereference(cx, &file);
    })?;
    Ok(())
}
