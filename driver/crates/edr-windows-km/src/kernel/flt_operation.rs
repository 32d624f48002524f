//! Operations on files as the minifilter's callbacks see them.
//!
//! | entry point | IRQL |
//! | --- | --- |
//! | `pre_create`, `pre_write`, `pre_prepare_mdl_write`, `pre_cleanup` | PASSIVE_LEVEL or APC_LEVEL |
//! | `post_cleanup` | up to DISPATCH_LEVEL, in any thread |

use core::ffi::c_void;
use core::ptr::{self, NonNull};

use edr_core::event_table::Requestor;
use edr_core::file_operation::{CreateFlags, OperationFlags};
use kernel_abi::{
    imports, kernel_fn, FILE_DIRECTORY_FILE, FILE_OBJECT, FILE_OPEN_BY_FILE_ID, FLTFL_CALLBACK_DATA_FAST_IO_OPERATION,
    FLTFL_POST_OPERATION_DRAINING, FLT_CALLBACK_DATA, FLT_IO_PARAMETER_BLOCK, FLT_POSTOP_CALLBACK_STATUS,
    FLT_POSTOP_FINISHED_PROCESSING, FLT_POST_OPERATION_FLAGS, FLT_PREOP_CALLBACK_STATUS, FLT_PREOP_COMPLETE,
    FLT_PREOP_DISALLOW_FASTIO, FLT_PREOP_SUCCESS_NO_CALLBACK, FLT_PREOP_SUCCESS_WITH_CALLBACK, FLT_RELATED_OBJECTS,
    FO_VOLUME_OPEN, IRP_MJ_CREATE, IRP_MJ_WRITE, IRP_MN_COMPLETE, IRP_PAGING_IO, NTSTATUS, NT_SUCCESS,
    SL_OPEN_PAGING_FILE, SL_OPEN_TARGET_DIRECTORY,
};

use super::flt_name::{FileName, NameKind};
use super::ps::Thread;
use super::state_cell::state;
use super::{unicode, PoolBox, Tag};
use crate::cleanup_record::CleanupRecord;
use crate::driver_state::DriverState;
use crate::file_callbacks;

/// What a pre-operation callback answers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The operation passes.
    Pass,
    /// It passes, and the post-operation callback is called, with the context that was set.
    PassWithCallback,
    /// It is to come again as an IRP. For fast I/O.
    DisallowFastIo,
    /// It ends here, with the status that was set.
    Complete,
}

impl Answer {
    fn status(self) -> FLT_PREOP_CALLBACK_STATUS {
        match self {
            Answer::Pass => FLT_PREOP_SUCCESS_NO_CALLBACK,
            Answer::PassWithCallback => FLT_PREOP_SUCCESS_WITH_CALLBACK,
            Answer::DisallowFastIo => FLT_PREOP_DISALLOW_FASTIO,
            Answer::Complete => FLT_PREOP_COMPLETE,
        }
    }
}

/// An operation on its way down.
pub struct PreOperation<'a> {
    data: NonNull<FLT_CALLBACK_DATA>,
    parameters: &'a FLT_IO_PARAMETER_BLOCK,
    objects: &'a FLT_RELATED_OBJECTS,
    file: Option<&'a FILE_OBJECT>,
    context: NonNull<*mut c_void>,
}

impl<'a> PreOperation<'a> {
    /// # Safety
    /// The arguments are those of a pre-operation callback, which give the life.
    unsafe fn from_raw(
        data: *mut FLT_CALLBACK_DATA,
        objects: *const FLT_RELATED_OBJECTS,
        context: *mut *mut c_void,
    ) -> Option<Self> {
        let data = NonNull::new(data)?;
        // SAFETY: valid during the callback.
        let block = unsafe { data.as_ref() }.Iopb;
        // SAFETY: valid during the callback; the filter manager changes it for a filter that says so only.
        let parameters = unsafe { block.as_ref() }?;
        // SAFETY: valid during the callback.
        let objects = unsafe { objects.as_ref() }?;
        // SAFETY: null or referenced by the operation.
        let file = unsafe { parameters.TargetFileObject.as_ref() };
        Some(Self { data, parameters, objects, file, context: NonNull::new(context)? })
    }

    fn data(&self) -> &FLT_CALLBACK_DATA {
        // SAFETY: valid during the callback, and written by `set_status` only.
        unsafe { self.data.as_ref() }
    }

    /// The thread that asked for it, where it has one.
    pub fn thread(&self) -> Option<Thread> {
        // SAFETY: null or referenced by the operation.
        unsafe { Thread::from_raw(self.data().Thread) }
    }

    /// Who asked for it.
    pub fn requestor(&self) -> Requestor {
        // SAFETY: valid during the callback.
        let process_id = unsafe { imports::FltGetRequestorProcessId(self.data.as_ptr()) };
        Requestor { process_id, thread_id: self.thread().map_or(0, Thread::id) }
    }

    /// Whether it came as fast I/O.
    pub fn is_fast_io(&self) -> bool {
        self.data().Flags & FLTFL_CALLBACK_DATA_FAST_IO_OPERATION != 0
    }

    /// What it says of itself as a create (FIL-5).
    pub fn create_flags(&self) -> CreateFlags {
        CreateFlags {
            is_paging_io: self.is_paging_io(),
            asks_for_directory: self.create_options() & FILE_DIRECTORY_FILE != 0,
            opens_for_system: self.parameters.OperationFlags & (SL_OPEN_TARGET_DIRECTORY | SL_OPEN_PAGING_FILE) != 0,
            opens_volume: self.opened_name().is_empty()
                && self.file.is_none_or(|file| file.RelatedFileObject.is_null()),
        }
    }

    /// What it says of itself as an operation on a file that is open (FIL-5).
    pub fn operation_flags(&self) -> OperationFlags {
        OperationFlags {
            is_paging_io: self.is_paging_io(),
            completes_mdl: self.parameters.MinorFunction & IRP_MN_COMPLETE != 0,
            is_on_volume: self.file.is_none_or(|file| file.Flags & FO_VOLUME_OPEN != 0),
        }
    }

    /// Whether it is paging I/O.
    fn is_paging_io(&self) -> bool {
        self.parameters.IrpFlags & IRP_PAGING_IO != 0
    }

    /// Of a create: access asked for; 0 of anything else.
    pub fn desired_access(&self) -> u32 {
        if self.parameters.MajorFunction != IRP_MJ_CREATE {
            return 0;
        }
        // SAFETY: the parameters of a create are these.
        let security = unsafe { self.parameters.Parameters.Create.SecurityContext };
        // SAFETY: null or valid during the callback.
        unsafe { security.as_ref() }.map_or(0, |security| security.DesiredAccess)
    }

    /// Of a create: disposition in the high byte, options below; 0 of anything else.
    pub fn create_options(&self) -> u32 {
        if self.parameters.MajorFunction != IRP_MJ_CREATE {
            return 0;
        }
        // SAFETY: the parameters of a create are these.
        unsafe { self.parameters.Parameters.Create.Options }
    }

    /// Of a create: whether the name is an id.
    pub fn opens_by_id(&self) -> bool {
        self.create_options() & FILE_OPEN_BY_FILE_ID != 0
    }

    /// Of a create: the name as opened, relative to another file where one is given. Gone after a create.
    pub fn opened_name(&self) -> &'a [u16] {
        let is_create = self.parameters.MajorFunction == IRP_MJ_CREATE;
        let name = self.file.filter(|_| is_create).map_or(ptr::null(), |file| &raw const file.FileName);
        // SAFETY: null, or a name that is valid until the create is done.
        unsafe { unicode::units_of(name) }
    }

    /// Whether the file that was opened is a directory; `None` where that can't be told. May ask the file system.
    /// That is file I/O beyond DRV-1's name query, of a file that the filter manager has not looked at yet: call it last.
    /// IRQL: PASSIVE_LEVEL (at most APC_LEVEL).
    pub fn is_directory(&self) -> Option<bool> {
        let mut directory = 0;
        let (file, instance) = (self.parameters.TargetFileObject, self.objects.Instance);
        // SAFETY: both are valid during the callback; the file is open.
        let status = unsafe { imports::FltIsDirectory(file, instance, &raw mut directory) };
        NT_SUCCESS(status).then_some(directory != 0)
    }

    /// Of a write: its length in bytes; 0 of anything else.
    pub fn write_length(&self) -> u32 {
        if self.parameters.MajorFunction != IRP_MJ_WRITE {
            return 0;
        }
        // SAFETY: the parameters of a write are these.
        unsafe { self.parameters.Parameters.Write.Length }
    }

    /// Of a write: its offset as asked for, -1 and -2 included; 0 of anything else.
    pub fn write_offset(&self) -> i64 {
        if self.parameters.MajorFunction != IRP_MJ_WRITE {
            return 0;
        }
        // SAFETY: the parameters of a write are these.
        unsafe { self.parameters.Parameters.Write.ByteOffset }
    }

    /// The file's name; `None` where it can't be had. IRQL: PASSIVE_LEVEL or APC_LEVEL.
    pub fn name(&self, kind: NameKind) -> Option<FileName> {
        // SAFETY: valid during the callback.
        unsafe { FileName::query(self.data, kind) }
    }

    /// Sets the status with which [`Answer::Complete`] ends it.
    pub fn set_status(&mut self, status: NTSTATUS) {
        // SAFETY: this callback's to write.
        let io_status = unsafe { &mut self.data.as_mut().IoStatus };
        io_status.Status = status;
        io_status.Information = 0;
    }

    /// Leaves a record to the post-operation, which [`Answer::PassWithCallback`] asks for.
    pub fn set_context(&mut self, record: PoolBox<CleanupRecord>) {
        // SAFETY: the callback's place for it.
        unsafe { self.context.write(record.into_raw().as_ptr().cast()) };
    }
}

/// An operation on its way up.
pub struct PostOperation<'a> {
    data: &'a FLT_CALLBACK_DATA,
    flags: FLT_POST_OPERATION_FLAGS,
}

impl PostOperation<'_> {
    /// How it ended.
    pub fn status(&self) -> NTSTATUS {
        self.data.IoStatus.Status
    }

    /// Whether the instance goes, and only the context is to be freed.
    pub fn is_draining(&self) -> bool {
        self.flags & FLTFL_POST_OPERATION_DRAINING != 0
    }
}

kernel_fn! {
    /// PFLT_PRE_OPERATION_CALLBACK of IRP_MJ_CREATE. IRQL: PASSIVE_LEVEL (at most APC_LEVEL).
    pub(super) fn pre_create(
        data: *mut FLT_CALLBACK_DATA, objects: *const FLT_RELATED_OBJECTS, context: *mut *mut c_void,
    ) -> FLT_PREOP_CALLBACK_STATUS {
        // SAFETY: as the filter manager calls it.
        unsafe { answer(data, objects, context, file_callbacks::pre_create) }
    }

    /// PFLT_PRE_OPERATION_CALLBACK of IRP_MJ_WRITE. IRQL: PASSIVE_LEVEL or APC_LEVEL.
    pub(super) fn pre_write(
        data: *mut FLT_CALLBACK_DATA, objects: *const FLT_RELATED_OBJECTS, context: *mut *mut c_void,
    ) -> FLT_PREOP_CALLBACK_STATUS {
        // SAFETY: as the filter manager calls it.
        unsafe { answer(data, objects, context, file_callbacks::pre_write) }
    }

    /// PFLT_PRE_OPERATION_CALLBACK of IRP_MJ_PREPARE_MDL_WRITE. IRQL: PASSIVE_LEVEL or APC_LEVEL.
    pub(super) fn pre_prepare_mdl_write(
        data: *mut FLT_CALLBACK_DATA, objects: *const FLT_RELATED_OBJECTS, context: *mut *mut c_void,
    ) -> FLT_PREOP_CALLBACK_STATUS {
        // SAFETY: as the filter manager calls it.
        unsafe { answer(data, objects, context, file_callbacks::pre_prepare_mdl_write) }
    }

    /// PFLT_PRE_OPERATION_CALLBACK of IRP_MJ_CLEANUP. IRQL: PASSIVE_LEVEL or APC_LEVEL.
    pub(super) fn pre_cleanup(
        data: *mut FLT_CALLBACK_DATA, objects: *const FLT_RELATED_OBJECTS, context: *mut *mut c_void,
    ) -> FLT_PREOP_CALLBACK_STATUS {
        // SAFETY: as the filter manager calls it.
        unsafe { answer(data, objects, context, file_callbacks::pre_cleanup) }
    }

    /// PFLT_POST_OPERATION_CALLBACK of IRP_MJ_CLEANUP. IRQL: up to DISPATCH_LEVEL, in any thread.
    pub(super) fn post_cleanup(
        data: *mut FLT_CALLBACK_DATA, _objects: *const FLT_RELATED_OBJECTS, context: *mut c_void, flags: FLT_POST_OPERATION_FLAGS,
    ) -> FLT_POSTOP_CALLBACK_STATUS {
        // SAFETY: valid during the callback.
        let data = unsafe { data.as_ref() };
        let record = NonNull::new(context.cast::<CleanupRecord>());
        // SAFETY: what `set_context` of this operation left, with this tag.
        let record = record.map(|record| unsafe { PoolBox::from_raw(record, Tag::Event) });
        if let (Some(driver), Some(data), Some(record)) = (state(), data, &record) {
            file_callbacks::post_cleanup(driver, &PostOperation { data, flags }, record);
        }
        FLT_POSTOP_FINISHED_PROCESSING
    }
}

/// # Safety
/// The arguments are those of a pre-operation callback.
unsafe fn answer(
    data: *mut FLT_CALLBACK_DATA,
    objects: *const FLT_RELATED_OBJECTS,
    context: *mut *mut c_void,
    callback: fn(&DriverState, &mut PreOperation<'_>) -> Answer,
) -> FLT_PREOP_CALLBACK_STATUS {
    let Some(driver) = state() else { return FLT_PREOP_SUCCESS_NO_CALLBACK };
    // SAFETY: as the caller says.
    let operation = unsafe { PreOperation::from_raw(data, objects, context) };
    operation.map_or(Answer::Pass, |mut operation| callback(driver, &mut operation)).status()
}
