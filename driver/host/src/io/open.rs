//! NtCreateFile on devices: name, whether the device takes opens, access check, then the driver (DEV-2, DEV-4).

use std::mem::size_of;
use std::sync::Arc;

use kernel_abi::{
    ACCESS_STATE, FILE_NON_DIRECTORY_FILE, FILE_OBJECT, FILE_OPEN, FILE_SYNCHRONOUS_IO_NONALERT, IO_PARAMETERS,
    IO_PARAMETERS_CREATE, IO_SECURITY_CONTEXT, IRP_MJ_CREATE, NTSTATUS, STATUS_INSUFFICIENT_RESOURCES,
    STATUS_INVALID_HANDLE, STATUS_INVALID_PARAMETER, STATUS_OBJECT_TYPE_MISMATCH, STATUS_SUCCESS, SYNCHRONIZE,
};

use super::buffers::Buffers;
use super::device::Device;
use super::file::DeviceFile;
use super::irp::{End, NewIrp};
use super::namespace::Found;
use super::{dispatch, end, file, lifecycle};
use crate::guest::{Context, Mode};
use crate::ob::{self, Body, Handle, HandleEntry, NewHandle};
use crate::ps;
use crate::se;
use crate::text::Text;
use crate::verifier::BugCheck;

const STATUS_PROCESS_IS_TERMINATING: NTSTATUS = 0xC000_010A_u32 as NTSTATUS;
/// IRP_SYNCHRONOUS_API, IRP_CREATE_OPERATION, IRP_DEFER_IO_COMPLETION.
const CREATE_FLAGS: u32 = 0x884;
const SHARE_ALL: u16 = 7;
const TAG: u32 = u32::from_le_bytes(*b"IoCr");

/// What is to be opened.
#[derive(Clone, Debug)]
pub struct Open {
    /// NT path; with a root, relative to it.
    pub path: Text,
    /// Handle that the path is relative to.
    pub root: Option<Handle>,
    /// Rights asked for.
    pub access: u32,
    /// FILE_SYNCHRONOUS_IO_NONALERT.
    pub synchronous: bool,
    /// OBJ_INHERIT.
    pub inherit: bool,
}

/// How it ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Opened {
    /// Status of the call.
    pub status: NTSTATUS,
    /// IoStatusBlock.Information.
    pub information: usize,
    /// The handle, of the current process, or of the kernel if that asked.
    pub handle: Option<Handle>,
}

impl Opened {
    fn failed(status: NTSTATUS) -> Self {
        Self { status, information: 0, handle: None }
    }
}

/// Opens a device in the name of the current thread, in its previous mode. PASSIVE_LEVEL.
pub fn open(cx: &Context, asked: &Open) -> Opened {
    if asked.synchronous && se::DEVICE.map(asked.access) & SYNCHRONIZE == 0 {
        return Opened::failed(STATUS_INVALID_PARAMETER);
    }
    let Some(root) = asked.root else {
        return match cx.machine().io.namespace.resolve(&asked.path) {
            Ok(Found::Device(device, rest)) => open_device(cx, asked, &device, &rest, 0),
            Ok(Found::Volume(..)) => {
                cx.bug_check(BugCheck::host("an open of a volume through a device open is not simulated".into()))
            }
            Err(status) => Opened::failed(status),
        };
    };
    let machine = cx.machine();
    let Some(entry) = machine.ob.handles.get(ps::current(cx).address, root) else {
        return Opened::failed(STATUS_INVALID_HANDLE);
    };
    let Body::DeviceFile(related) = entry.body else {
        return Opened::failed(STATUS_OBJECT_TYPE_MISMATCH);
    };
    machine.ob.objects.hold(related.address);
    let opened = open_device(cx, asked, &related.device, &asked.path, related.address);
    ob::release(cx, related.address);
    opened
}

fn open_device(cx: &Context, asked: &Open, device: &Arc<Device>, name: &Text, related: usize) -> Opened {
    let machine = cx.machine();
    if let Err(status) = machine.io.devices.begin_open(device, related != 0) {
        return Opened::failed(status);
    }
    let opened = check(cx, asked, device, !name.is_empty() || related != 0)
        .and_then(|granted| create(cx, asked, device, name, related).map(|created| (granted, created)));
    let (granted, (file, ended)) = match opened {
        Ok(opened) => opened,
        Err(failed) => {
            lifecycle::open_ended(cx, device);
            return failed;
        }
    };
    insert(cx, asked, &file, granted, ended)
}

/// The rights that the caller gets. Names below a device, and relative opens, are guarded by its descriptor only with
/// FILE_DEVICE_SECURE_OPEN. Source: Microsoft, "Controlling Device Namespace Access".
fn check(cx: &Context, asked: &Open, device: &Device, below: bool) -> Result<u32, Opened> {
    let desired = se::DEVICE.map(asked.access);
    if cx.mode() == Mode::Kernel || (below && !device.secures_opens()) {
        let maximum = desired & se::MAXIMUM_ALLOWED != 0;
        return Ok(if maximum { se::DEVICE.all } else { desired });
    }
    let security = device.security.lock().clone();
    se::check(&ps::current(cx).token, &security, desired, se::DEVICE).map_err(Opened::failed)
}

/// Sends IRP_MJ_CREATE; the file object comes with one reference.
fn create(
    cx: &Context,
    asked: &Open,
    device: &Arc<Device>,
    name: &Text,
    related: usize,
) -> Result<(Arc<DeviceFile>, End), Opened> {
    let machine = cx.machine();
    let no_memory = || Opened::failed(STATUS_INSUFFICIENT_RESOURCES);
    let made = DeviceFile::make(cx, device, name, related, asked.synchronous).ok_or_else(no_memory)?;
    let security = security_context(cx, asked);
    let options = FILE_NON_DIRECTORY_FILE | if asked.synchronous { FILE_SYNCHRONOUS_IO_NONALERT } else { 0 };
    let parameters = IO_PARAMETERS {
        Create: IO_PARAMETERS_CREATE {
            SecurityContext: security as *mut _,
            Options: FILE_OPEN << 24 | options,
            _gap1: 0,
            FileAttributes: 0,
            ShareAccess: SHARE_ALL,
            _gap2: 0,
            EaLength: 0,
        },
    };
    let new = NewIrp {
        device: Arc::clone(device),
        file: Some(Arc::clone(&made)),
        request: None,
        thread: cx.thread(),
        process: ps::current(cx).address,
        user: cx.mode() == Mode::User,
        major: IRP_MJ_CREATE,
        flags: CREATE_FLAGS,
        parameters,
        buffers: Buffers::default(),
    };
    let irp = machine.io.irps.make(cx, new);
    let ended = irp.as_ref().map(|irp| dispatch::call_and_wait(cx, irp, "the end of an IRP_MJ_CREATE"));
    machine.pool.free(cx, security, TAG);
    unsafe { (*(made.address as *mut FILE_OBJECT)).RelatedFileObject = std::ptr::null_mut() };
    match ended {
        Some(ended) if end::is_success(ended) => Ok((made, ended)),
        other => {
            // a file object whose open has failed gets neither IRP_MJ_CLEANUP nor IRP_MJ_CLOSE
            machine.ob.objects.remove(made.address);
            machine.pool.free(cx, made.address, file::TAG);
            let failed = |ended: End| Opened { status: ended.status, information: ended.information, handle: None };
            Err(other.map_or_else(no_memory, failed))
        }
    }
}

fn security_context(cx: &Context, asked: &Open) -> usize {
    let head = size_of::<IO_SECURITY_CONTEXT>();
    let address = cx.machine().pool.allocate(None, head + size_of::<ACCESS_STATE>(), TAG, true);
    let desired = se::DEVICE.map(asked.access);
    let state = (address + head) as *mut ACCESS_STATE;
    unsafe { (*state).OriginalDesiredAccess = desired };
    unsafe { (*state).RemainingDesiredAccess = desired };
    let context = address as *mut IO_SECURITY_CONTEXT;
    unsafe { (*context).AccessState = state };
    unsafe { (*context).DesiredAccess = desired };
    address
}

/// Makes the handle of an open that the driver has let succeed.
fn insert(cx: &Context, asked: &Open, file: &Arc<DeviceFile>, granted: u32, ended: End) -> Opened {
    let process = ps::current(cx);
    let entry = HandleEntry {
        object: file.address,
        body: Body::DeviceFile(Arc::clone(file)),
        granted,
        inherit: asked.inherit,
        opener: cx.image(),
    };
    let owner = (cx.mode() == Mode::User).then_some(process.address);
    let handle = cx.machine().ob.handles.open(NewHandle { process: owner, entry });
    ob::release(cx, file.address);
    if owner.is_some() && process.has_ended() {
        // its death has closed the handle, or did not see it yet
        ob::close_handle(cx, process.address, handle);
        return Opened::failed(STATUS_PROCESS_IS_TERMINATING);
    }
    debug_assert!(ended.status >= STATUS_SUCCESS);
    Opened { status: ended.status, information: ended.information, handle: Some(handle) }
}
