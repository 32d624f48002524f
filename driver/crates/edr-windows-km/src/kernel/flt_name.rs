//! File names as the filter manager gives them.

use core::ptr::NonNull;

use edr_core::path_match;
use kernel_abi::{
    imports, FLT_CALLBACK_DATA, FLT_FILE_NAME_INFORMATION, FLT_FILE_NAME_NORMALIZED, FLT_FILE_NAME_OPENED,
    FLT_FILE_NAME_QUERY_DEFAULT, NT_SUCCESS, UNICODE_STRING,
};

use super::unicode;

/// Which of a file's names is asked for.
#[derive(Clone, Copy)]
pub enum NameKind {
    /// Short names made long, `:$DATA` gone.
    Normalized,
    /// As it was opened.
    Opened,
}

/// A file's name, given back when dropped.
#[must_use]
pub struct FileName(NonNull<FLT_FILE_NAME_INFORMATION>);

impl FileName {
    /// FltGetFileNameInformation; `None` where the name can't be had, as for paging I/O or with a top-level IRP.
    /// IRQL: PASSIVE_LEVEL or APC_LEVEL.
    ///
    /// # Safety
    /// The callback data is that of a pre-operation callback under way.
    pub(super) unsafe fn query(data: NonNull<FLT_CALLBACK_DATA>, kind: NameKind) -> Option<Self> {
        let format = match kind {
            NameKind::Normalized => FLT_FILE_NAME_NORMALIZED,
            NameKind::Opened => FLT_FILE_NAME_OPENED,
        };
        let mut name = core::ptr::null_mut();
        // SAFETY: valid, as the caller says.
        let status = unsafe {
            imports::FltGetFileNameInformation(data.as_ptr(), format | FLT_FILE_NAME_QUERY_DEFAULT, &raw mut name)
        };
        NonNull::new(name).filter(|_| NT_SUCCESS(status)).map(Self)
    }

    /// The whole name.
    pub fn units(&self) -> &[u16] {
        units_of(&self.information().Name)
    }

    /// FltParseFileNameInformation: the parts that decide; `None` where it fails. IRQL: PASSIVE_LEVEL or APC_LEVEL.
    pub fn parts(&self) -> Option<path_match::FileName<'_>> {
        // SAFETY: the name is referenced.
        let status = unsafe { imports::FltParseFileNameInformation(self.0.as_ptr()) };
        let parsed = self.information();
        NT_SUCCESS(status).then(|| path_match::FileName {
            parent_dir: units_of(&parsed.ParentDir),
            final_component: units_of(&parsed.FinalComponent),
            stream: units_of(&parsed.Stream),
        })
    }

    fn information(&self) -> &FLT_FILE_NAME_INFORMATION {
        // SAFETY: referenced until it is dropped; what parsing writes into it is the same for all who share it.
        unsafe { self.0.as_ref() }
    }
}

/// Units of a string within a name's information.
fn units_of(string: &UNICODE_STRING) -> &[u16] {
    // SAFETY: the string is valid as long as the information is.
    unsafe { unicode::units_of(string) }
}

impl Drop for FileName {
    fn drop(&mut self) {
        // SAFETY: referenced by `query`, and nobody uses it afterwards.
        unsafe { imports::FltReleaseFileNameInformation(self.0.as_ptr()) };
    }
}
