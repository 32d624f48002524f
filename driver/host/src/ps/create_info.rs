//! PS_CREATE_NOTIFY_INFO: a process about to run is shown to the routines.

use std::sync::Arc;

use kernel_abi::{CLIENT_ID, HANDLE, NTSTATUS, PS_CREATE_NOTIFY_INFO, STATUS_SUCCESS, UNICODE_STRING};

use super::{current_thread, notify, Process, Start};
use crate::guest::Context;
use crate::text::Text;
use crate::verifier::BugCheck;

/// FileOpenNameAvailable, bit 0 of Flags.
const OPEN_NAME_AVAILABLE: u32 = 1;

/// A string that drivers are shown.
struct Shown {
    string: UNICODE_STRING,
    _units: Box<[u16]>,
}

impl Shown {
    fn of(text: &Text) -> Self {
        let mut units: Box<[u16]> = text.units().into();
        let bytes = u16::try_from(2 * units.len()).unwrap_or(u16::MAX - 1);
        Self {
            string: UNICODE_STRING { Length: bytes, MaximumLength: bytes, Buffer: units.as_mut_ptr() },
            _units: units,
        }
    }
}

fn id(number: u32) -> HANDLE {
    number as usize as HANDLE
}

/// Tells of a process about to run; what CreationStatus says at the end.
pub(super) fn created(cx: &Context, process: &Arc<Process>, how: &Start, file: usize) -> NTSTATUS {
    let (image, command) = (how.image_name.as_ref().map(Shown::of), how.command_line.as_ref().map(Shown::of));
    let pointer = |shown: &Option<Shown>| shown.as_ref().map_or(std::ptr::null(), |shown| &raw const shown.string);
    let creator = current_thread(cx);
    let given = PS_CREATE_NOTIFY_INFO {
        Size: size_of::<PS_CREATE_NOTIFY_INFO>(),
        Flags: if how.open_name_available { OPEN_NAME_AVAILABLE } else { 0 },
        ParentProcessId: id(process.parent),
        CreatingThreadId: CLIENT_ID { UniqueProcess: id(creator.process.id), UniqueThread: id(creator.id) },
        FileObject: file as *mut _,
        ImageFileName: pointer(&image),
        CommandLine: pointer(&command),
        CreationStatus: STATUS_SUCCESS,
    };
    let mut information = Box::new(given);
    let address = &raw mut *information;
    notify::call_all(cx, (process.address.0, process.id), address as usize, |routine| {
        // written by the driver through the address
        if fields(unsafe { &address.read_volatile() }) != fields(&given) {
            let how = format!("{} changed more than CreationStatus", cx.machine().images.describe(routine));
            cx.bug_check(BugCheck::rule("PS_CREATE_NOTIFY_INFO", &how));
        }
    });
    unsafe { address.read_volatile() }.CreationStatus
}

/// Tells of a process that ends, in its last thread.
pub(super) fn exited(cx: &Context, process: &Arc<Process>) {
    notify::call_all(cx, (process.address.0, process.id), 0, |_| {});
}

/// What a routine may not change.
fn fields(information: &PS_CREATE_NOTIFY_INFO) -> [usize; 8] {
    [
        information.Size,
        information.Flags as usize,
        information.ParentProcessId as usize,
        information.CreatingThreadId.UniqueProcess as usize,
        information.CreatingThreadId.UniqueThread as usize,
        information.FileObject as usize,
        information.ImageFileName as usize,
        information.CommandLine as usize,
    ]
}
