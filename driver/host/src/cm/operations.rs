//! The system services on open keys: first the callbacks are asked, then the tree is changed. Rights are not looked at.

use std::ffi::c_void;
use std::ptr::null_mut;
use std::sync::Arc;

use kernel_abi::{
    KeyValuePartialInformation, RegNtPreDeleteKey, RegNtPreDeleteValueKey, RegNtPreRenameKey, RegNtPreSetKeySecurity,
    RegNtPreSetValueKey, NTSTATUS, REG_DELETE_KEY_INFORMATION, REG_DELETE_VALUE_KEY_INFORMATION,
    REG_RENAME_KEY_INFORMATION, REG_SET_KEY_SECURITY_INFORMATION, REG_SET_VALUE_KEY_INFORMATION,
    STATUS_BUFFER_OVERFLOW, STATUS_BUFFER_TOO_SMALL, STATUS_KEY_DELETED, STATUS_OBJECT_NAME_NOT_FOUND, STATUS_SUCCESS,
};

use super::information::{with_data, with_name, REG_QUERY_VALUE_KEY_INFORMATION};
use super::notify::around;
use super::object::KeyObject;
use super::tree::Value;
use crate::guest::Context;
use crate::text::Text;

/// RegNtPreQueryValueKey and RegNtPreFlushKey.
const PRE_QUERY_VALUE: i32 = 8;
const PRE_FLUSH: i32 = 30;
/// Bytes before a value's data: TitleIndex, Type, DataLength.
const VALUE_HEAD: usize = 12;

/// NtSetValueKey. PASSIVE_LEVEL, in the current thread; calls drivers, as all of these do.
pub fn set_value(cx: &Context, key: &Arc<KeyObject>, name: &Text, kind: u32, data: &[u8]) -> NTSTATUS {
    let captured = |value_name, captured| {
        let mut information = REG_SET_VALUE_KEY_INFORMATION {
            Object: key.address as *mut _,
            ValueName: value_name,
            TitleIndex: 0,
            Type: kind,
            Data: captured,
            DataSize: data.len() as u32,
            CallContext: null_mut(),
            ObjectContext: null_mut(),
            Reserved: null_mut(),
        };
        around(cx, RegNtPreSetValueKey, key, &mut information, || {
            let value = Value { name: name.clone(), kind, data: data.to_vec() };
            cx.machine().cm.tree.lock().set_value(key.key, value)
        })
    };
    with_name(cx, name, |name| with_data(cx, data, |data| captured(name, data)))
}

/// NtDeleteValueKey.
pub fn delete_value(cx: &Context, key: &Arc<KeyObject>, name: &Text) -> NTSTATUS {
    with_name(cx, name, |value_name| {
        let mut information = REG_DELETE_VALUE_KEY_INFORMATION {
            Object: key.address as *mut _,
            ValueName: value_name,
            CallContext: null_mut(),
            ObjectContext: null_mut(),
            Reserved: null_mut(),
        };
        around(cx, RegNtPreDeleteValueKey, key, &mut information, || {
            cx.machine().cm.tree.lock().delete_value(key.key, name)
        })
    })
}

/// NtQueryValueKey with KeyValuePartialInformation into a caller's buffer; status and the bytes that the whole answer takes.
///
/// STATUS_BUFFER_TOO_SMALL where not even the head fits, STATUS_BUFFER_OVERFLOW where part of the data does not.
/// Source: Microsoft, "ZwQueryValueKey function (wdm.h)".
pub fn query_value(cx: &Context, key: &Arc<KeyObject>, name: &Text, buffer: *mut u8, bytes: u32) -> (NTSTATUS, u32) {
    let mut needed = 0;
    let status = with_name(cx, name, |value_name| {
        let mut information = REG_QUERY_VALUE_KEY_INFORMATION {
            Object: key.address as *mut _,
            ValueName: value_name,
            KeyValueInformationClass: KeyValuePartialInformation,
            KeyValueInformation: buffer.cast::<c_void>(),
            Length: bytes,
            ResultLength: &raw mut needed,
            CallContext: null_mut(),
            ObjectContext: null_mut(),
            Reserved: null_mut(),
        };
        let length = information.ResultLength;
        around(cx, PRE_QUERY_VALUE, key, &mut information, || {
            let value = match find(cx, key, name) {
                Ok(value) => value,
                Err(status) => return status,
            };
            // `needed` is there until the end
            unsafe { length.write((VALUE_HEAD + value.data.len()) as u32) };
            write(&value, buffer, bytes as usize)
        })
    });
    (status, needed)
}

fn find(cx: &Context, key: &KeyObject, name: &Text) -> Result<Value, NTSTATUS> {
    let tree = cx.machine().cm.tree.lock();
    if tree.is_deleted(key.key) {
        return Err(STATUS_KEY_DELETED);
    }
    tree.node(key.key).value(name).cloned().ok_or(STATUS_OBJECT_NAME_NOT_FOUND)
}

/// A bad buffer faults in its owner's name.
fn write(value: &Value, buffer: *mut u8, bytes: usize) -> NTSTATUS {
    if bytes < VALUE_HEAD {
        return STATUS_BUFFER_TOO_SMALL;
    }
    let data = value.data.len();
    let answer = [&[0; 4], &value.kind.to_le_bytes()[..], &(data as u32).to_le_bytes(), &value.data].concat();
    let fits = answer.len().min(bytes);
    unsafe { std::ptr::copy_nonoverlapping(answer.as_ptr(), buffer, fits) };
    if fits < answer.len() {
        STATUS_BUFFER_OVERFLOW
    } else {
        STATUS_SUCCESS
    }
}

fn of_key(key: &KeyObject) -> REG_DELETE_KEY_INFORMATION {
    let (CallContext, ObjectContext, Reserved) = (null_mut(), null_mut(), null_mut());
    REG_DELETE_KEY_INFORMATION { Object: key.address as *mut _, CallContext, ObjectContext, Reserved }
}

/// NtDeleteKey.
pub fn delete_key(cx: &Context, key: &Arc<KeyObject>) -> NTSTATUS {
    around(cx, RegNtPreDeleteKey, key, &mut of_key(key), || cx.machine().cm.tree.lock().delete(key.key))
}

/// NtFlushKey: all is on the disk at once here. REG_FLUSH_KEY_INFORMATION has the members of a deletion's structure.
pub fn flush_key(cx: &Context, key: &Arc<KeyObject>) -> NTSTATUS {
    around(cx, PRE_FLUSH, key, &mut of_key(key), || {
        if cx.machine().cm.tree.lock().is_deleted(key.key) {
            STATUS_KEY_DELETED
        } else {
            STATUS_SUCCESS
        }
    })
}

/// NtRenameKey: gives the last component another name.
pub fn rename_key(cx: &Context, key: &Arc<KeyObject>, name: &Text) -> NTSTATUS {
    with_name(cx, name, |new_name| {
        let mut information = REG_RENAME_KEY_INFORMATION {
            Object: key.address as *mut _,
            NewName: new_name,
            CallContext: null_mut(),
            ObjectContext: null_mut(),
            Reserved: null_mut(),
        };
        around(cx, RegNtPreRenameKey, key, &mut information, || cx.machine().cm.tree.lock().rename(key.key, name))
    })
}

/// NtSetSecurityObject of a key: `what` is its SECURITY_INFORMATION.
pub fn set_security(cx: &Context, key: &Arc<KeyObject>, what: u32, descriptor: &[u8]) -> NTSTATUS {
    let mut what = what;
    with_data(cx, descriptor, |captured| {
        let mut information = REG_SET_KEY_SECURITY_INFORMATION {
            Object: key.address as *mut _,
            SecurityInformation: &raw mut what,
            SecurityDescriptor: captured,
            CallContext: null_mut(),
            ObjectContext: null_mut(),
            Reserved: null_mut(),
        };
        around(cx, RegNtPreSetKeySecurity, key, &mut information, || {
            cx.machine().cm.tree.lock().set_security(key.key, descriptor)
        })
    })
}
