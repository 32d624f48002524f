//! Names of files, as filters get them.
//!
//! Source: Microsoft, "FltGetFileNameInformation function (fltkernel.h)", "FLT_FILE_NAME_OPTIONS",
//! "FltParseFileNameInformation function (fltkernel.h)". The name cache is taken to be empty where Windows allows only cached
//! names, so that no filter can rely on luck, unless an operation says that it is not.

use std::sync::Arc;

use kernel_abi::{
    FLT_FILE_NAME_INFORMATION, IRP_MJ_CLEANUP, IRP_MJ_CLOSE, IRP_MJ_CREATE, IRP_PAGING_IO, NTSTATUS,
    STATUS_FLT_INVALID_NAME_REQUEST, STATUS_INVALID_PARAMETER, STATUS_SUCCESS,
};

use super::flight::{flight, Flight};
use super::name_information::NameInformation;
use super::operation::{File, NameFormat};
use crate::guest::Context;
use crate::ob::Body;
use crate::verifier::BugCheck;

/// STATUS_FLT_NAME_CACHE_MISS.
const NAME_CACHE_MISS: NTSTATUS = 0xC01C_0018_u32 as NTSTATUS;
const FORMATS: u32 = 0xFF;
const METHODS: u32 = 0xFF00;
/// FLT_FILE_NAME_QUERY_ methods.
const CACHE_ONLY: u32 = 0x200;
const FILESYSTEM_ONLY: u32 = 0x300;
const ALWAYS_ALLOW_CACHE_LOOKUP: u32 = 0x400;
/// FLT_FILE_NAME_DO_NOT_CACHE, which changes nothing here, as nothing is cached. The other flags are name providers'.
const DO_NOT_CACHE: u32 = 0x0200_0000;
const PASSIVE_LEVEL: u8 = 0;

/// The file of a FILE_OBJECT: of an operation under way, or one that is open.
pub(super) fn file(cx: &Context, file_object: usize) -> Option<Arc<dyn File>> {
    flying(cx, file_object).map(|flight| Arc::clone(&flight.file)).or_else(|| open_file(cx, file_object))
}

fn flying(cx: &Context, file_object: usize) -> Option<Arc<Flight>> {
    let flights = cx.machine().flt.flights.lock().values().cloned().collect::<Vec<_>>();
    flights.into_iter().find(|flight| flight.file.file_object() == file_object)
}

fn open_file(cx: &Context, file_object: usize) -> Option<Arc<dyn File>> {
    match cx.machine().ob.objects.get(file_object)? {
        Body::VolumeFile(open) => Some(super::as_file(open)),
        _ => None,
    }
}

/// Whether the file system may be asked: not on the paging path, not below a file system that is at work already, not with all
/// APCs disabled, not once cleanup is done.
fn may_ask(cx: &Context, flight: &Flight) -> bool {
    let cleaned = flight.major == IRP_MJ_CLOSE || (flight.major == IRP_MJ_CLEANUP && flight.is_returning());
    flight.irp_flags & IRP_PAGING_IO == 0 && !flight.top_level_irp && cx.irql() == PASSIVE_LEVEL && !cleaned
}

fn query(cx: &Context, flight: &Flight, options: u32) -> Result<usize, NTSTATUS> {
    let format = match options & FORMATS {
        1 => NameFormat::Normalized,
        2 => NameFormat::Opened,
        3 => NameFormat::Short,
        _ => return Err(STATUS_INVALID_PARAMETER),
    };
    let method = options & METHODS;
    if method & FORMATS != 0 || !(1..=ALWAYS_ALLOW_CACHE_LOOKUP >> 8).contains(&(method >> 8)) {
        return Err(STATUS_INVALID_PARAMETER);
    }
    if options & !(FORMATS | METHODS | DO_NOT_CACHE) != 0 {
        cx.bug_check(BugCheck::host(format!("FltGetFileNameInformation with options {options:#x} is not simulated")));
    }
    let before_create = flight.major == IRP_MJ_CREATE && !flight.is_returning();
    if format == NameFormat::Short && before_create {
        return Err(STATUS_FLT_INVALID_NAME_REQUEST);
    }
    let cached = flight.name_cached && method != FILESYSTEM_ONLY;
    if !cached && method == CACHE_ONLY {
        return Err(NAME_CACHE_MISS);
    }
    if !cached && !may_ask(cx, flight) {
        return Err(STATUS_FLT_INVALID_NAME_REQUEST);
    }
    let name = cx.as_host(|| flight.file.name(cx, format))?;
    Ok(NameInformation::make(cx, format, &flight.file.volume(), name))
}

services! { "fltmgr.sys";
    /// The name comes with a reference for FltReleaseFileNameInformation.
    /// Source: Microsoft, "FltGetFileNameInformation function (fltkernel.h)".
    fn FltGetFileNameInformation(cx, data: usize, options: u32, name: *mut usize) -> NTSTATUS, irql 1, fails |status| status; {
        let flight = flight(cx, data);
        match query(cx, &flight, options) {
            Ok(information) => {
                unsafe { name.write(information) };
                STATUS_SUCCESS
            }
            Err(status) => status,
        }
    }

    /// Source: Microsoft, "FltParseFileNameInformation function (fltkernel.h)".
    fn FltParseFileNameInformation(cx, name: *mut FLT_FILE_NAME_INFORMATION) -> NTSTATUS, irql 1, fails |status| status; {
        NameInformation::parse(cx, name);
        STATUS_SUCCESS
    }

    /// Source: Microsoft, "FltReleaseFileNameInformation function (fltkernel.h)".
    fn FltReleaseFileNameInformation(cx, name: *mut FLT_FILE_NAME_INFORMATION), irql 1; {
        NameInformation::release(cx, name as usize);
    }

    /// Source: Microsoft, "FltReferenceFileNameInformation function (fltkernel.h)".
    fn FltReferenceFileNameInformation(cx, name: *mut FLT_FILE_NAME_INFORMATION), irql 1; {
        NameInformation::reference(cx, name as usize);
    }

    /// Of an open file: before its create there is nothing that could be asked.
    /// Source: Microsoft, "FltIsDirectory function (fltkernel.h)".
    fn FltIsDirectory(cx, file_object: usize, instance: usize, directory: *mut u8) -> NTSTATUS, irql 1, fails |status| status; {
        super::objects::instance(cx, instance);
        let flying = flying(cx, file_object);
        if flying.as_ref().is_some_and(|flight| flight.major == IRP_MJ_CREATE && !flight.is_returning()) {
            cx.bug_check(BugCheck::rule("FltIsDirectory", "the file is not open yet"));
        }
        let Some(file) = file(cx, file_object) else {
            cx.bug_check(BugCheck::rule("FltIsDirectory", &format!("{file_object:#x} is no file of a volume")))
        };
        let is_directory = cx.as_host(|| file.is_directory(cx));
        unsafe { directory.write(u8::from(is_directory)) };
        STATUS_SUCCESS
    }

    /// 0 where nobody asked. Source: Microsoft, "FltGetRequestorProcessId function (fltkernel.h)".
    fn FltGetRequestorProcessId(cx, data: usize) -> u32, irql 2; {
        let requestor = flight(cx, data).requestor;
        let thread = requestor.and_then(|thread| cx.machine().ob.objects.get(thread.0));
        match thread {
            Some(Body::Thread(thread)) => thread.process.id,
            _ => 0,
        }
    }

    /// Source: Microsoft, "FltSetCallbackDataDirty function (fltkernel.h)".
    fn FltSetCallbackDataDirty(cx, data: usize), irql 31; {
        flight(cx, data).data.set_dirty();
    }
}
