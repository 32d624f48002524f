//! The names that file systems give the filter manager, and what FILE_OBJECT says.

mod support;

use std::sync::Arc;

use edrkm_host::flt::NameFormat::{Normalized, Opened, Short};
use edrkm_host::flt::{File, Medium, NewVolume};
use edrkm_host::fs::{self, changes, mount, operations, CreateRequest, OpenFile};
use edrkm_host::guest::Context;
use kernel_abi::*;
use support::boot;
use support::files::*;

fn before(cx: &Context, path: &str) -> (Result<String, NTSTATUS>, Result<String, NTSTATUS>) {
    names_before(cx, request(cx, path, OPEN))
}

fn both(normalized: &str, opened: &str) -> (Result<String, NTSTATUS>, Result<String, NTSTATUS>) {
    (Ok(format!("{C}{normalized}")), Ok(format!("{C}{opened}")))
}

fn object(file: &OpenFile) -> FILE_OBJECT {
    unsafe { (file.address() as *const FILE_OBJECT).read() }
}

fn units(string: UNICODE_STRING) -> Vec<u16> {
    let units = usize::from(string.Length / 2);
    (0..units).map(|at| unsafe { string.Buffer.add(at).read() }).collect()
}

#[test]
fn short_names_are_expanded_in_the_normalised_name_only() {
    run(&boot(false), |cx| {
        let names = before(cx, &format!("{C}\\PROGRA~1\\new.exe"));
        assert_eq!(names, both("\\Program Files\\new.exe", "\\PROGRA~1\\new.exe"));
        let names = before(cx, &format!("{C}\\program files\\NEW.exe"));
        assert_eq!(names, both("\\program files\\NEW.exe", "\\program files\\NEW.exe"));
    });
}

#[test]
fn the_case_is_that_of_the_open_until_the_file_is_open() {
    run(&boot(false), |cx| {
        make(cx, &format!("{C}\\Users\\Note.Txt"));
        let file = open(cx, &format!("{C}\\USERS\\note.txt"), OPEN);
        assert_eq!(name(cx, &file, Normalized), Ok(format!("{C}\\Users\\Note.Txt")));
        assert_eq!(name(cx, &file, Opened), Ok(format!("{C}\\USERS\\note.txt")));
    });
}

#[test]
fn streams_lose_their_type_in_the_normalised_name_only() {
    run(&boot(false), |cx| {
        let names = before(cx, &format!("{C}\\a.exe::$DATA"));
        assert_eq!(names, both("\\a.exe", "\\a.exe::$DATA"));
        let names = before(cx, &format!("{C}\\a.exe:s:$data"));
        assert_eq!(names, both("\\a.exe:s", "\\a.exe:s:$data"));
        let file = open(cx, &format!("{C}\\a.exe:S:$DATA"), OPEN_IF);
        assert_eq!(name(cx, &file, Normalized), Ok(format!("{C}\\a.exe:S")));
        let again = opened(fs::open(cx, relative(cx, &file, "", OPEN)));
        assert_eq!(name(cx, &again, Normalized), Ok(format!("{C}\\a.exe:S")));
        let directory = open(cx, &format!("{C}\\Users:s"), OPEN_IF);
        assert!(!directory.is_directory(cx));
        assert!(open(cx, &format!("{C}\\Users"), OPEN).is_directory(cx));
    });
}

#[test]
fn a_missing_directory_cannot_be_normalised() {
    run(&boot(false), |cx| {
        let names = before(cx, &format!("{C}\\no\\a.exe"));
        assert_eq!(names, (Err(STATUS_OBJECT_PATH_NOT_FOUND), Ok(format!("{C}\\no\\a.exe"))));
        let names = before(cx, &format!("{C}\\a*\\a.exe"));
        assert_eq!(names, (Err(STATUS_OBJECT_NAME_INVALID), Ok(format!("{C}\\a*\\a.exe"))));
    });
}

#[test]
fn junctions_are_resolved_on_one_volume_only() {
    run(&boot(false), |cx| {
        make(cx, &format!("{C}\\Users\\a.exe"));
        junction(cx, &format!("{C}\\j"), &format!("{C}\\Users"));
        assert_eq!(before(cx, &format!("{C}\\j\\a.exe")), both("\\Users\\a.exe", "\\j\\a.exe"));
        let file = open(cx, &format!("{C}\\j\\a.exe"), OPEN);
        assert_eq!(name(cx, &file, Opened), Ok(format!("{C}\\Users\\a.exe")));
        junction(cx, &format!("{C}\\k"), D);
        let names = before(cx, &format!("{C}\\k\\a.exe"));
        assert_eq!(names, (Err(STATUS_NOT_SAME_DEVICE), Ok(format!("{C}\\k\\a.exe"))));
    });
}

#[test]
fn the_name_of_an_id_takes_the_right_to_traverse() {
    run(&boot(false), |cx| {
        let file = open(cx, &format!("{C}\\Users\\a.exe"), OPEN_IF);
        let path = Ok(format!("{C}\\Users\\a.exe"));
        assert_eq!(names_before(cx, by_id(cx, &file, file.file_id())), (path.clone(), path.clone()));
        let denied = CreateRequest { traverse: false, ..by_id(cx, &file, file.file_id()) };
        assert_eq!(names_before(cx, denied.clone()), (Err(STATUS_ACCESS_DENIED), Err(STATUS_ACCESS_DENIED)));
        assert_eq!(name(cx, &opened(fs::open(cx, denied)), Normalized), path);
        assert_eq!(names_before(cx, by_id(cx, &file, 7)).0, Err(STATUS_INVALID_PARAMETER));
    });
}

#[test]
fn relative_names_are_joined() {
    run(&boot(false), |cx| {
        let directory = open(cx, &format!("{C}\\PROGRA~1"), OPEN);
        let named = |request| names_before(cx, request);
        let names = named(relative(cx, &directory, "a.exe", OPEN_IF));
        assert_eq!(names, both("\\Program Files\\a.exe", "\\PROGRA~1\\a.exe"));
        assert_eq!(named(relative(cx, &directory, "", OPEN)), both("\\Program Files", "\\PROGRA~1"));
        assert_eq!(named(relative(cx, &directory, ":s", OPEN)).0, Ok(format!("{C}\\Program Files:s")));
        let volume = open(cx, D, OPEN);
        assert_eq!(named(relative(cx, &volume, "b.exe", OPEN_IF)).0, Ok(format!("{D}\\b.exe")));
        assert_eq!(named(relative(cx, &volume, "", OPEN)).0, Ok(D.to_owned()));
        assert_eq!(name(cx, &open(cx, &format!("{D}\\"), OPEN), Opened), Ok(format!("{D}\\")));
    });
}

#[test]
fn a_rename_is_followed_through_every_handle_and_a_link_by_its_own() {
    run(&boot(false), |cx| {
        let (file, other) = (open(cx, &format!("{C}\\a.exe"), OPEN_IF), open(cx, &format!("{C}\\A.EXE"), OPEN));
        assert_eq!(changes::hard_link(cx, &file, &text(&format!("{C}\\c.exe"))), 0);
        let linked = open(cx, &format!("{C}\\c.exe"), OPEN);
        assert_eq!(changes::rename(cx, &file, &text(&format!("{C}\\Users\\b.exe"))), 0);
        assert_eq!(name(cx, &other, Opened), Ok(format!("{C}\\Users\\b.exe")));
        assert_eq!(name(cx, &file, Normalized), Ok(format!("{C}\\Users\\b.exe")));
        assert_eq!(name(cx, &linked, Normalized), Ok(format!("{C}\\c.exe")));
    });
}

#[test]
fn the_target_of_a_rename_is_named_by_its_directory() {
    run(&boot(false), |cx| {
        let target = CreateRequest { operation_flags: 4, ..request(cx, &format!("{C}\\PROGRA~1\\no.exe"), OPEN) };
        assert_eq!(names_before(cx, target), both("\\Program Files", "\\PROGRA~1"));
        let target = CreateRequest { operation_flags: 4, ..request(cx, &format!("{C}\\no.exe"), OPEN) };
        assert_eq!(names_before(cx, target), both("\\", "\\"));
    });
}

#[test]
fn short_names_are_known_of_open_files_that_have_one() {
    run(&boot(false), |cx| {
        let long = open(cx, &format!("{C}\\Program Files (x86)"), OPEN);
        assert_eq!(name(cx, &long, Short), Ok("PROGRA~2".into()));
        assert_eq!(name(cx, &open(cx, &format!("{C}\\Users"), OPEN), Short), Ok("Users".into()));
        let on_other = open(cx, &format!("{D}\\a long name.exe"), OPEN_IF);
        assert_eq!(name(cx, &on_other, Short), Err(STATUS_OBJECT_NAME_NOT_FOUND));
    });
}

#[test]
fn remote_names_tell_server_and_share() {
    run(&boot(false), |cx| {
        mount::mount(
            cx,
            NewVolume { device: text("\\Device\\Mup"), medium: Medium::Network, file_system: "MUP".into(), dax: false },
        );
        assert!(mount::spring_directories(cx, &text("\\Device\\Mup\\server\\share\\d")));
        let file = open(cx, "\\Device\\Mup\\server\\share\\d\\a.exe", OPEN_IF);
        let found = file.name(cx, Normalized).unwrap();
        assert_eq!(found.name.to_string(), "\\Device\\Mup\\server\\share\\d\\a.exe");
        assert_eq!(found.share_units, "\\server\\share".len());
        assert_eq!(open(cx, "\\Device\\Mup\\server", OPEN).name(cx, Normalized).unwrap().share_units, "\\server".len());
    });
}

#[test]
fn a_name_that_no_file_system_here_takes_is_known_as_it_is() {
    run(&boot(false), |cx| {
        let path = format!("{C}\\Windows\\\\a?.exe");
        assert!(!mount::spring(cx, &text(&path)));
        let alone = CreateRequest { by_name_alone: true, ..request(cx, &path, OPEN) };
        assert_eq!(names_before(cx, alone.clone()), (Ok(path.clone()), Ok(path.clone())));
        let file = opened(fs::open(cx, alone));
        assert_eq!(name(cx, &file, Normalized), Ok(path));
        assert_eq!(operations::close(cx, &file), 0);
    });
}

#[test]
fn a_file_object_shows_the_name_as_it_was_asked_for() {
    run(&boot(false), |cx| {
        let directory = open(cx, &format!("{C}\\PROGRA~1"), OPEN | 0x20);
        let shown = |request: CreateRequest| {
            let opening = fs::begin(cx, request);
            let shown = object(opening.file().unwrap());
            let seen = (units(shown.FileName), shown.RelatedFileObject as usize, shown.Flags, shown.Size);
            (fs::finish(cx, opening).file, seen)
        };
        let utf16 = |text: &str| text.encode_utf16().collect::<Vec<_>>();
        let (file, seen) = shown(request(cx, &format!("{C}\\Users\\a.exe"), OPEN_IF | 0x20));
        assert_eq!(seen, (utf16("\\Users\\a.exe"), 0, 2, 0xD8));
        let file = file.unwrap();
        let (_, seen) = shown(relative(cx, &directory, "b.exe", OPEN_IF));
        assert_eq!((seen.0, seen.1), (utf16("b.exe"), directory.address()));
        let (_, seen) = shown(by_id(cx, &file, 0x0004_0003_0002_0001));
        assert_eq!((seen.0, seen.1), (vec![1, 2, 3, 4], file.address()));
        let (volume, seen) = shown(request(cx, C, OPEN));
        assert_eq!((seen.0, seen.2), (vec![], 0));
        assert_eq!(object(&volume.unwrap()).Flags & FO_VOLUME_OPEN, FO_VOLUME_OPEN);
        assert_ne!(object(&file).FsContext as usize, 0);
    });
}

#[test]
fn a_file_object_ends_with_its_last_reference() {
    run(&boot(false), |cx| {
        let objects = &cx.machine().ob.objects;
        let file = open(cx, &format!("{C}\\a.exe"), OPEN_IF);
        let address = file.address();
        objects.reference(address, None);
        assert_eq!(operations::close(cx, &file), 0);
        assert_eq!(file.phase(), fs::Phase::CleanedUp);
        assert_eq!(object(&file).Flags & FO_CLEANUP_COMPLETE, FO_CLEANUP_COMPLETE);
        objects.dereference(address, None).unwrap();
        objects.hold(address);
        edrkm_host::ob::release(cx, address);
        assert_eq!(file.phase(), fs::Phase::Closed);
        assert!(objects.get(address).is_none());
        assert_eq!(Arc::strong_count(&file), 1);
    });
}
