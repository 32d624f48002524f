//! The built driver's own minifilter over every way in which the suite uses files: it breaks no rule, and leaves nothing.

mod support;

use std::sync::Arc;

use edrkm_host::fs::operations::{self, Write, WritePath};
use edrkm_host::fs::{self, changes, mount, CreateRequest};
use edrkm_host::guest::Context;
use support::boot;
use support::files::*;

const PATHS: [WritePath; 7] = [
    WritePath::Irp,
    WritePath::Uncached,
    WritePath::FastIo,
    WritePath::Paging,
    WritePath::PagingNamed,
    WritePath::Mdl,
    WritePath::MdlComplete,
];

fn use_files(cx: &Context) {
    let path = |name: &str| format!("{C}\\Windows\\System32\\{name}");
    let file = open(cx, &path("a.exe"), OPEN_IF);
    for path in PATHS {
        assert_eq!(operations::write(cx, &file, Write { byte_offset: 0, length: 8, path }), 0, "{path:?}");
    }
    assert_eq!(operations::write_mapped_pages(cx, &file, 4096), 0);
    let denied = CreateRequest { traverse: false, ..by_id(cx, &file, file.file_id()) };
    for request in [by_id(cx, &file, file.file_id()), denied, relative(cx, &file, "", OPEN), request(cx, C, OPEN)] {
        assert_eq!(status_of(cx, request), 0);
    }
    assert_eq!(changes::rename(cx, &file, &text(&path("b.exe"))), 0);
    let closing = operations::begin_close(cx, &file);
    assert_eq!(operations::finish_elsewhere(cx, closing), 0);
    junction(cx, &path("j"), &format!("{C}\\Program Files"));
    assert_eq!(status(cx, &path("j\\c.exe"), OPEN_IF), 0);
    let odd = CreateRequest { by_name_alone: true, ..request(cx, &path("\\a?.exe"), OPEN) };
    assert_eq!(status_of(cx, odd), 0);
    let nobody = CreateRequest { thread: None, ..request(cx, &path("d.exe"), OPEN_IF) };
    assert_eq!(status_of(cx, nobody), 0);
    let gone = open(cx, &format!("{D}\\System32\\e.exe"), OPEN_IF);
    let closing = operations::begin_close(cx, &gone);
    assert_eq!(mount::remove(cx, &text(D)), 0);
    assert_eq!(operations::finish(cx, closing), 0);
    assert_eq!(gone.phase(), fs::Phase::Closed);
}

#[test]
fn the_driver_follows_files_and_breaks_no_rule() {
    let image = support::image("edr-windows-km.sys");
    let machine = boot(false);
    let loaded = machine.load(&image);
    assert_eq!(loaded, Ok(0), "{:?}", machine.violations());
    run(&machine, |cx| mount::spring_directories(cx, &text(&format!("{D}\\System32"))));
    let shell = Arc::clone(machine.ps.shell());
    let ended = machine.as_program(&shell, use_files);
    assert!(ended.is_ok() && machine.violations().is_empty(), "{:?}", machine.violations());
}
