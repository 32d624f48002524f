//! What callbacks decide and say before the kernel is asked for anything: the event table, OBJ-1 to OBJ-3, FIL-5, FIL-6, REG-4.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use edr_core::event_fields::{EventFields, Name};
use edr_core::event_table::{
    FileCleanup, FileCreate, FileWrite, HandleAccessStripped, KeyWrite, ProcessCreate, ProcessExit, Requestor,
    TamperDetected,
};
use edr_core::file_operation::{is_file, CreateFlags, OperationFlags, WriteAnswer};
use edr_core::handle_request::{may_be_stripped, HandleRequest};
use edr_core::key_action::KeyAction;
use edr_core::process_creation::CreationVerdict;
use edr_core::watched_callback::WatchedCallback;
use std::cell::Cell;
use wire::EventType;

const WHO: Requestor = Requestor { process_id: 0x101, thread_id: 0x202 };
const NOW: u64 = 0x0102_0304_0506_0708;
const A: &[u16] = &[0x61, 0x62];
const B: &[u16] = &[0x63];

/// Everything that a row doesn't name is zero or empty (EVT-3).
fn row(event_type: EventType) -> EventFields<'static> {
    EventFields { process_id: WHO.process_id, thread_id: WHO.thread_id, ..EventFields::new(event_type, NOW) }
}

#[test]
fn evt3_file_events_say_what_their_rows_say() {
    let create = FileCreate { requestor: WHO, desired_access: 0x0012_019F, options: 0x0500_0060, name: A };
    let said =
        EventFields { detail0: 0x0012_019F, detail1: 5, detail2: 0x60, name: A.into(), ..row(EventType::FileCreate) };
    assert_eq!(create.fields(NOW), said);
    for (offset, bits) in [(7, 7), (-1, u64::MAX), (-2, u64::MAX - 1)] {
        let write = FileWrite { requestor: WHO, length: 0x11, offset, name: A };
        let said = EventFields { detail0: 0x11, detail2: bits, name: A.into(), ..row(EventType::FileWrite) };
        assert_eq!(write.fields(NOW), said);
    }
    let cleanup = FileCleanup { requestor: WHO, status: 0xC000_0022_u32 as i32, name: A };
    let said = EventFields { detail0: 0xC000_0022, name: A.into(), ..row(EventType::FileCleanup) };
    assert_eq!(cleanup.fields(NOW), said);
}

#[test]
fn evt3_process_events_say_what_their_rows_say() {
    for (refused, flags) in [(false, 0), (true, 1)] {
        let create = ProcessCreate { creator: WHO, new_id: 0x33, parent_id: 0x44, refused, image: A, command_line: B };
        let said = EventFields {
            flags,
            detail0: 0x33,
            detail1: 0x44,
            name: A.into(),
            name2: B.into(),
            ..row(EventType::ProcessCreate)
        };
        assert_eq!(create.fields(NOW), said);
    }
    let exit = ProcessExit { process_id: WHO.process_id, thread_id: WHO.thread_id };
    assert_eq!(exit.fields(NOW), row(EventType::ProcessExit));
}

#[test]
fn evt3_registry_events_say_what_their_rows_say() {
    let key = Name::joined(A, B, A);
    let events = [
        (KeyAction::SetValue, EventType::RegSetValue, (3, 0x55), B),
        (KeyAction::DeleteValue, EventType::RegDeleteValue, (0, 0), B),
        (KeyAction::Create, EventType::RegCreateKey, (0, 0), &[]),
        (KeyAction::Delete, EventType::RegDeleteKey, (0, 0), &[]),
        (KeyAction::Rename, EventType::RegRenameKey, (0, 0), B),
    ];
    for (action, event_type, (detail0, detail1), name2) in events {
        for (refused, flags) in [(false, 0), (true, 1)] {
            let write = KeyWrite { caller: WHO, value_type: 3, value_bytes: 0x55, refused, key, name: B };
            let said = EventFields { flags, detail0, detail1, name: key, name2: name2.into(), ..row(event_type) };
            assert_eq!(write.fields(action, NOW), Some(said), "{action:?}");
        }
    }
}

#[test]
fn evt3_handle_and_tamper_events_say_what_their_rows_say() {
    for (receiver_id, flags, high) in [(None, 0, 0), (Some(0x66), 8, 0x66_u64)] {
        let stripped = HandleAccessStripped {
            caller: WHO,
            target_id: 0x77,
            original_access: 0x001F_FFFF,
            left_access: 0x001F_FFDE,
            receiver_id,
            image: A,
        };
        let said = EventFields {
            flags,
            detail0: 0x77,
            detail1: 0x001F_FFFF,
            detail2: high << 32 | 0x001F_FFDE,
            name: A.into(),
            ..row(EventType::HandleAccessStripped)
        };
        assert_eq!(stripped.fields(NOW), said);
    }
    for callback in WatchedCallback::ALL {
        for (repaired, detail1) in [(false, 0), (true, 1)] {
            let said = EventFields { detail0: callback.code(), detail1, ..row(EventType::TamperDetected) };
            assert_eq!(TamperDetected { caller: WHO, callback, repaired }.fields(NOW), said);
        }
    }
}

#[test]
fn reg4_changes_of_hives_and_security_make_no_event_and_are_looked_at_where_a_key_is_blocked() {
    let write = KeyWrite { caller: WHO, value_type: 0, value_bytes: 0, refused: true, key: A.into(), name: B };
    for action in [KeyAction::LoadHive, KeyAction::ChangeHiveOrSecurity] {
        assert_eq!(write.fields(action, NOW), None);
        assert!(action.is_of_interest(true, |_| false));
        assert!(!action.is_of_interest(false, |_| true));
    }
    // HLT-8: an open is the canary or nothing
    assert!(!KeyAction::Open.is_of_interest(true, |_| true));
    for action in [KeyAction::SetValue, KeyAction::Create, KeyAction::Rename] {
        assert!(action.is_of_interest(true, |_| false));
        assert!(action.is_of_interest(false, |event_type| Some(event_type) == action.event_type()));
        assert!(!action.is_of_interest(false, |event_type| Some(event_type) != action.event_type()));
    }
}

const PROTECTED: u32 = 1;
const TRUSTED: u32 = 2;
const CALLER: u32 = 3;
const RECEIVER: u32 = 4;
const MASK: u32 = 0x21;

const OPEN: HandleRequest<u32> = HandleRequest {
    is_kernel_handle: false,
    is_kernel_mode: false,
    desired_access: 0x001F_FFFF,
    target: PROTECTED,
    caller: CALLER,
    receiver: None,
};

fn left(request: HandleRequest<u32>) -> Option<u32> {
    request.left_access(MASK, |process| process == PROTECTED, |process| process == TRUSTED)
}

#[test]
fn obj1_untrusted_opener_loses_the_masks_bits_and_nothing_else() {
    assert_eq!(left(OPEN), Some(0x001F_FFDE));
    assert_eq!(left(HandleRequest { desired_access: 0x1, ..OPEN }), Some(0));
    assert_eq!(left(HandleRequest { desired_access: 0x420, ..OPEN }), Some(0x400));
    assert_eq!(left(HandleRequest { target: RECEIVER, ..OPEN }), None, "no protected process");
    assert_eq!(left(HandleRequest { caller: TRUSTED, ..OPEN }), None);
    assert_eq!(left(HandleRequest { caller: PROTECTED, ..OPEN }), None, "itself");
    assert_eq!(left(HandleRequest { is_kernel_mode: true, ..OPEN }), None, "POL-1");
}

#[test]
fn obj1_of_a_duplicate_the_receiver_opens_and_not_the_caller() {
    let duplicate = HandleRequest { receiver: Some(RECEIVER), ..OPEN };
    assert_eq!(duplicate.opener(), RECEIVER);
    assert_eq!(left(HandleRequest { caller: TRUSTED, ..duplicate }), Some(0x001F_FFDE));
    assert_eq!(left(HandleRequest { caller: PROTECTED, ..duplicate }), Some(0x001F_FFDE));
    assert_eq!(left(HandleRequest { receiver: Some(TRUSTED), ..OPEN }), None);
    assert_eq!(left(HandleRequest { receiver: Some(PROTECTED), ..OPEN }), None, "itself");
}

#[test]
fn obj2_obj3_str12_kernel_handles_and_harmless_access_ask_nobody() {
    let harmless = [
        HandleRequest { is_kernel_handle: true, ..OPEN },
        HandleRequest { desired_access: 0x001F_FFDE, ..OPEN },
        HandleRequest { is_kernel_mode: true, ..OPEN },
    ];
    for request in harmless {
        let ask = |_| panic!("nobody is to be asked of {request:?}");
        assert_eq!(request.left_access(MASK, ask, ask), None);
    }
    let asked = Cell::new(false);
    assert_eq!(OPEN.left_access(MASK, |_| false, |_| asked.replace(true)), None);
    assert!(!asked.get(), "the opener's image costs a name, and decides nothing here");
    assert!(may_be_stripped(false, 0x20, MASK) && !may_be_stripped(false, 0x1E, MASK));
    assert!(!may_be_stripped(true, 0x20, MASK));
}

#[test]
fn fil5_each_flag_alone_keeps_an_operation_out() {
    assert!(CreateFlags::default().may_be_reported() && OperationFlags::default().may_be_reported());
    let creates = [
        CreateFlags { is_paging_io: true, ..CreateFlags::default() },
        CreateFlags { asks_for_directory: true, ..CreateFlags::default() },
        CreateFlags { opens_for_system: true, ..CreateFlags::default() },
        CreateFlags { opens_volume: true, ..CreateFlags::default() },
    ];
    assert!(creates.iter().all(|create| !create.may_be_reported()));
    let operations = [
        OperationFlags { is_paging_io: true, ..OperationFlags::default() },
        OperationFlags { completes_mdl: true, ..OperationFlags::default() },
        OperationFlags { is_on_volume: true, ..OperationFlags::default() },
    ];
    assert!(operations.iter().all(|operation| !operation.may_be_reported()));
    assert_eq!([Some(false), Some(true), None].map(is_file), [true, false, false]);
}

#[test]
fn fil6_a_write_is_reported_once_and_its_fast_forms_come_again() {
    assert_eq!(WriteAnswer::of(false, false), WriteAnswer::Report);
    assert_eq!(WriteAnswer::of(true, false), WriteAnswer::DisallowFastIo);
    assert_eq!(WriteAnswer::of(true, true), WriteAnswer::DisallowFastIo);
    assert_eq!(WriteAnswer::of(false, true), WriteAnswer::Pass, "its IRP is IRP_MJ_WRITE, which is reported");
}

#[test]
fn prc2_blocked_tells_the_policy_and_another_drivers_refusal_is_left() {
    let verdict = |matches, is_refused| {
        let CreationVerdict { refuses, is_blocked } = CreationVerdict::of(matches, is_refused);
        (refuses, is_blocked)
    };
    assert_eq!(verdict(true, false), (true, true));
    assert_eq!(verdict(true, true), (false, true));
    assert_eq!(verdict(false, true), (false, false));
    assert_eq!(verdict(false, false), (false, false));
}
