//! NtDeviceIoControlFile and the other services that send one request. Source: Microsoft, "NtDeviceIoControlFile function".

use std::sync::Arc;

use kernel_abi::{
    DO_BUFFERED_IO, IO_PARAMETERS, IO_PARAMETERS_DEVICE_IO_CONTROL, IO_PARAMETERS_OTHERS, IO_PARAMETERS_WRITE,
    NTSTATUS, STATUS_ACCESS_DENIED, STATUS_CANCELLED, STATUS_INSUFFICIENT_RESOURCES, STATUS_INVALID_HANDLE,
    STATUS_OBJECT_TYPE_MISMATCH, STATUS_PENDING, STATUS_SUCCESS,
};

use super::buffers::{self, Buffers};
use super::device::Device;
use super::file::{DeviceFile, Waiter};
use super::irp::NewIrp;
use super::major::{self, Call};
use super::request::Request;
use super::{dispatch, end, lifecycle};
use crate::guest::{Context, Mode};
use crate::ob::{self, Body, Handle};
use crate::ps::{self, Process, ThreadAddress};

const STATUS_PROCESS_IS_TERMINATING: NTSTATUS = 0xC000_010A_u32 as NTSTATUS;
/// IRP_BUFFERED_IO, IRP_DEALLOCATE_BUFFER, IRP_INPUT_OPERATION.
const BUFFERED_FLAGS: u32 = 0x30;
const INPUT_OPERATION: u32 = 0x40;

/// A request on its way to a device.
#[derive(Clone)]
pub(super) struct Sending {
    pub device: Arc<Device>,
    pub file: Option<Arc<DeviceFile>>,
    pub process: Arc<Process>,
    pub thread: ThreadAddress,
    pub call: Call,
}

/// A system call of the current thread, previous mode UserMode: the order of checks is Windows' own. Returns what the call
/// returns, STATUS_PENDING if the request goes on, or waits for a synchronous file object.
pub fn issue(cx: &Context, handle: Handle, request: &Arc<Request>, call: Call) -> NTSTATUS {
    let status = admit(cx, handle, request, call).unwrap_or_else(|refused| refused);
    if status != STATUS_PENDING && request.end().is_none() {
        request.finish(status, 0, Vec::new(), false);
    }
    request.set_returned(status);
    status
}

fn admit(cx: &Context, handle: Handle, request: &Arc<Request>, call: Call) -> Result<NTSTATUS, NTSTATUS> {
    let process = ps::current(cx);
    if process.has_ended() {
        return Err(STATUS_PROCESS_IS_TERMINATING);
    }
    let status = buffers::probe(&request.user, call.method());
    if status != STATUS_SUCCESS {
        return Err(status);
    }
    let machine = cx.machine();
    let entry = machine.ob.handles.get(process.address, handle).ok_or(STATUS_INVALID_HANDLE)?;
    if !machine.ob.objects.hold(entry.object) {
        return Err(STATUS_INVALID_HANDLE);
    }
    let granted = if call.is_granted(entry.granted) { STATUS_SUCCESS } else { STATUS_ACCESS_DENIED };
    let file = match entry.body {
        Body::DeviceFile(file) if granted == STATUS_SUCCESS => file,
        body => {
            ob::release(cx, entry.object);
            return Err(if matches!(body, Body::DeviceFile(_)) { granted } else { STATUS_OBJECT_TYPE_MISMATCH });
        }
    };
    let device = Arc::clone(&file.device);
    let sending = Sending { device, file: Some(Arc::clone(&file)), process, thread: cx.thread(), call };
    if !file.synchronous {
        return Ok(send(cx, request, &sending));
    }
    match file.acquire(Waiter::Request(Arc::clone(request), sending)) {
        Some(Waiter::Request(request, sending)) => Ok(send_in_turn(cx, &file, &request, &sending)),
        _ => Ok(STATUS_PENDING),
    }
}

fn send_in_turn(cx: &Context, file: &Arc<DeviceFile>, request: &Arc<Request>, sending: &Sending) -> NTSTATUS {
    let status = send(cx, request, sending);
    if status != STATUS_PENDING {
        end::hand_over(cx, file);
    }
    status
}

/// Whose turn it is on a synchronous file object goes on, in his own thread's name.
pub(super) fn go_on(cx: &Context, file: &Arc<DeviceFile>, next: Waiter) {
    match next {
        Waiter::Request(request, sending) => cx.as_thread(sending.thread, Mode::User, || {
            let status = send_in_turn(cx, file, &request, &sending);
            if status != STATUS_PENDING && request.end().is_none() {
                request.finish(status, 0, Vec::new(), false);
            }
        }),
        Waiter::Close(thread) => cx.as_thread(thread, Mode::User, || {
            lifecycle::clean_up_in_turn(cx, file);
            ob::release(cx, file.address);
        }),
    }
}

/// Ends a request that waited for a synchronous file object, as its process ends.
pub(super) fn give_up(cx: &Context, waiter: Waiter) {
    if let Waiter::Request(request, sending) = waiter {
        request.finish(STATUS_CANCELLED, 0, Vec::new(), false);
        if let Some(file) = sending.file {
            ob::release(cx, file.address);
        }
    }
}

/// Makes the IRP and sends it; the reference to the file object goes with it.
pub(super) fn send(cx: &Context, request: &Arc<Request>, sending: &Sending) -> NTSTATUS {
    match make(cx, request, sending) {
        Ok(irp) => {
            if sending.process.has_ended() {
                // the process died on its way here and may not have seen this request
                irp.begin_cancel(0);
            }
            dispatch::call_driver(cx, &irp)
        }
        Err(status) => {
            request.finish(status, 0, Vec::new(), false);
            if let Some(file) = &sending.file {
                ob::release(cx, file.address);
            }
            status
        }
    }
}

fn make(cx: &Context, request: &Arc<Request>, sending: &Sending) -> Result<Arc<super::irp::Irp>, NTSTATUS> {
    let call = sending.call;
    let by_device = call.major == kernel_abi::IRP_MJ_READ || call.major == kernel_abi::IRP_MJ_WRITE;
    let neither = by_device && sending.device.flags() & DO_BUFFERED_IO == 0;
    let method = if neither { 3 } else { call.method() };
    let buffers = Buffers::prepare(cx, &request.user, method, !request.kernel)?;
    let mut flags = if buffers.system() != 0 { BUFFERED_FLAGS } else { 0 };
    flags |= if buffers.copies_output { INPUT_OPERATION } else { 0 };
    let new = NewIrp {
        device: Arc::clone(&sending.device),
        file: sending.file.clone(),
        request: Some(Arc::clone(request)),
        thread: sending.thread,
        process: sending.process.address,
        user: !request.kernel,
        major: call.major,
        flags,
        parameters: parameters(cx, call, &buffers),
        buffers,
    };
    cx.machine().io.irps.make(cx, new).ok_or(STATUS_INSUFFICIENT_RESOURCES)
}

fn parameters(cx: &Context, call: Call, buffers: &Buffers) -> IO_PARAMETERS {
    let mut all = IO_PARAMETERS { Others: unsafe { std::mem::zeroed::<IO_PARAMETERS_OTHERS>() } };
    if major::is_control(call.major) {
        all.DeviceIoControl = IO_PARAMETERS_DEVICE_IO_CONTROL {
            OutputBufferLength: buffers.output_length,
            _gap1: 0,
            InputBufferLength: buffers.input_length,
            _gap2: 0,
            IoControlCode: call.code,
            _gap3: 0,
            Type3InputBuffer: buffers.user_input(cx) as *mut _,
        };
    } else if call.major == kernel_abi::IRP_MJ_READ || call.major == kernel_abi::IRP_MJ_WRITE {
        let length = if call.major == kernel_abi::IRP_MJ_READ { buffers.output_length } else { buffers.input_length };
        all.Write = IO_PARAMETERS_WRITE { Length: length, _gap1: 0, Key: 0, Flags: 0, ByteOffset: 0 };
    } else {
        let others = unsafe { &mut all.Others };
        others.Argument1 = buffers.output_length as usize as *mut _;
        others.Argument2 = call.code as usize as *mut _;
    }
    all
}
