//! What NtCreateFile is asked for, and by whom.

use std::sync::Arc;

use kernel_abi::{
    DELETE, FILE_DIRECTORY_FILE, FILE_NON_DIRECTORY_FILE, FILE_OPEN_BY_FILE_ID, FILE_OPEN_REPARSE_POINT,
    FILE_SYNCHRONOUS_IO_NONALERT, NTSTATUS, SL_OPEN_TARGET_DIRECTORY, STATUS_INVALID_PARAMETER, STATUS_SUCCESS,
    SYNCHRONIZE,
};

use super::OpenFile;
use crate::guest::Mode;
use crate::ps::ThreadAddress;
use crate::text::Text;

/// FILE_SYNCHRONOUS_IO_ALERT.
const FILE_SYNCHRONOUS_IO_ALERT: u32 = 0x10;
/// FILE_DELETE_ON_CLOSE.
pub const FILE_DELETE_ON_CLOSE: u32 = 0x1000;
/// FILE_NO_INTERMEDIATE_BUFFERING.
pub const FILE_NO_INTERMEDIATE_BUFFERING: u32 = 0x8;
/// SL_CASE_SENSITIVE.
pub const SL_CASE_SENSITIVE: u8 = 0x80;
/// FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE.
pub const SHARE_ALL: u16 = 7;

/// NtCreateFile's CreateDisposition.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Disposition {
    /// Replaces or makes.
    Supersede,
    /// Opens what exists.
    Open,
    /// Makes what doesn't.
    Create,
    /// Opens or makes.
    OpenIf,
    /// Opens and empties.
    Overwrite,
    /// Opens and empties, or makes.
    OverwriteIf,
}

/// What NtCreateFile is asked for.
#[derive(Clone)]
pub struct CreateRequest {
    /// Whole NT path; below `related` if that is given.
    pub name: Text,
    /// Directory or file that the name is relative to, or on whose volume a file is opened by id.
    pub related: Option<Arc<OpenFile>>,
    /// With FILE_OPEN_BY_FILE_ID the file.
    pub file_id: u64,
    /// Rights asked for.
    pub desired_access: u32,
    /// Create options, disposition in the high 8 bits.
    pub options: u32,
    /// SL_ flags that the I/O manager sets.
    pub operation_flags: u8,
    /// FILE_SHARE_ flags.
    pub share_access: u16,
    /// FILE_ATTRIBUTE_ flags.
    pub attributes: u16,
    /// Who asks; `None` where the request has no thread.
    pub thread: Option<ThreadAddress>,
    /// Thread that sends it down; another one where a filter above has pended it.
    pub runner: ThreadAddress,
    /// Mode in which it was asked for.
    pub mode: Mode,
    /// Whether the caller may traverse every directory (SeChangeNotifyPrivilege).
    pub traverse: bool,
    /// FILE_OBJECT known by name alone: see [`super::Fs::spring`].
    pub by_name_alone: bool,
}

impl CreateRequest {
    /// An open by a whole path, in the name of a thread that runs itself.
    pub fn new(name: Text, desired_access: u32, options: u32, thread: ThreadAddress, mode: Mode) -> Self {
        Self {
            name,
            related: None,
            file_id: 0,
            desired_access,
            options,
            operation_flags: 0,
            share_access: SHARE_ALL,
            attributes: 0x80,
            thread: Some(thread),
            runner: thread,
            mode,
            traverse: true,
            by_name_alone: false,
        }
    }

    /// Whether the name is an id.
    pub fn is_by_id(&self) -> bool {
        self.options & FILE_OPEN_BY_FILE_ID != 0
    }

    /// Whether only a directory will do.
    pub fn wants_directory(&self) -> bool {
        self.options & FILE_DIRECTORY_FILE != 0
    }

    /// Whether anything but a directory will do.
    pub fn wants_file(&self) -> bool {
        self.options & FILE_NON_DIRECTORY_FILE != 0
    }

    /// Whether a reparse point is opened itself.
    pub fn opens_reparse_point(&self) -> bool {
        self.options & FILE_OPEN_REPARSE_POINT != 0
    }

    /// Whether the directory of what is named is opened.
    pub fn opens_target_directory(&self) -> bool {
        self.operation_flags & SL_OPEN_TARGET_DIRECTORY != 0
    }

    /// FILE_DELETE_ON_CLOSE.
    pub fn deletes_on_close(&self) -> bool {
        self.options & FILE_DELETE_ON_CLOSE != 0
    }

    /// Whether names that differ in case are different.
    pub fn is_case_sensitive(&self) -> bool {
        self.operation_flags & SL_CASE_SENSITIVE != 0
    }

    /// What is wanted of what is there, or not; `None` for a number that is none.
    pub fn disposition(&self) -> Option<Disposition> {
        use Disposition::{Create, Open, OpenIf, Overwrite, OverwriteIf, Supersede};
        let all = [Supersede, Open, Create, OpenIf, Overwrite, OverwriteIf];
        all.get((self.options >> 24) as usize).copied()
    }

    /// Whether it names a volume: its device and nothing behind, or nothing at all relative to an open volume.
    pub fn opens_volume(&self) -> bool {
        match &self.related {
            Some(related) => self.name.is_empty() && !self.is_by_id() && related.is_volume(),
            None => {
                let mut after_device = self.name.units().iter().skip("\\Device\\".len());
                !after_device.any(|unit| *unit == super::path::SEPARATOR)
            }
        }
    }

    /// What the I/O manager refuses before any driver sees it.
    /// Source: Microsoft, "NtCreateFile function (ntifs.h)" and [MS-FSA] 2.1.5.1, phase 1.
    pub fn check(&self) -> NTSTATUS {
        let Some(disposition) = self.disposition() else { return STATUS_INVALID_PARAMETER };
        let (alert, no_alert) = (FILE_SYNCHRONOUS_IO_ALERT, FILE_SYNCHRONOUS_IO_NONALERT);
        let synchronous = self.options & (alert | no_alert);
        let for_directories = [Disposition::Open, Disposition::Create, Disposition::OpenIf];
        let wrong = synchronous == alert | no_alert
            || (synchronous != 0 && self.desired_access & SYNCHRONIZE == 0)
            || (self.deletes_on_close() && self.desired_access & DELETE == 0)
            || (self.wants_directory() && (self.wants_file() || !for_directories.contains(&disposition)));
        if wrong {
            STATUS_INVALID_PARAMETER
        } else {
            STATUS_SUCCESS
        }
    }
}
