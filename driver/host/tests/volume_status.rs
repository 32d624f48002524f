//! Which status an operation on files ends with.

mod support;

use edrkm_host::fs::{self, changes, mount, operations, status::*, CreateRequest};
use kernel_abi::*;
use support::boot;
use support::files::*;

const DELETE_PENDING: NTSTATUS = STATUS_DELETE_PENDING;

#[test]
fn what_is_missing_is_told_as_windows_does() {
    run(&boot(false), |cx| {
        let path = |rest: &str| format!("{C}{rest}");
        make(cx, &path("\\a.txt"));
        assert_eq!(status(cx, &path("\\b.txt"), OPEN), STATUS_OBJECT_NAME_NOT_FOUND);
        assert_eq!(status(cx, &path("\\b.txt"), OVERWRITE), STATUS_OBJECT_NAME_NOT_FOUND);
        assert_eq!(status(cx, &path("\\no\\b.txt"), OPEN_IF), STATUS_OBJECT_PATH_NOT_FOUND);
        assert_eq!(status(cx, &path("\\a.txt\\b"), OPEN), STATUS_OBJECT_PATH_NOT_FOUND);
        assert_eq!(status(cx, &path("\\A.TXT"), OPEN), STATUS_SUCCESS);
        assert_eq!(status(cx, "\\device\\harddiskvolume3\\a.txt", OPEN), STATUS_SUCCESS);
        assert_eq!(status(cx, &path("\\a.txt"), CREATE), STATUS_OBJECT_NAME_COLLISION);
        assert_eq!(status(cx, "\\Device\\Nothing\\a", OPEN), STATUS_OBJECT_PATH_NOT_FOUND);
        assert_eq!(status(cx, "\\Device\\Nothing", OPEN), STATUS_OBJECT_NAME_NOT_FOUND);
        assert_eq!(status(cx, "\\Device\\HarddiskVolume33\\a", OPEN), STATUS_OBJECT_PATH_NOT_FOUND);
    });
}

#[test]
fn files_are_told_from_directories() {
    run(&boot(false), |cx| {
        let path = |rest: &str| format!("{C}{rest}");
        make(cx, &path("\\a.txt"));
        assert_eq!(status(cx, &path("\\a.txt"), OPEN | DIRECTORY), STATUS_NOT_A_DIRECTORY);
        assert_eq!(status(cx, &path("\\a.txt\\"), OPEN), STATUS_OBJECT_NAME_INVALID);
        assert_eq!(status(cx, &path("\\Users"), OPEN | NON_DIRECTORY), STATUS_FILE_IS_A_DIRECTORY);
        assert_eq!(status(cx, &path("\\Users"), OVERWRITE), STATUS_OBJECT_NAME_COLLISION);
        for directory in
            ["\\Users", "\\Users\\", "\\Users::$INDEX_ALLOCATION", "\\Users:$i30:$index_allocation", "", "\\"]
        {
            assert_eq!(status(cx, &path(directory), OPEN), STATUS_SUCCESS, "{directory}");
        }
        assert_eq!(status(cx, &path("\\Users:s"), OPEN_IF | DIRECTORY), STATUS_NOT_A_DIRECTORY);
        assert_eq!(status(cx, C, OVERWRITE), STATUS_ACCESS_DENIED);
    });
}

#[test]
fn names_that_no_file_system_takes_are_refused() {
    run(&boot(false), |cx| {
        let long = format!("\\{}", "x".repeat(256));
        let wrong =
            ["\\a\\\\b", "\\\\\\a", "\\a?", "\\a|b", "\\a:", "\\a::", "\\a:b:c", "\\a:b:$DATA:", "\\:s", "\\\u{1}"];
        for name in wrong.into_iter().chain([long.as_str()]) {
            assert_eq!(status(cx, &format!("{C}{name}"), OPEN_IF), STATUS_OBJECT_NAME_INVALID, "{name}");
        }
        assert_eq!(status(cx, &format!("{C}\\{}", "x".repeat(255)), OPEN_IF), STATUS_SUCCESS);
        assert_eq!(status(cx, &format!("{C}\\\\two"), OPEN_IF), STATUS_SUCCESS);
    });
}

#[test]
fn the_io_manager_refuses_options_that_do_not_fit() {
    run(&boot(false), |cx| {
        let asked = |access: u32, options: u32| {
            status_of(cx, CreateRequest { desired_access: access, ..request(cx, &format!("{C}\\a"), options) })
        };
        assert_eq!(asked(READ, OPEN_IF), STATUS_SUCCESS);
        assert_eq!(asked(READ, 0x0600_0000), STATUS_INVALID_PARAMETER);
        assert_eq!(asked(READ, OPEN_IF | DIRECTORY | NON_DIRECTORY), STATUS_INVALID_PARAMETER);
        assert_eq!(asked(READ, OVERWRITE | DIRECTORY), STATUS_INVALID_PARAMETER);
        assert_eq!(asked(READ, OPEN_IF | 0x30), STATUS_INVALID_PARAMETER);
        assert_eq!(asked(0x89, OPEN_IF | 0x20), STATUS_INVALID_PARAMETER);
        assert_eq!(asked(READ, OPEN_IF | DELETE_ON_CLOSE), STATUS_INVALID_PARAMETER);
    });
}

#[test]
fn what_was_done_is_told_as_information() {
    run(&boot(false), |cx| {
        let path = format!("{C}\\a.txt");
        let did = |options| {
            let opened = fs::open(cx, request(cx, &path, options));
            operations::close(cx, &opened.file.unwrap());
            opened.information
        };
        assert_eq!(did(OPEN_IF), FILE_CREATED);
        assert_eq!(did(OPEN_IF), FILE_OPENED);
        assert_eq!(did(OVERWRITE), FILE_OVERWRITTEN);
        assert_eq!(did(0), FILE_SUPERSEDED);
    });
}

#[test]
fn streams_lie_beside_the_file() {
    run(&boot(false), |cx| {
        let path = |rest: &str| format!("{C}\\a.txt{rest}");
        make(cx, &path(":s"));
        for name in ["", ":S:$DATA", "::$data", ":s"] {
            assert_eq!(status(cx, &path(name), OPEN), STATUS_SUCCESS, "{name}");
        }
        assert_eq!(status(cx, &path(":t"), OPEN), STATUS_OBJECT_NAME_NOT_FOUND);
        assert_eq!(status(cx, &path(":s"), CREATE), STATUS_OBJECT_NAME_COLLISION);
        let file = open(cx, &path(""), OPEN);
        assert_eq!(status_of(cx, relative(cx, &file, ":s", OPEN)), STATUS_SUCCESS);
        let stream = open(cx, &path(":s"), OPEN);
        assert_eq!(changes::delete(cx, &stream), STATUS_SUCCESS);
        assert_eq!(status(cx, &path(":s"), OPEN), DELETE_PENDING);
        assert_eq!(status(cx, &path(""), OPEN), STATUS_SUCCESS);
        operations::close(cx, &stream);
        assert_eq!(status(cx, &path(":s"), OPEN), STATUS_OBJECT_NAME_NOT_FOUND);
    });
}

#[test]
fn a_name_goes_with_its_last_handle_and_is_refused_until_then() {
    run(&boot(false), |cx| {
        let path = |rest: &str| format!("{C}{rest}");
        let (first, second) = (open(cx, &path("\\a.txt"), OPEN_IF), open(cx, &path("\\a.txt"), OPEN));
        assert_eq!(changes::hard_link(cx, &first, &text(&path("\\b.txt"))), STATUS_SUCCESS);
        assert_eq!(changes::delete(cx, &first), STATUS_SUCCESS);
        assert_eq!(status(cx, &path("\\a.txt"), OPEN), DELETE_PENDING);
        operations::close(cx, &first);
        assert_eq!(status(cx, &path("\\a.txt"), OPEN), DELETE_PENDING);
        operations::close(cx, &second);
        assert_eq!(status(cx, &path("\\a.txt"), OPEN), STATUS_OBJECT_NAME_NOT_FOUND);
        assert_eq!(status(cx, &path("\\b.txt"), OPEN | DELETE_ON_CLOSE), STATUS_SUCCESS);
        assert_eq!(status(cx, &path("\\b.txt"), OPEN), STATUS_OBJECT_NAME_NOT_FOUND);
        let full = open(cx, &path("\\Windows"), OPEN);
        assert_eq!(changes::delete(cx, &full), STATUS_DIRECTORY_NOT_EMPTY);
        let root = open(cx, &path("\\"), OPEN);
        assert_eq!(changes::delete(cx, &root), STATUS_CANNOT_DELETE);
    });
}

#[test]
fn renames_and_links_need_room() {
    run(&boot(false), |cx| {
        let path = |rest: &str| text(&format!("{C}{rest}"));
        make(cx, &format!("{C}\\taken.txt"));
        let file = open(cx, &format!("{C}\\a.txt"), OPEN_IF);
        assert_eq!(changes::rename(cx, &file, &path("\\taken.txt")), STATUS_OBJECT_NAME_COLLISION);
        assert_eq!(changes::hard_link(cx, &file, &path("\\taken.txt")), STATUS_OBJECT_NAME_COLLISION);
        assert_eq!(changes::rename(cx, &file, &text(&format!("{D}\\a.txt"))), STATUS_NOT_SAME_DEVICE);
        assert_eq!(changes::rename(cx, &file, &path("\\no\\a.txt")), STATUS_OBJECT_PATH_NOT_FOUND);
        assert_eq!(changes::rename(cx, &file, &path("\\Users\\A.TXT")), STATUS_SUCCESS);
        assert_eq!(status(cx, &format!("{C}\\a.txt"), OPEN), STATUS_OBJECT_NAME_NOT_FOUND);
        assert_eq!(status(cx, &format!("{C}\\Users\\a.txt"), OPEN), STATUS_SUCCESS);
        let directory = open(cx, &format!("{C}\\Users"), OPEN);
        assert_eq!(changes::hard_link(cx, &directory, &path("\\u")), STATUS_FILE_IS_A_DIRECTORY);
        assert_eq!(changes::rename(cx, &directory, &path("\\u")), STATUS_ACCESS_DENIED);
        operations::close(cx, &file);
        assert_eq!(changes::rename(cx, &directory, &path("\\Users\\u")), STATUS_INVALID_PARAMETER);
        assert_eq!(changes::rename(cx, &directory, &path("\\u")), STATUS_SUCCESS);
        assert_eq!(status(cx, &format!("{C}\\u\\a.txt"), OPEN), STATUS_SUCCESS);
    });
}

#[test]
fn files_are_found_by_short_name_id_and_handle() {
    run(&boot(false), |cx| {
        let file = open(cx, &format!("{C}\\Program Files\\a.txt"), OPEN_IF);
        assert_eq!(status(cx, &format!("{C}\\progra~1\\A.txt"), OPEN), STATUS_SUCCESS);
        let again = opened(fs::open(cx, by_id(cx, &file, file.file_id())));
        assert_eq!(again.file_id(), file.file_id());
        assert_eq!(status_of(cx, by_id(cx, &file, 7)), STATUS_INVALID_PARAMETER);
        let directory = open(cx, &format!("{C}\\Program Files"), OPEN);
        assert_eq!(status_of(cx, relative(cx, &directory, "a.txt", OPEN)), STATUS_SUCCESS);
        assert_eq!(status_of(cx, relative(cx, &directory, "\\a.txt", OPEN)), STATUS_OBJECT_NAME_INVALID);
        assert_eq!(status_of(cx, relative(cx, &file, "a.txt", OPEN)), STATUS_OBJECT_PATH_NOT_FOUND);
        make(cx, &format!("{C}\\a long name.exe"));
        assert_eq!(status(cx, &format!("{C}\\ALONGN~1.EXE"), OPEN), STATUS_SUCCESS);
        let long = open(cx, &format!("{C}\\a long name.exe"), OPEN);
        assert_eq!(changes::set_short_name(cx, &long, &text("PROGRA~1")), STATUS_OBJECT_NAME_COLLISION);
        assert_eq!(changes::set_short_name(cx, &long, &text("OTHER~1.EXE")), STATUS_SUCCESS);
        assert_eq!(status(cx, &format!("{C}\\ALONGN~1.EXE"), OPEN), STATUS_OBJECT_NAME_NOT_FOUND);
        assert_eq!(status(cx, &format!("{C}\\other~1.exe"), OPEN), STATUS_SUCCESS);
    });
}

#[test]
fn junctions_are_followed_but_not_for_ever() {
    run(&boot(false), |cx| {
        junction(cx, &format!("{C}\\j"), &format!("{C}\\j"));
        assert_eq!(status(cx, &format!("{C}\\j\\a"), OPEN), STATUS_REPARSE_POINT_NOT_RESOLVED);
        make(cx, &format!("{D}\\d\\a.txt"));
        junction(cx, &format!("{C}\\k"), D);
        assert_eq!(status(cx, &format!("{C}\\k\\d\\a.txt"), OPEN), STATUS_SUCCESS);
        let full = open(cx, &format!("{C}\\Windows"), OPEN);
        assert_eq!(changes::make_junction(cx, &full, &text(D)), STATUS_DIRECTORY_NOT_EMPTY);
    });
}

#[test]
fn a_volume_goes_with_its_last_file() {
    run(&boot(false), |cx| {
        let machine = cx.machine();
        let file = open(cx, &format!("{D}\\a.txt"), OPEN_IF);
        assert_eq!(mount::dismount(cx, &text(D)), STATUS_SUCCESS);
        assert!(machine.flt.volume(&text(D)).is_some());
        operations::close(cx, &file);
        assert!(machine.flt.volume(&text(D)).is_none());
        assert_eq!(mount::dismount(cx, &text(D)), STATUS_NO_SUCH_DEVICE);
        let file = open(cx, &format!("{C}\\a.txt"), OPEN_IF);
        assert_eq!(mount::remove(cx, &text(C)), STATUS_SUCCESS);
        assert!(machine.flt.volume(&text(C)).is_none());
        assert_eq!(status_of(cx, relative(cx, &file, "", OPEN)), STATUS_VOLUME_DISMOUNTED);
        assert_eq!(operations::close(cx, &file), STATUS_SUCCESS);
    });
}
