//! The registry as a kernel component uses it. PASSIVE_LEVEL.

use core::ptr::null_mut;

use kernel_abi::imports::{
    ZwClose, ZwCreateKey, ZwDeleteKey, ZwDeleteValueKey, ZwOpenKey, ZwQueryValueKey, ZwSetValueKey,
};
use kernel_abi::{
    KeyValuePartialInformation, HANDLE, KEY_ALL_ACCESS, NTSTATUS, NT_SUCCESS, REG_OPTION_NON_VOLATILE,
    STATUS_INSUFFICIENT_RESOURCES, STATUS_OBJECT_NAME_NOT_FOUND,
};

use crate::kernel::{named, separators, unicode, Bytes};
use crate::protocol::{Answer, Request};

/// An open key.
pub struct Key(HANDLE);

impl Key {
    /// Opens a key by its path.
    pub fn open(path: &[u8]) -> Result<Self, NTSTATUS> {
        let name = unicode(path);
        let mut handle = null_mut();
        // SAFETY: the structures are valid during the call
        let status = unsafe { ZwOpenKey(&mut handle, KEY_ALL_ACCESS, &named(&name)) };
        Self::of(status, handle)
    }

    /// Makes a key, and those above it that are missing, from the shortest path on that can be made.
    pub fn create(path: &[u8]) -> Result<Self, NTSTATUS> {
        let made_of_nothing = Self::create_one(path);
        if made_of_nothing.as_ref().err() != Some(&STATUS_OBJECT_NAME_NOT_FOUND) {
            return made_of_nothing;
        }
        // the nearest key above that can be made or opened, then down again
        let made = |end: &usize| path.get(..*end).is_some_and(|above| Self::create_one(above).is_ok());
        let Some(nearest) = separators(path).find(made) else { return made_of_nothing };
        for at in (nearest.wrapping_add(2)..path.len()).filter(|at| path.get(*at..at.wrapping_add(2)) == Some(b"\\\0"))
        {
            if let Some(above) = path.get(..at) {
                Self::create_one(above)?;
            }
        }
        Self::create_one(path)
    }

    fn create_one(path: &[u8]) -> Result<Self, NTSTATUS> {
        let name = unicode(path);
        let mut handle = null_mut();
        let attributes = named(&name);
        let (class, disposition) = (core::ptr::null(), null_mut());
        // SAFETY: the structures are valid during the call
        let status = unsafe {
            ZwCreateKey(&mut handle, KEY_ALL_ACCESS, &attributes, 0, class, REG_OPTION_NON_VOLATILE, disposition)
        };
        Self::of(status, handle)
    }

    fn of(status: NTSTATUS, handle: HANDLE) -> Result<Self, NTSTATUS> {
        if NT_SUCCESS(status) {
            Ok(Self(handle))
        } else {
            Err(status)
        }
    }

    /// Sets a value.
    pub fn set(&self, value: &[u8], kind: u32, data: &[u8]) -> NTSTATUS {
        let name = unicode(value);
        // SAFETY: the handle is ours, and the texts are valid during the call
        unsafe { ZwSetValueKey(self.0, &name, 0, kind, data.as_ptr().cast(), data.len() as u32) }
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        // SAFETY: the handle is ours
        unsafe { ZwClose(self.0) };
    }
}

fn with_key(opened: Result<Key, NTSTATUS>, use_key: impl FnOnce(&Key) -> NTSTATUS) -> Answer {
    Answer::status(opened.map_or_else(|status| status, |key| use_key(&key)))
}

/// CreateKey.
pub fn create(request: &Request<'_>) -> Answer {
    with_key(Key::create(request.text), |_| 0)
}

/// SetValue.
pub fn set(request: &Request<'_>) -> Answer {
    with_key(Key::create(request.text), |key| key.set(request.text2, request.first, request.data))
}

/// DeleteValue.
pub fn delete_value(request: &Request<'_>) -> Answer {
    let name = unicode(request.text2);
    // SAFETY: the handle is ours, and the text is valid during the call
    with_key(Key::open(request.text), |key| unsafe { ZwDeleteValueKey(key.0, &name) })
}

/// DeleteKey.
pub fn delete(request: &Request<'_>) -> Answer {
    // SAFETY: the handle is ours
    with_key(Key::open(request.text), |key| unsafe { ZwDeleteKey(key.0) })
}

/// OpenKey.
pub fn open(request: &Request<'_>) -> Answer {
    with_key(Key::open(request.text), |_| 0)
}

/// ReadValue; the data goes into `output`.
pub fn read(request: &Request<'_>, output: &mut [u8]) -> Answer {
    /// Bytes of a KEY_VALUE_PARTIAL_INFORMATION before its data.
    const HEAD: usize = 12;
    let key = match Key::open(request.text) {
        Ok(key) => key,
        Err(status) => return Answer::status(status),
    };
    let Some(mut buffer) = Bytes::zeroed(HEAD.saturating_add(output.len())) else {
        return Answer::status(STATUS_INSUFFICIENT_RESOURCES);
    };
    let (name, mut length) = (unicode(request.text2), 0);
    let (place, room) = (buffer.as_mut().as_mut_ptr(), buffer.len() as u32);
    // SAFETY: the handle is ours, and the buffer has that much room
    let status = unsafe { ZwQueryValueKey(key.0, &name, KeyValuePartialInformation, place.cast(), room, &mut length) };
    let number = |offset: usize| {
        let word = buffer.get(offset..offset.wrapping_add(4)).and_then(|word| word.try_into().ok());
        word.map_or(0, u32::from_le_bytes)
    };
    let mut answer = Answer { number: number(4), ..Answer::status(status) };
    if NT_SUCCESS(status) {
        for (byte, value) in output.iter_mut().zip(buffer.iter().skip(HEAD).take(number(8) as usize)) {
            *byte = *value;
            answer.data_bytes = answer.data_bytes.wrapping_add(1);
        }
    }
    answer
}
