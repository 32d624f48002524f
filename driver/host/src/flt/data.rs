//! FLT_CALLBACK_DATA of an operation, in memory that drivers see.

use std::mem::MaybeUninit;

use kernel_abi::{
    FLTFL_CALLBACK_DATA_FAST_IO_OPERATION, FLTFL_CALLBACK_DATA_IRP_OPERATION, FLT_CALLBACK_DATA,
    FLT_IO_PARAMETER_BLOCK, FLT_PARAMETERS, FLT_PARAMETERS_CREATE, FLT_PARAMETERS_WRITE, IO_SECURITY_CONTEXT,
    IO_STATUS_BLOCK, IRP_MJ_PREPARE_MDL_WRITE, NTSTATUS,
};

use super::operation::{Operation, Parameters};
use crate::guest::{Context, Mode};

const TAG: u32 = u32::from_le_bytes(*b"FMcd");
/// FLTFL_CALLBACK_DATA_DIRTY, FLTFL_CALLBACK_DATA_POST_OPERATION, FLTFL_CALLBACK_DATA_DRAINING_IO.
const DIRTY: u32 = 0x8000_0000;
const POST_OPERATION: u32 = 0x8_0000;
const DRAINING: u32 = 0x4_0000;
/// Of FLT_PARAMETERS for IRP_MJ_PREPARE_MDL_WRITE: FileOffset, Length.
const MDL_OFFSET: usize = 0;
const MDL_LENGTH: usize = 8;
/// Bits of Create.Options that are options; the rest is the disposition.
const OPTIONS: u32 = 0x00FF_FFFF;

#[repr(C)]
struct Block {
    data: FLT_CALLBACK_DATA,
    parameters: FLT_IO_PARAMETER_BLOCK,
    security: IO_SECURITY_CONTEXT,
}

/// Where an operation's callback data lies. Belongs to whoever works on the operation; valid until it is freed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct CallbackData(usize);

impl CallbackData {
    /// Memory of an operation.
    pub(super) fn new(cx: &Context) -> Self {
        Self(cx.machine().pool.allocate(None, size_of::<Block>(), TAG, true))
    }

    /// The operation is done: who reads or writes it now is found out.
    pub(super) fn free(self, cx: &Context) {
        cx.machine().pool.free(cx, self.0, TAG);
    }

    /// PFLT_CALLBACK_DATA.
    pub(super) fn address(self) -> usize {
        self.0
    }

    #[allow(clippy::mut_from_ref)]
    fn block(&self) -> &mut Block {
        // allocated by `new`, zeroed; one thread at a time works on an operation, or drains it
        unsafe { &mut *(self.0 as *mut Block) }
    }

    /// Writes what an instance is shown before or after the operation.
    pub(super) fn show(self, operation: &Operation, instance: usize, kind: Shown) {
        let block = self.block();
        let origin =
            if operation.fast_io { FLTFL_CALLBACK_DATA_FAST_IO_OPERATION } else { FLTFL_CALLBACK_DATA_IRP_OPERATION };
        block.data.Flags = origin
            | match kind {
                Shown::Before => 0,
                Shown::After => POST_OPERATION,
                Shown::Draining => POST_OPERATION | DRAINING,
            };
        block.data.Thread = operation.requestor.map_or(std::ptr::null_mut(), |thread| thread.0 as _);
        block.data.Iopb = &raw mut block.parameters;
        block.data.RequestorMode = i8::from(operation.mode == Mode::User);
        let parameters = &mut block.parameters;
        parameters.IrpFlags = operation.irp_flags;
        parameters.MajorFunction = operation.major;
        parameters.MinorFunction = operation.minor;
        parameters.OperationFlags = operation.operation_flags;
        parameters.TargetFileObject = operation.file.file_object() as _;
        parameters.TargetInstance = instance as _;
        self.write_parameters(operation);
    }

    fn write_parameters(self, operation: &Operation) {
        let block = self.block();
        let parameters = &mut block.parameters.Parameters;
        *parameters = unsafe { MaybeUninit::<FLT_PARAMETERS>::zeroed().assume_init() };
        match operation.parameters {
            Parameters::Create { desired_access, options, file_attributes, share_access } => {
                block.security.DesiredAccess = desired_access;
                block.security.FullCreateOptions = options & OPTIONS;
                let mut create = unsafe { MaybeUninit::<FLT_PARAMETERS_CREATE>::zeroed().assume_init() };
                create.SecurityContext = &raw mut block.security;
                create.Options = options;
                create.FileAttributes = file_attributes;
                create.ShareAccess = share_access;
                parameters.Create = create;
            }
            Parameters::Write { length, byte_offset } if operation.major == IRP_MJ_PREPARE_MDL_WRITE => unsafe {
                let start = std::ptr::from_mut(parameters).cast::<u8>();
                start.add(MDL_OFFSET).cast::<i64>().write(byte_offset);
                start.add(MDL_LENGTH).cast::<u32>().write(length);
            },
            Parameters::Write { length, byte_offset } => {
                let mut write = unsafe { MaybeUninit::<FLT_PARAMETERS_WRITE>::zeroed().assume_init() };
                write.Length = length;
                write.ByteOffset = byte_offset;
                parameters.Write = write;
            }
            Parameters::None => {}
        }
    }

    /// Takes over what a filter has changed, if it has said so by FltSetCallbackDataDirty; else its changes are void.
    ///
    /// # Errors
    /// What it changed that can't be changed here, in words.
    pub(super) fn take_changes(self, operation: &mut Operation) -> Result<(), &'static str> {
        let block = self.block();
        if block.data.Flags & DIRTY == 0 {
            return Ok(());
        }
        if block.parameters.MajorFunction != operation.major {
            return Err("the major function was changed");
        }
        if block.parameters.TargetFileObject as usize != operation.file.file_object() {
            return Err("a target file object was changed, which is not simulated");
        }
        operation.irp_flags = block.parameters.IrpFlags;
        operation.minor = block.parameters.MinorFunction;
        operation.operation_flags = block.parameters.OperationFlags;
        operation.parameters = self.read_parameters(operation);
        Ok(())
    }

    fn read_parameters(self, operation: &Operation) -> Parameters {
        let parameters = &self.block().parameters.Parameters;
        match operation.parameters {
            Parameters::Create { .. } => {
                let create = unsafe { parameters.Create };
                Parameters::Create {
                    desired_access: unsafe { (*create.SecurityContext).DesiredAccess },
                    options: create.Options,
                    file_attributes: create.FileAttributes,
                    share_access: create.ShareAccess,
                }
            }
            Parameters::Write { .. } if operation.major == IRP_MJ_PREPARE_MDL_WRITE => unsafe {
                let start = std::ptr::from_ref(parameters).cast::<u8>();
                Parameters::Write {
                    length: start.add(MDL_LENGTH).cast::<u32>().read(),
                    byte_offset: start.add(MDL_OFFSET).cast::<i64>().read(),
                }
            },
            Parameters::Write { .. } => {
                let write = unsafe { parameters.Write };
                Parameters::Write { length: write.Length, byte_offset: write.ByteOffset }
            }
            Parameters::None => Parameters::None,
        }
    }

    /// IoStatus.
    pub(super) fn status(self) -> (NTSTATUS, usize) {
        let status = self.block().data.IoStatus;
        (status.Status, status.Information)
    }

    /// Sets IoStatus.
    pub(super) fn set_status(self, status: NTSTATUS, information: usize) {
        self.block().data.IoStatus = IO_STATUS_BLOCK { Status: status, Information: information };
    }

    /// FltSetCallbackDataDirty.
    pub(super) fn set_dirty(self) {
        self.block().data.Flags |= DIRTY;
    }
}

/// On which way an instance is shown an operation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Shown {
    /// Down.
    Before,
    /// Up.
    After,
    /// While the instance is torn down.
    Draining,
}
