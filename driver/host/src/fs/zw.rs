//! ZwCreateFile: a driver opens a file from the top of its volume's stack, so that every filter sees it, the caller's own too.

use std::sync::Arc;

use kernel_abi::{
    ACCESS_MASK, HANDLE, IO_STATUS_BLOCK, LARGE_INTEGER, NTSTATUS, OBJECT_ATTRIBUTES, OBJ_FORCE_ACCESS_CHECK,
    OBJ_KERNEL_HANDLE, STATUS_INVALID_HANDLE, STATUS_INVALID_PARAMETER, STATUS_OBJECT_TYPE_MISMATCH, STATUS_SUCCESS,
};

use super::open::open;
use super::open_file::OpenFile;
use super::request::CreateRequest;
use crate::guest::{Context, Mode};
use crate::io::namespace::Found;
use crate::machine::ImageId;
use crate::ob::{self, Body, Handle, HandleEntry, NewHandle};
use crate::ps;
use crate::service::Service;
use crate::text::Text;
use crate::verifier::BugCheck;

/// SL_FORCE_ACCESS_CHECK.
const SL_FORCE_ACCESS_CHECK: u8 = 1;

/// What is to be opened, as ZwCreateFile is told.
struct Asked {
    name: Text,
    root: u64,
    attributes: u32,
    access: u32,
    file_attributes: u32,
    share_access: u32,
    options: u32,
}

services! { "ntoskrnl.exe";
    /// Source: Microsoft, "ZwCreateFile function (wdm.h)".
    fn ZwCreateFile(
        cx,
        handle: *mut HANDLE,
        access: ACCESS_MASK,
        attributes: *const OBJECT_ATTRIBUTES,
        io_status: *mut IO_STATUS_BLOCK,
        _allocation_size: *const LARGE_INTEGER,
        file_attributes: u32,
        share_access: u32,
        disposition: u32,
        options: u32,
        ea: usize,
        ea_length: u32,
    ) -> NTSTATUS, irql 0, fails |status| status; {
        let given = unsafe { attributes.read() };
        if given.Length as usize != size_of::<OBJECT_ATTRIBUTES>() || disposition > 5 || options >> 24 != 0 || (ea != 0) != (ea_length != 0) {
            return STATUS_INVALID_PARAMETER;
        }
        if ea != 0 || !given.SecurityDescriptor.is_null() {
            cx.bug_check(BugCheck::host("ZwCreateFile with extended attributes or a security descriptor is not simulated".into()));
        }
        let asked = Asked {
            name: Text::read(given.ObjectName).unwrap_or_else(|| Text::of(&[])),
            root: given.RootDirectory as u64,
            attributes: given.Attributes,
            access,
            file_attributes,
            share_access,
            options: disposition << 24 | options,
        };
        require_kernel_handle(cx, asked.attributes);
        let image = cx.image();
        match cx.as_kernel(|| cx.as_host(|| create(cx, &asked, image))) {
            Ok((made, information)) => {
                unsafe { handle.write(made.0 as usize as HANDLE) };
                unsafe { io_status.write(IO_STATUS_BLOCK { Status: STATUS_SUCCESS, Information: information }) };
                STATUS_SUCCESS
            }
            Err(status) => status,
        }
    }
}

/// A handle in the table of whatever process the thread belongs to is that process's to use and to close.
fn require_kernel_handle(cx: &Context, attributes: u32) {
    let in_system = Arc::ptr_eq(&ps::current(cx), cx.machine().ps.system_process());
    if attributes & OBJ_KERNEL_HANDLE == 0 && !in_system {
        cx.bug_check(BugCheck::rule("ZwCreateFile", "without OBJ_KERNEL_HANDLE outside the system process"));
    }
}

fn create(cx: &Context, asked: &Asked, image: Option<ImageId>) -> Result<(Handle, usize), NTSTATUS> {
    let related = if asked.root == 0 { None } else { Some(root(cx, asked.root)?) };
    let name = match &related {
        Some(_) => asked.name.clone(),
        None => on_volume(cx, &asked.name)?,
    };
    let mut request = CreateRequest::new(name, asked.access, asked.options, cx.thread(), Mode::Kernel);
    (request.related, request.attributes) = (related, asked.file_attributes as u16);
    request.share_access = asked.share_access as u16;
    if asked.attributes & OBJ_FORCE_ACCESS_CHECK != 0 {
        request.operation_flags |= SL_FORCE_ACCESS_CHECK;
    }
    // without OBJ_CASE_INSENSITIVE too: ObCaseInsensitive is 1 unless somebody sets it
    let opened = open(cx, request);
    let Some(file) = opened.file else { return Err(opened.status) };
    let process = (asked.attributes & OBJ_KERNEL_HANDLE == 0).then(|| ps::current(cx).address);
    let handle = make_handle(cx, process, &file, asked.access, image);
    Ok((handle, opened.information))
}

/// The whole path on its volume to which a name leads through the object manager's links.
fn on_volume(cx: &Context, name: &Text) -> Result<Text, NTSTATUS> {
    match cx.machine().io.namespace.resolve(name)? {
        Found::Volume(device, rest) => Ok(Text::from([device.units(), rest.units()].concat())),
        Found::Device(..) => cx.bug_check(BugCheck::host("ZwCreateFile of a driver's device is not simulated".into())),
    }
}

/// Makes a handle to a file that was opened, which takes over its reference.
pub(super) fn make_handle(
    cx: &Context,
    process: Option<ps::ProcessAddress>,
    file: &Arc<OpenFile>,
    granted: u32,
    opener: Option<ImageId>,
) -> Handle {
    let (object, body) = (file.address(), Body::VolumeFile(Arc::clone(file)));
    let entry = HandleEntry { object, body, granted, inherit: false, opener };
    let handle = cx.machine().ob.handles.open(NewHandle { process, entry });
    ob::release(cx, object);
    handle
}

fn root(cx: &Context, handle: u64) -> Result<Arc<OpenFile>, NTSTATUS> {
    let entry = cx.machine().ob.handles.get(ps::current(cx).address, Handle(handle)).ok_or(STATUS_INVALID_HANDLE)?;
    match entry.body {
        Body::VolumeFile(file) => Ok(file),
        _ => Err(STATUS_OBJECT_TYPE_MISMATCH),
    }
}

/// Services of this file.
pub fn services() -> Vec<&'static [&'static Service]> {
    vec![SERVICES]
}
