//! The short way for one control request, for measurements and fuzzing.

use std::sync::Arc;
use std::time::Duration;

use kernel_abi::{NTSTATUS, STATUS_INVALID_HANDLE, STATUS_PENDING, STATUS_TIMEOUT};

use crate::io::{self, Call, Request, Span, UserBuffers};
use crate::ob::Handle;

/// The machine has stopped with a bug check, before or meanwhile; no NTSTATUS of Windows.
pub const IOCTL_STOPPED: NTSTATUS = 0xE057_0001_u32 as NTSTATUS;
/// Longest wait for a request that pends.
const PATIENCE: Duration = Duration::from_secs(20);

/// NtDeviceIoControlFile in the name of a process, and a wait for its end if it pends: the final status, or [`IOCTL_STOPPED`];
/// STATUS_TIMEOUT if it has not ended after 20 seconds, when it is cancelled. Null pointers are NULL buffers. The handle is bound
/// to no port.
///
/// # Safety
/// The buffers have the lengths told, and `information` is valid or null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn edrkm_ioctl(
    machine: u64,
    process: u32,
    handle: u64,
    code: u32,
    input: *const u8,
    input_length: u32,
    output: *mut u8,
    output_length: u32,
    information: *mut u64,
) -> NTSTATUS {
    let Some(machine) = super::machine(machine) else { return STATUS_INVALID_HANDLE };
    let Some(process) = machine.ps.process(process) else { return STATUS_INVALID_HANDLE };
    let span =
        |address: usize, length: u32| Span { address, accessible: if address == 0 { 0 } else { length as usize } };
    let user = UserBuffers {
        input: span(input as usize, input_length),
        input_length,
        output: span(output as usize, output_length),
        output_length,
    };
    let request = Arc::new(Request::over(user));
    let issued = machine.as_program(&process, |cx| io::issue(cx, Handle(handle), &request, Call::control(code)));
    let Ok(returned) = issued else { return IOCTL_STOPPED };
    if returned == STATUS_PENDING {
        match request.wait(&machine, PATIENCE) {
            Ok(true) => {}
            Ok(false) => {
                // its buffers are about to go
                let cancelled = machine.as_program(&process, |cx| io::cancel(cx, Handle(handle), Some(&request)));
                let ended = cancelled.and_then(|_| request.wait(&machine, PATIENCE));
                return if ended == Ok(true) { STATUS_TIMEOUT } else { IOCTL_STOPPED };
            }
            Err(_) => return IOCTL_STOPPED,
        }
    }
    let (status, bytes) = request.completion();
    if !information.is_null() {
        unsafe { information.write(bytes as u64) };
    }
    status
}
