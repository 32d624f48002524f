//! What the minifilter does with operations.

use core::ffi::c_void;
use core::ptr::{addr_of, null, null_mut};

use kernel_abi::imports::{FltGetFileNameInformation, FltReleaseFileNameInformation};
use kernel_abi::{
    kernel_fn, FLTFL_CALLBACK_DATA_FAST_IO_OPERATION, FLTFL_POST_OPERATION_DRAINING, FLT_CALLBACK_DATA,
    FLT_FILE_NAME_OPENED, FLT_FILE_NAME_QUERY_DEFAULT, FLT_IO_PARAMETER_BLOCK, FLT_OPERATION_REGISTRATION,
    FLT_POSTOP_CALLBACK_STATUS, FLT_POSTOP_FINISHED_PROCESSING, FLT_POST_OPERATION_FLAGS, FLT_PREOP_CALLBACK_STATUS,
    FLT_PREOP_COMPLETE, FLT_PREOP_SUCCESS_NO_CALLBACK, FLT_PREOP_SUCCESS_WITH_CALLBACK, FLT_REGISTRATION,
    FLT_REGISTRATION_VERSION, FLT_RELATED_OBJECTS, IO_STATUS_BLOCK, IRP_MJ_CLEANUP, IRP_MJ_CLOSE, IRP_MJ_CREATE,
    IRP_MJ_OPERATION_END, IRP_MJ_WRITE, NT_SUCCESS,
};

use crate::filters::{current, instance_query_teardown, instance_setup, Context};
use crate::kernel::bytes_of;
use crate::log::Note;
use crate::protocol::FilterKind;

const UP: u32 = 0x100;
const FAST_IO: u32 = 0x200;
const NUMBERS: u32 = 0x400;

const fn operation(major: u8) -> FLT_OPERATION_REGISTRATION {
    FLT_OPERATION_REGISTRATION {
        MajorFunction: major,
        Flags: 0,
        PreOperation: Some(pre_operation),
        PostOperation: Some(post_operation),
        Reserved1: null_mut(),
    }
}

static OPERATIONS: [FLT_OPERATION_REGISTRATION; 5] = [
    operation(IRP_MJ_CREATE),
    operation(IRP_MJ_WRITE),
    operation(IRP_MJ_CLEANUP),
    operation(IRP_MJ_CLOSE),
    FLT_OPERATION_REGISTRATION { PreOperation: None, PostOperation: None, ..operation(IRP_MJ_OPERATION_END) },
];

/// The filter.
pub static REGISTRATION: FLT_REGISTRATION = FLT_REGISTRATION {
    Size: size_of::<FLT_REGISTRATION>() as u16,
    Version: FLT_REGISTRATION_VERSION,
    Flags: 0,
    ContextRegistration: null(),
    OperationRegistration: &raw const OPERATIONS as *const FLT_OPERATION_REGISTRATION,
    FilterUnloadCallback: Some(crate::filter_unload),
    InstanceSetupCallback: Some(instance_setup),
    InstanceQueryTeardownCallback: Some(instance_query_teardown),
    InstanceTeardownStartCallback: None,
    InstanceTeardownCompleteCallback: None,
    GenerateFileNameCallback: null_mut(),
    NormalizeNameComponentCallback: null_mut(),
    NormalizeContextCleanupCallback: null_mut(),
    TransactionNotificationCallback: null_mut(),
    NormalizeNameComponentExCallback: null_mut(),
    SectionNotificationCallback: null_mut(),
};

kernel_fn! {
    fn pre_operation(
        data: *mut FLT_CALLBACK_DATA,
        _objects: *const FLT_RELATED_OBJECTS,
        _context: *mut *mut c_void,
    ) -> FLT_PREOP_CALLBACK_STATUS {
        // SAFETY: the filter manager gives valid data, which nobody else changes during the call
        let data = unsafe { &mut *data };
        current().map_or(FLT_PREOP_SUCCESS_NO_CALLBACK, |context| before(context, data))
    }

    fn post_operation(
        data: *mut FLT_CALLBACK_DATA,
        _objects: *const FLT_RELATED_OBJECTS,
        _context: *mut c_void,
        flags: FLT_POST_OPERATION_FLAGS,
    ) -> FLT_POSTOP_CALLBACK_STATUS {
        // SAFETY: the filter manager gives valid data, which nobody else changes during the call
        let data = unsafe { &mut *data };
        if flags & FLTFL_POST_OPERATION_DRAINING == 0 {
            if let Some(context) = current() {
                after(context, data);
            }
        }
        FLT_POSTOP_FINISHED_PROCESSING
    }
}

/// At most APC_LEVEL.
fn before(context: &Context, data: &mut FLT_CALLBACK_DATA) -> FLT_PREOP_CALLBACK_STATUS {
    // SAFETY: valid as long as the data
    let block = unsafe { &*data.Iopb };
    let major = block.MajorFunction;
    match context.kind {
        FilterKind::Log => {
            log_way_down(context, data, block);
            FLT_PREOP_SUCCESS_WITH_CALLBACK
        }
        FilterKind::CompleteCreates if major == IRP_MJ_CREATE && has_name(data, &context.path) => {
            data.IoStatus = IO_STATUS_BLOCK { Status: context.status, Information: 0 };
            FLT_PREOP_COMPLETE
        }
        FilterKind::EndCleanups if major == IRP_MJ_CLEANUP && has_name(data, &context.path) => {
            FLT_PREOP_SUCCESS_WITH_CALLBACK
        }
        _ => FLT_PREOP_SUCCESS_NO_CALLBACK,
    }
}

/// At most DISPATCH_LEVEL.
fn after(context: &Context, data: &mut FLT_CALLBACK_DATA) {
    match context.kind {
        FilterKind::Log => {
            // SAFETY: valid as long as the data
            let block = unsafe { &*data.Iopb };
            context.log.add(Note {
                what: kind_of(data, block) | UP,
                status: data.IoStatus.Status as u32,
                ..Note::default()
            });
        }
        FilterKind::EndCleanups => data.IoStatus.Status = context.status,
        _ => {}
    }
}

fn kind_of(data: &FLT_CALLBACK_DATA, block: &FLT_IO_PARAMETER_BLOCK) -> u32 {
    let fast_io = data.Flags & FLTFL_CALLBACK_DATA_FAST_IO_OPERATION != 0;
    u32::from(block.MajorFunction) | if fast_io { FAST_IO } else { 0 }
}

fn log_way_down(context: &Context, data: &mut FLT_CALLBACK_DATA, block: &FLT_IO_PARAMETER_BLOCK) {
    let what = kind_of(data, block);
    let (numbers, first, second) = numbers_of(block);
    let mut note = Note { what: what | numbers, first, second, ..Note::default() };
    // a close has no name any more
    if block.MajorFunction == IRP_MJ_CLOSE {
        context.log.add(note);
    } else {
        with_name(data, |name| {
            note.name = name;
            context.log.add(note);
        });
    }
}

/// DesiredAccess and Options of a create, Length and ByteOffset of a write.
fn numbers_of(block: &FLT_IO_PARAMETER_BLOCK) -> (u32, u64, u64) {
    match block.MajorFunction {
        IRP_MJ_CREATE => {
            // SAFETY: the parameters of a create
            let create = unsafe { block.Parameters.Create };
            // SAFETY: the filter manager gives a valid context with each create
            let security = unsafe { &*create.SecurityContext };
            (NUMBERS, security.DesiredAccess.into(), create.Options.into())
        }
        IRP_MJ_WRITE => {
            // SAFETY: the parameters of a write
            let write = unsafe { block.Parameters.Write };
            (NUMBERS, write.Length.into(), write.ByteOffset as u64)
        }
        _ => (0, 0, 0),
    }
}

fn has_name(data: &mut FLT_CALLBACK_DATA, path: &[u8]) -> bool {
    let mut same = false;
    with_name(data, |name| same = name == path);
    same
}

/// The name as opened; empty where it can't be had. At most APC_LEVEL.
fn with_name<'a>(data: &mut FLT_CALLBACK_DATA, use_name: impl FnOnce(&'a [u8])) {
    let mut information = null_mut();
    // SAFETY: the data is valid during a callback
    let status = unsafe {
        FltGetFileNameInformation(data, FLT_FILE_NAME_OPENED | FLT_FILE_NAME_QUERY_DEFAULT, &mut information)
    };
    if !NT_SUCCESS(status) {
        return use_name(&[]);
    }
    // SAFETY: valid until it is released
    let name = unsafe { addr_of!((*information).Name) };
    // SAFETY: valid until it is released, after its last use
    use_name(unsafe { bytes_of(name) });
    // SAFETY: ours to release, once
    unsafe { FltReleaseFileNameInformation(information) };
}
