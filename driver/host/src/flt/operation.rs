//! An operation on a file on its way through the filters of its volume: what file systems hand over to the filter manager.

use std::sync::Arc;

use kernel_abi::NTSTATUS;

use super::Volume;
use crate::guest::{Context, Mode};
use crate::ps::ThreadAddress;
use crate::text::Text;

/// From a filter that refuses fast I/O: the caller sends the operation again as an IRP.
///
/// Source: Microsoft, "PFLT_PRE_OPERATION_CALLBACK callback function (fltkernel.h)".
pub const STATUS_FLT_DISALLOW_FAST_IO: NTSTATUS = 0xC01C_0004_u32 as NTSTATUS;

/// Which name of a file is asked for, without the query method.
///
/// Source: Microsoft, "FLT_FILE_NAME_INFORMATION structure (fltkernel.h)".
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NameFormat {
    /// FLT_FILE_NAME_NORMALIZED: long names, mount points resolved, no `:$DATA`.
    Normalized,
    /// FLT_FILE_NAME_OPENED: as it was opened, or as renamed since.
    Opened,
    /// FLT_FILE_NAME_SHORT: the last component alone. The filter manager refuses it before a create by itself.
    Short,
}

/// A name that the file system found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileName {
    /// The whole name, with the volume's device; of [`NameFormat::Short`] the last component alone.
    pub name: Text,
    /// Units of server and share behind the device's name, leading backslash included; 0 on local volumes.
    pub share_units: usize,
}

/// A file object of a file system, as the filter manager sees it: before its create has succeeded a request for a name.
pub trait File: Send + Sync {
    /// Where its FILE_OBJECT lies in the driver's memory, valid from the begin of its create until after its close.
    fn file_object(&self) -> usize;

    /// The volume that it is on.
    fn volume(&self) -> Arc<Volume>;

    /// One of its names. At most APC_LEVEL; the filter manager has made sure that it may be asked now.
    ///
    /// # Errors
    /// The status with which the file system refuses it, such as STATUS_OBJECT_PATH_NOT_FOUND or STATUS_NOT_SAME_DEVICE.
    fn name(&self, cx: &Context, format: NameFormat) -> Result<FileName, NTSTATUS>;

    /// Whether what was opened is a directory; a stream of one and a volume are none.
    fn is_directory(&self, cx: &Context) -> bool;
}

/// Parameters by major function; those that filters of this machine read or change.
///
/// Source: Microsoft, "FLT_PARAMETERS structure (fltkernel.h)".
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Parameters {
    /// Of IRP_MJ_CREATE.
    Create {
        /// SecurityContext->DesiredAccess.
        desired_access: u32,
        /// CreateOptions, disposition in the high 8 bits.
        options: u32,
        /// FILE_ATTRIBUTE_ flags.
        file_attributes: u16,
        /// FILE_SHARE_ flags.
        share_access: u16,
    },
    /// Of IRP_MJ_WRITE and of IRP_MJ_PREPARE_MDL_WRITE.
    Write {
        /// In bytes.
        length: u32,
        /// As asked for, -1 and -2 included.
        byte_offset: i64,
    },
    /// Of anything else: filters see zeroes.
    None,
}

/// One operation. Belongs to the thread that works on it.
#[derive(Clone)]
pub struct Operation {
    /// IRP_MJ_ or FLT's own, such as IRP_MJ_PREPARE_MDL_WRITE.
    pub major: u8,
    /// IRP_MN_ flags or number.
    pub minor: u8,
    /// IRP_NOCACHE, IRP_PAGING_IO, ...
    pub irp_flags: u32,
    /// SL_ flags.
    pub operation_flags: u8,
    /// Whether it comes as fast I/O.
    pub fast_io: bool,
    /// On which it is.
    pub volume: Arc<Volume>,
    /// Its target.
    pub file: Arc<dyn File>,
    /// Who asked for it; `None`: nobody.
    pub requestor: Option<ThreadAddress>,
    /// RequestorMode.
    pub mode: Mode,
    /// By major function.
    pub parameters: Parameters,
    /// Whether the filter manager's cache holds the file's name, so that it can be had on the paging path too.
    pub name_cached: bool,
    /// Whether the thread has a top-level IRP: a file system is at work above, which no name query may enter again.
    pub top_level_irp: bool,
}

impl Operation {
    /// An IRP on a file, without parameters and flags.
    pub fn irp(major: u8, file: Arc<dyn File>, requestor: Option<ThreadAddress>, mode: Mode) -> Self {
        Self {
            major,
            minor: 0,
            irp_flags: 0,
            operation_flags: 0,
            fast_io: false,
            volume: file.volume(),
            file,
            requestor,
            mode,
            parameters: Parameters::None,
            name_cached: false,
            top_level_irp: false,
        }
    }
}

/// What the file system does with an operation that has passed the filters: status and information.
pub type Below<'a> = &'a mut dyn FnMut(&Context, &mut Operation) -> (NTSTATUS, usize);

/// FO_VOLUME_OPEN is set in the FILE_OBJECT once a volume itself is open.
fn opens_volume(file_object: usize) -> bool {
    let file = file_object as *const kernel_abi::FILE_OBJECT;
    !file.is_null() && unsafe { (*file).Flags } & kernel_abi::FO_VOLUME_OPEN != 0
}

impl Operation {
    /// Whether the target is a volume itself (DASD).
    #[must_use]
    pub fn is_on_volume(&self) -> bool {
        opens_volume(self.file.file_object())
    }
}
