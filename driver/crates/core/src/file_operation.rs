//! Which operations on files are reported, by what they say of themselves (FIL-5, FIL-6).

/// A create.
#[derive(Clone, Copy, Debug, Default)]
pub struct CreateFlags {
    /// IRP_PAGING_IO.
    pub is_paging_io: bool,
    /// FILE_DIRECTORY_FILE.
    pub asks_for_directory: bool,
    /// SL_OPEN_TARGET_DIRECTORY or SL_OPEN_PAGING_FILE.
    pub opens_for_system: bool,
    /// An empty name and no related file.
    pub opens_volume: bool,
}

impl CreateFlags {
    /// FIL-5: whether it is reported if its name is monitored.
    #[must_use]
    pub const fn may_be_reported(&self) -> bool {
        !self.is_paging_io && !self.asks_for_directory && !self.opens_for_system && !self.opens_volume
    }
}

/// A write or a cleanup.
#[derive(Clone, Copy, Debug, Default)]
pub struct OperationFlags {
    /// IRP_PAGING_IO.
    pub is_paging_io: bool,
    /// IRP_MN_COMPLETE: the second half of an operation on an MDL.
    pub completes_mdl: bool,
    /// The file that was opened is a volume.
    pub is_on_volume: bool,
}

impl OperationFlags {
    /// FIL-5: whether it is reported if its file's name is monitored and it is no directory.
    #[must_use]
    pub const fn may_be_reported(&self) -> bool {
        !self.is_paging_io && !self.completes_mdl && !self.is_on_volume
    }
}

/// FIL-5: whether the file of a write or cleanup counts as one. What can't be told is taken for a directory, as an event would say too
/// much.
#[must_use]
pub const fn is_file(is_directory: Option<bool>) -> bool {
    matches!(is_directory, Some(false))
}

/// What becomes of a write that is to be reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteAnswer {
    /// It is reported and passes.
    Report,
    /// It is to come again as an IRP, and is reported then.
    DisallowFastIo,
    /// It passes.
    Pass,
}

impl WriteAnswer {
    /// FIL-6: one write, one event. `is_fast_io`: it came as fast I/O. `has_other_irp`: it is PrepareMdlWrite, whose IRP is an
    /// IRP_MJ_WRITE; as anything but fast I/O it would be nothing to be answered so.
    #[must_use]
    pub const fn of(is_fast_io: bool, has_other_irp: bool) -> Self {
        match (is_fast_io, has_other_irp) {
            (true, _) => Self::DisallowFastIo,
            (false, false) => Self::Report,
            (false, true) => Self::Pass,
        }
    }
}
