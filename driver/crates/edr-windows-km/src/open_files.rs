//! The count of the device's file objects.

use edr_core::open_files::OpenFiles;

/// Not in the state block: a CREATE may come when that is gone.
pub static OPEN_FILES: OpenFiles = OpenFiles::new();
