//! The registry as drivers and the suite's stimuli use it: statuses, lengths, names.

mod registry_support;

use edrkm_host::ffi::message::{Reader, Writer};
use edrkm_host::ffi::registry_operations::{self as operations, perform};
use edrkm_host::loader::exported;
use edrkm_host::machine::Machine;
use edrkm_host::text::Text;
use kernel_abi::{
    NTSTATUS, STATUS_ACCESS_DENIED, STATUS_BUFFER_OVERFLOW, STATUS_BUFFER_TOO_SMALL, STATUS_INVALID_HANDLE,
    STATUS_INVALID_PARAMETER, STATUS_KEY_DELETED, STATUS_OBJECT_NAME_COLLISION, STATUS_OBJECT_NAME_NOT_FOUND,
    STATUS_SUCCESS, UNICODE_STRING,
};
use registry_support::*;
use std::sync::Arc;

const KEY: &str = r"\REGISTRY\MACHINE\SOFTWARE\Aurora";
const PATH_SYNTAX_BAD: NTSTATUS = 0xC000_003B_u32 as NTSTATUS;
const CANNOT_DELETE: NTSTATUS = 0xC000_0121_u32 as NTSTATUS;
const CHILD_MUST_BE_VOLATILE: NTSTATUS = 0xC000_0181_u32 as NTSTATUS;

#[test]
fn a_value_is_read_as_far_as_it_fits() {
    let machine = boot("win11-24h2");
    machine
        .as_system(|_| {
            let (_, handle, _) = zw_create(None, KEY, 0);
            assert_eq!(set(handle, "v", 3, &[7, 8, 9]), STATUS_SUCCESS);
            let whole = [0, 0, 0, 0, 3, 0, 0, 0, 3, 0, 0, 0, 7, 8, 9];
            assert_eq!(query(handle, "V", 15), (STATUS_SUCCESS, 15, whole.to_vec()));
            assert_eq!(query(handle, "v", 14), (STATUS_BUFFER_OVERFLOW, 15, whole[..14].to_vec()));
            assert_eq!(query(handle, "v", 12), (STATUS_BUFFER_OVERFLOW, 15, whole[..12].to_vec()));
            assert_eq!(query(handle, "v", 11), (STATUS_BUFFER_TOO_SMALL, 15, vec![0xEE; 11]));
            assert_eq!(query(handle, "v", 0), (STATUS_BUFFER_TOO_SMALL, 15, vec![]));
            assert_eq!(query(handle, "w", 15).0, STATUS_OBJECT_NAME_NOT_FOUND);
            assert_eq!(set(handle, "", 3, &[]), STATUS_SUCCESS);
            assert_eq!(query(handle, "", 12).0, STATUS_SUCCESS);
            assert_eq!(zw_close(handle), STATUS_SUCCESS);
            assert_eq!(query(handle, "v", 15).0, STATUS_INVALID_HANDLE);
        })
        .unwrap();
}

#[test]
fn names_must_begin_where_they_say() {
    let machine = boot("win11-24h2");
    machine
        .as_system(|_| {
            let (_, root, created) = zw_create(None, KEY, 0);
            assert!(created);
            assert_eq!(zw_open(None, "Aurora", 0).0, PATH_SYNTAX_BAD);
            assert_eq!(zw_open(Some(root), KEY, 0).0, PATH_SYNTAX_BAD);
            assert_eq!(zw_open(None, r"\Device\Aurora", 0).0, STATUS_OBJECT_NAME_NOT_FOUND);
            assert_eq!(key_path(zw_open(Some(root), "", 0).1), KEY);
            assert_eq!(zw_create(Some(root), r"a\b", 0).0, STATUS_OBJECT_NAME_NOT_FOUND);
            assert_eq!(zw_create(None, r"\REGISTRY\MACHINE\New", 0).0, STATUS_INVALID_PARAMETER);
            assert_eq!(zw_create(Some(root), &"n".repeat(255), 0).0, STATUS_SUCCESS);
            assert_eq!(zw_create(Some(root), &"n".repeat(256), 0).0, STATUS_INVALID_PARAMETER);
            assert!(!zw_create(None, &KEY.to_lowercase(), 0).2);
        })
        .unwrap();
}

#[test]
fn keys_with_subkeys_stay_and_deleted_ones_are_known() {
    let machine = boot("win11-24h2");
    machine
        .as_system(|_| {
            let (_, key, _) = zw_create(None, KEY, 0);
            let (_, below, _) = zw_create(Some(key), "below", 0);
            assert_eq!(on_handle("ZwDeleteKey", key), CANNOT_DELETE);
            assert_eq!(on_handle("ZwDeleteKey", below), STATUS_SUCCESS);
            assert_eq!(on_handle("ZwDeleteKey", below), STATUS_KEY_DELETED);
            assert_eq!(set(below, "v", 3, &[1]), STATUS_KEY_DELETED);
            assert_eq!(query(below, "v", 12).0, STATUS_KEY_DELETED);
            assert_eq!(on_handle("ZwFlushKey", below), STATUS_KEY_DELETED);
            assert_eq!(zw_create(Some(below), "x", 0).0, STATUS_KEY_DELETED);
            assert_eq!(on_handle("ZwDeleteKey", zw_open(None, r"\REGISTRY\MACHINE\SAM", 0).1), CANNOT_DELETE);
            // the same name is another key now
            assert!(zw_create(Some(key), "BELOW", 0).2);
            assert_eq!(set(below, "v", 3, &[1]), STATUS_KEY_DELETED);
        })
        .unwrap();
}

#[test]
fn what_does_not_last_has_nothing_below_that_does() {
    let machine = boot("win11-24h2");
    machine
        .as_system(|_| {
            let (_, key, _) = zw_create_with(None, KEY, 0, 1);
            assert_eq!(zw_create(Some(key), "lasting", 0).0, CHILD_MUST_BE_VOLATILE);
            assert_eq!(zw_create_with(Some(key), "fleeting", 0, 1).0, STATUS_SUCCESS);
        })
        .unwrap();
}

#[test]
fn a_handle_of_a_program_is_not_for_the_kernel() {
    let machine = boot("win11-24h2");
    let thread = machine.ps.thread_of_caller(&machine, machine.ps.shell());
    let ended = edrkm_host::guest::run(&machine, thread, edrkm_host::guest::Mode::User, |_| set(0x44, "v", 3, &[1]));
    assert!(ended.is_err());
    assert!(machine.violations()[0].contains("handle of a program"), "{:?}", machine.violations());
}

/// Name of a key as CmCallbackGetKeyObjectIDEx gives it, and what to give back.
fn name_of(cookie: i64, object: usize) -> (NTSTATUS, usize, *const UNICODE_STRING) {
    type Call = extern "win64" fn(*const i64, usize, *mut usize, *mut *const UNICODE_STRING, u32) -> NTSTATUS;
    let call: Call = service("CmCallbackGetKeyObjectIDEx");
    let (mut id, mut name) = (0, std::ptr::null());
    (call(&raw const cookie, object, &raw mut id, &raw mut name, 0), id, name)
}

extern "win64" fn nothing(_: usize, _: usize, _: usize) -> NTSTATUS {
    0
}

#[test]
fn names_are_current_and_are_to_be_given_back() {
    let machine = boot("win11-24h2");
    machine
        .as_system(|cx| {
            let (_, cookie) = register(nothing as *const () as usize, 0, None);
            let open = || edrkm_host::cm::open_by_id(cx, cx.machine().cm.ensure(&KEY.into()));
            let (one, other) = (open(), open());
            let (status, id, name) = name_of(cookie, one.address);
            assert_eq!((status, Text::read(name).unwrap().to_string().as_str()), (0, KEY));
            assert_eq!(name_of(cookie + 1, one.address).0, STATUS_INVALID_PARAMETER);
            assert_eq!(name_of(cookie, 0).0, STATUS_INVALID_PARAMETER);
            assert_eq!(edrkm_host::cm::rename_key(cx, &one, &"Other".into()), STATUS_SUCCESS);
            let (_, same, renamed) = name_of(cookie, other.address);
            assert_eq!(same, id);
            assert!(Text::read(renamed).unwrap().to_string().ends_with(r"\Other"));
            let give_back: extern "win64" fn(*const UNICODE_STRING) = service("CmCallbackReleaseKeyObjectIDEx");
            give_back(name);
            give_back(renamed);
            give_back(name);
        })
        .unwrap_err();
    assert!(machine.violations()[0].contains("given back before"), "{:?}", machine.violations());
}

#[test]
fn an_older_windows_lacks_what_it_lacks() {
    let old = boot("win10-1607");
    let has = |name: &str| exported(&old, name).is_some();
    assert_eq!(has("CmRegisterCallbackEx"), old.profile.has_export("CmRegisterCallbackEx"));
    assert!(has("CmRegisterCallback") && has("CmUnRegisterCallback"));
}

/// Performs a stimulus: status and id.
fn stimulus(machine: &Arc<Machine>, operation: u32, parameters: &[&dyn Fn(&mut Writer)]) -> (NTSTATUS, u64) {
    let mut message = Writer::default();
    parameters.iter().for_each(|write| write(&mut message));
    let (message, mut reply) = (message.into_bytes(), Writer::default());
    assert!(perform(machine, operation, &mut Reader::of(&message), &mut reply).is_ok());
    let reply = reply.into_bytes();
    let mut reply = Reader::of(&reply);
    (reply.i32().unwrap(), reply.u64().unwrap())
}

fn text(text: &str) -> impl Fn(&mut Writer) + '_ {
    move |message| {
        message.text(&text.into());
    }
}

fn number(number: u32) -> impl Fn(&mut Writer) {
    move |message| {
        message.u32(number);
    }
}

#[test]
fn stimuli_have_the_statuses_of_windows() {
    let machine = boot("win11-24h2");
    let on = |operation, more: &str| stimulus(&machine, operation, &[&text(KEY), &text(more)]).0;
    assert_eq!(stimulus(&machine, operations::OPEN_KEY, &[&text(KEY)]).0, STATUS_OBJECT_NAME_NOT_FOUND);
    assert_eq!(stimulus(&machine, operations::CREATE_KEY, &[&text(KEY)]), (0, 1));
    assert_eq!(stimulus(&machine, operations::CREATE_KEY, &[&text(KEY)]), (0, 2));
    assert_eq!(stimulus(&machine, operations::CREATE_AT, &[&text(KEY), &text("a"), &number(0)]), (0, 1));
    let none = |message: &mut Writer| {
        message.u32(u32::MAX);
    };
    assert_eq!(stimulus(&machine, operations::CREATE_AT, &[&none, &text("a"), &number(0)]).0, PATH_SYNTAX_BAD);
    let set = [&text(KEY) as &dyn Fn(&mut Writer), &text("v"), &number(4), &number(4)];
    assert_eq!(stimulus(&machine, operations::SET_VALUE, &set).0, 0);
    assert_eq!(machine.cm.value(&KEY.into(), &"v".into()).unwrap().data, [0; 4]);
    assert_eq!((on(operations::QUERY_VALUE, "V"), on(operations::DELETE_VALUE, "V")), (0, 0));
    assert_eq!(on(operations::QUERY_VALUE, "v"), STATUS_OBJECT_NAME_NOT_FOUND);
    assert_eq!(on(operations::DELETE_VALUE, "v"), STATUS_OBJECT_NAME_NOT_FOUND);
    assert_eq!(stimulus(&machine, operations::DELETE_KEY, &[&text(KEY)]).0, CANNOT_DELETE);
    assert_eq!(on(operations::RENAME_KEY, r"x\y"), STATUS_INVALID_PARAMETER);
    assert_eq!(on(operations::RENAME_KEY, "Moved"), 0);
    let moved = r"\REGISTRY\MACHINE\SOFTWARE\Moved";
    assert_eq!(stimulus(&machine, operations::OPEN_KEY, &[&text(&format!(r"{moved}\a"))]).0, 0);
    assert_eq!(
        stimulus(&machine, operations::RENAME_KEY, &[&text(r"\REGISTRY\MACHINE\SAM"), &text("x")]).0,
        STATUS_ACCESS_DENIED
    );
    assert_eq!(stimulus(&machine, operations::FLUSH_KEY, &[&text(moved)]).0, 0);
    assert_eq!(stimulus(&machine, operations::SET_KEY_SECURITY, &[&text(moved)]).0, 0);
    assert!(machine.violations().is_empty(), "{:?}", machine.violations());
}

#[test]
fn hives_come_from_files_and_go_to_them() {
    let machine = boot("win11-24h2");
    let do_it = |operation, names: &[&str]| {
        let texts = names.iter().map(|name| text(name)).collect::<Vec<_>>();
        let parameters = texts.iter().map(|text| text as &dyn Fn(&mut Writer)).collect::<Vec<_>>();
        stimulus(&machine, operation, &parameters).0
    };
    let (hive, file) = (r"\REGISTRY\USER\Loaded", r"\??\C:\a.hiv");
    assert_eq!(do_it(operations::LOAD_KEY, &[hive, file]), 0);
    assert_eq!(do_it(operations::LOAD_KEY, &[hive, file]), STATUS_OBJECT_NAME_COLLISION);
    assert_eq!(do_it(operations::LOAD_KEY, &[r"\REGISTRY\USER\a\b", file]), STATUS_INVALID_PARAMETER);
    assert_eq!(do_it(operations::CREATE_KEY, &[r"\REGISTRY\USER\Loaded\Inside"]), 0);
    assert_eq!(do_it(operations::UNLOAD_KEY, &[hive]), 0);
    assert_eq!(do_it(operations::OPEN_KEY, &[r"\REGISTRY\USER\Loaded\Inside"]), STATUS_OBJECT_NAME_NOT_FOUND);
    assert_eq!(do_it(operations::UNLOAD_KEY, &[KEY]), STATUS_INVALID_PARAMETER);
    assert_eq!(do_it(operations::LOAD_AT, &[r"\REGISTRY\USER", "Again", &file.to_uppercase()]), 0);
    assert_eq!(do_it(operations::OPEN_KEY, &[r"\REGISTRY\USER\Again\inside"]), 0);
    assert_eq!(do_it(operations::SAVE_KEY, &[r"\REGISTRY\USER\Again", r"\??\C:\b.hiv"]), 0);
    assert_eq!(do_it(operations::RESTORE_KEY, &[KEY, r"\??\C:\b.hiv"]), 0);
    assert_eq!(do_it(operations::OPEN_KEY, &[&format!(r"{KEY}\Inside")]), 0);
    assert_eq!(do_it(operations::RESTORE_KEY, &[KEY, r"\??\C:\c.hiv"]), STATUS_OBJECT_NAME_NOT_FOUND);
    assert_eq!(do_it(operations::REPLACE_KEY, &[r"\REGISTRY\USER\Again", r"\??\C:\b.hiv", r"\??\C:\d.hiv"]), 0);
    assert_eq!(do_it(operations::REPLACE_KEY, &[KEY, r"\??\C:\b.hiv", r"\??\C:\d.hiv"]), STATUS_INVALID_PARAMETER);
}
