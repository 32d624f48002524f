//! Registry keys. IRQL: PASSIVE_LEVEL throughout, from no callback (DRV-1).

use core::mem::{offset_of, size_of};

use kernel_abi::{
    imports, KeyValuePartialInformation, HANDLE, KEY_VALUE_PARTIAL_INFORMATION, NTSTATUS, STATUS_BUFFER_OVERFLOW,
    STATUS_BUFFER_TOO_SMALL,
};

use super::device::KernelHandle;
use super::unicode::UnicodeString;
use super::{check, object_attributes};

/// Bytes before a value's data in what [`RegistryKey::query`] fills.
pub const VALUE_HEAD: usize = offset_of!(KEY_VALUE_PARTIAL_INFORMATION, Data);

/// An open key; closed when it is dropped.
#[must_use]
pub struct RegistryKey(KernelHandle);

/// A value as it was read.
#[derive(Clone, Copy)]
pub struct Value<'a> {
    /// REG_SZ and so on.
    pub kind: u32,
    /// All of its data.
    pub data: &'a [u8],
}

impl RegistryKey {
    /// Opens a key by its full path.
    ///
    /// # Errors
    /// The failing status of ZwOpenKey.
    pub fn open(path: &[u16], access: u32) -> Result<Self, NTSTATUS> {
        Self::open_at(core::ptr::null_mut(), path, access)
    }

    /// Opens a key below this one.
    ///
    /// # Errors
    /// The failing status of ZwOpenKey.
    pub fn open_below(&self, path: &[u16], access: u32) -> Result<Self, NTSTATUS> {
        Self::open_at(self.0.raw(), path, access)
    }

    fn open_at(root: HANDLE, path: &[u16], access: u32) -> Result<Self, NTSTATUS> {
        let name = UnicodeString::new(path);
        let attributes = object_attributes::of_kernel(root, &name, 0);
        let mut handle = core::ptr::null_mut();
        // SAFETY: valid arguments, at PASSIVE_LEVEL.
        check(unsafe { imports::ZwOpenKey(&raw mut handle, access, &raw const attributes) })?;
        // SAFETY: just opened as a kernel handle.
        Ok(Self(unsafe { KernelHandle::from_raw(handle) }))
    }

    /// Bytes that [`query`](Self::query) needs for a value now: its head and data.
    ///
    /// # Errors
    /// The failing status of ZwQueryValueKey, such as STATUS_OBJECT_NAME_NOT_FOUND.
    pub fn value_bytes(&self, name: &[u16]) -> Result<usize, NTSTATUS> {
        let mut head = [0_u32; size_of::<KEY_VALUE_PARTIAL_INFORMATION>() / 4];
        let (status, length) = self.query_into(name, head.as_mut_ptr().cast(), size_of_val(&head));
        match status {
            STATUS_BUFFER_OVERFLOW | STATUS_BUFFER_TOO_SMALL => Ok(length),
            _ => check(status).map(|()| length),
        }
    }

    /// Reads a value into `buffer`.
    ///
    /// # Errors
    /// The failing status of ZwQueryValueKey, the warning STATUS_BUFFER_OVERFLOW included: the value has grown since it was asked
    /// for its size.
    pub fn query<'b>(&self, name: &[u16], buffer: &'b mut [u32]) -> Result<Value<'b>, NTSTATUS> {
        let (status, _) = self.query_into(name, buffer.as_mut_ptr().cast(), size_of_val(buffer));
        check(status)?;
        value_in(buffer).ok_or(STATUS_BUFFER_TOO_SMALL)
    }

    fn query_into(&self, name: &[u16], buffer: *mut u8, bytes: usize) -> (NTSTATUS, usize) {
        let name = UnicodeString::new(name);
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        let mut needed = 0;
        // SAFETY: the buffer is aligned for four bytes, as the structure wants, and has at least this many.
        let status = unsafe {
            imports::ZwQueryValueKey(
                self.0.raw(),
                name.as_ptr(),
                KeyValuePartialInformation,
                buffer.cast(),
                bytes,
                &raw mut needed,
            )
        };
        (status, needed as usize)
    }

    /// Sets a value.
    ///
    /// # Errors
    /// The failing status of ZwSetValueKey.
    pub fn set(&self, name: &[u16], kind: u32, data: &[u8]) -> Result<(), NTSTATUS> {
        let name = UnicodeString::new(name);
        let bytes = u32::try_from(data.len()).unwrap_or(u32::MAX);
        // SAFETY: valid arguments, at PASSIVE_LEVEL.
        check(unsafe { imports::ZwSetValueKey(self.0.raw(), name.as_ptr(), 0, kind, data.as_ptr().cast(), bytes) })
    }

    /// Deletes a value.
    ///
    /// # Errors
    /// The failing status of ZwDeleteValueKey.
    pub fn delete(&self, name: &[u16]) -> Result<(), NTSTATUS> {
        let name = UnicodeString::new(name);
        // SAFETY: valid arguments, at PASSIVE_LEVEL.
        check(unsafe { imports::ZwDeleteValueKey(self.0.raw(), name.as_ptr()) })
    }
}

/// The value that a successful query left.
fn value_in(buffer: &[u32]) -> Option<Value<'_>> {
    let [_, kind, length, ..] = buffer else { return None };
    // SAFETY: numbers can be looked at as bytes.
    let bytes = unsafe { core::slice::from_raw_parts(buffer.as_ptr().cast::<u8>(), size_of_val(buffer)) };
    let data = bytes.get(VALUE_HEAD..)?.get(..*length as usize)?;
    Some(Value { kind: *kind, data })
}
