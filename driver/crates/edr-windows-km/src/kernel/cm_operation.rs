//! Operations on keys as the registry callback sees them.
//!
//! IRQL of the entry point `notify`: PASSIVE_LEVEL, in the caller's thread.

use core::ffi::c_void;
use core::marker::PhantomData;
use core::ptr::{self, NonNull};

use edr_core::key_action::KeyAction;
use kernel_abi::{
    kernel_fn, RegNtPreCreateKeyEx, RegNtPreDeleteKey, RegNtPreDeleteValueKey, RegNtPreLoadKey, RegNtPreOpenKeyEx,
    RegNtPreRenameKey, RegNtPreReplaceKey, RegNtPreRestoreKey, RegNtPreSetKeySecurity, RegNtPreSetValueKey,
    RegNtPreUnLoadKey, NTSTATUS, REG_CREATE_KEY_INFORMATION_V1, REG_DELETE_VALUE_KEY_INFORMATION,
    REG_LOAD_KEY_INFORMATION, REG_NOTIFY_CLASS, REG_RENAME_KEY_INFORMATION, REG_SET_VALUE_KEY_INFORMATION,
    STATUS_SUCCESS, UNICODE_STRING,
};

use super::cm::KeyObject;
use super::state_cell::state;
use super::unicode;
use crate::registry_registration;

/// What a class of notification is about (REG-1, REG-4, HLT-8); all else passes.
#[allow(non_upper_case_globals)] // Windows' names
fn action_of(class: REG_NOTIFY_CLASS) -> Option<KeyAction> {
    Some(match class {
        RegNtPreSetValueKey => KeyAction::SetValue,
        RegNtPreDeleteValueKey => KeyAction::DeleteValue,
        RegNtPreCreateKeyEx => KeyAction::Create,
        RegNtPreDeleteKey => KeyAction::Delete,
        RegNtPreRenameKey => KeyAction::Rename,
        RegNtPreLoadKey => KeyAction::LoadHive,
        RegNtPreUnLoadKey | RegNtPreRestoreKey | RegNtPreReplaceKey | RegNtPreSetKeySecurity => {
            KeyAction::ChangeHiveOrSecurity
        }
        RegNtPreOpenKeyEx => KeyAction::Open,
        _ => return None,
    })
}

/// An operation that is about to be done.
#[derive(Clone, Copy)]
pub struct KeyOperation<'a> {
    action: KeyAction,
    information: NonNull<c_void>,
    call: PhantomData<&'a ()>,
}

impl<'a> KeyOperation<'a> {
    /// What is to be done.
    pub fn action(&self) -> KeyAction {
        self.action
    }

    /// The key that it is about; of a creation or an open the root of a relative name, null where there is none.
    pub fn key(&self) -> KeyObject {
        KeyObject(match self.create() {
            Some(create) => create.RootObject,
            // SAFETY: all other structures begin with the key.
            None => unsafe { self.information.cast::<*mut c_void>().read() },
        })
    }

    /// Name of the value, new name of the key, or name of the key to be created, opened or loaded; else empty.
    pub fn name(&self) -> &'a [u16] {
        let information = self.information;
        let name = match self.action {
            KeyAction::SetValue => {
                // SAFETY: the class says which structure it is, valid during the callback.
                unsafe { information.cast::<REG_SET_VALUE_KEY_INFORMATION>().as_ref() }.ValueName
            }
            KeyAction::DeleteValue => {
                // SAFETY: as before.
                unsafe { information.cast::<REG_DELETE_VALUE_KEY_INFORMATION>().as_ref() }.ValueName
            }
            KeyAction::Rename => {
                // SAFETY: as before.
                unsafe { information.cast::<REG_RENAME_KEY_INFORMATION>().as_ref() }.NewName
            }
            KeyAction::LoadHive => {
                // SAFETY: as before.
                unsafe { information.cast::<REG_LOAD_KEY_INFORMATION>().as_ref() }.KeyName
            }
            KeyAction::Create | KeyAction::Open => {
                // SAFETY: as before; both have the same one.
                unsafe { information.cast::<REG_CREATE_KEY_INFORMATION_V1>().as_ref() }.CompleteName
            }
            KeyAction::Delete | KeyAction::ChangeHiveOrSecurity => ptr::null::<UNICODE_STRING>(),
        };
        // SAFETY: null or valid during the callback; since Windows 8 the kernel's own copy.
        unsafe { unicode::units_of(name) }
    }

    /// Type and size in bytes of the value to be set; 0 and 0 for anything else.
    pub fn value(&self) -> (u32, u32) {
        self.set_value().map_or((0, 0), |value| (value.Type, value.DataSize))
    }

    /// KEY_WOW64_32KEY or KEY_WOW64_64KEY and OBJ_ attributes, as the creator of a key gave them; 0 and 0 where the system doesn't
    /// tell or for anything else.
    pub fn view(&self) -> (u32, u32) {
        let told = self.create().filter(|create| create.Version != 0);
        told.map_or((0, 0), |create| (create.Wow64Flags, create.Attributes))
    }

    fn set_value(&self) -> Option<&'a REG_SET_VALUE_KEY_INFORMATION> {
        // SAFETY: the class says which structure it is, valid during the callback.
        (self.action == KeyAction::SetValue).then(|| unsafe { self.information.cast().as_ref() })
    }

    fn create(&self) -> Option<&'a REG_CREATE_KEY_INFORMATION_V1> {
        let is_create = matches!(self.action, KeyAction::Create | KeyAction::Open);
        // SAFETY: the class says which structure it is, valid during the callback; Windows 7 and later give this version.
        is_create.then(|| unsafe { self.information.cast().as_ref() })
    }
}

kernel_fn! {
    /// EX_CALLBACK_FUNCTION. IRQL: PASSIVE_LEVEL, in the caller's thread.
    pub(super) fn notify(generation: *mut c_void, class: *mut c_void, information: *mut c_void) -> NTSTATUS {
        let action = action_of(class.addr() as REG_NOTIFY_CLASS);
        match (state(), action, NonNull::new(information)) {
            (Some(driver), Some(action), Some(information)) => {
                let operation = KeyOperation { action, information, call: PhantomData };
                registry_registration::notify(driver, generation.addr(), &operation)
            }
            _ => STATUS_SUCCESS,
        }
    }
}
