//! How the kernel names what it opens for itself.

use kernel_abi::{InitializeObjectAttributes, HANDLE, OBJECT_ATTRIBUTES, OBJ_CASE_INSENSITIVE, OBJ_KERNEL_HANDLE};

use super::unicode::UnicodeString;

/// For every open by name: the handle is always the kernel's, so that no program in whose thread this runs can use or close it.
/// `also` is for further OBJ_ flags. The name, and the root if there is one, must stay while the result is used. IRQL: any.
pub(super) fn of_kernel(root: HANDLE, name: &UnicodeString<'_>, also: u32) -> OBJECT_ATTRIBUTES {
    let mut attributes = InitializeObjectAttributes(name.as_ptr(), also | OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE);
    attributes.RootDirectory = root;
    attributes
}
