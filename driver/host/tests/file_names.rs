//! Names that the filter manager gives: when, which parts, and how they are counted.

mod filter_support;
mod support;

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use edrkm_host::flt::{self, Operation};
use edrkm_host::text::Text;
use filter_support::{create, filter, started, write, TestFile, IMAGE};
use kernel_abi::*;
use support::{boot, kernel};

const CACHE_MISS: NTSTATUS = 0xC01C_0018_u32 as NTSTATUS;

thread_local! {
    static OPTIONS: Cell<usize> = const { Cell::new(0x101) };
    static STATUS: Cell<NTSTATUS> = const { Cell::new(0) };
    static PARTS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    static RELEASES: Cell<u32> = const { Cell::new(1) };
}

fn ask(data: *mut FLT_CALLBACK_DATA) {
    let mut name = std::ptr::null_mut::<FLT_FILE_NAME_INFORMATION>();
    let status = kernel("FltGetFileNameInformation", &[data as usize, OPTIONS.get(), &raw mut name as usize]) as i32;
    STATUS.set(status);
    if status != STATUS_SUCCESS {
        return;
    }
    kernel("FltParseFileNameInformation", &[name as usize]);
    let name = unsafe { &*name };
    let parts = [&name.Volume, &name.Share, &name.ParentDir, &name.FinalComponent, &name.Extension, &name.Stream];
    PARTS.set(parts.map(|part| Text::read(part).unwrap().to_string()).into());
    for _ in 0..RELEASES.get() {
        kernel("FltReleaseFileNameInformation", &[std::ptr::from_ref(name) as usize]);
    }
}

extern "win64" fn ask_before(data: *mut FLT_CALLBACK_DATA, _: *const FLT_RELATED_OBJECTS, _: *mut usize) -> i32 {
    ask(data);
    FLT_PREOP_SUCCESS_NO_CALLBACK
}

/// Sends an operation through a filter that asks for its name: status of the query, violations.
fn asked(path: &str, options: usize, operation: impl Fn(&Arc<TestFile>) -> Operation) -> (NTSTATUS, Vec<String>) {
    let machine = boot(false);
    OPTIONS.set(options);
    STATUS.set(1);
    let _ = machine.as_system(|cx| {
        started(cx, &filter("one", "1", ask_before));
        let file = TestFile::on_system_volume(cx, path);
        flt::pass(cx, &mut operation(&file), &mut |_, _| (0, 0))
    });
    (STATUS.get(), machine.violations())
}

#[test]
fn a_name_is_cut_into_its_parts() {
    for (path, parent, last, extension, stream) in [
        ("\\a\\b.tar.gz", "\\a\\", "b.tar.gz", "gz", ""),
        ("\\a.d\\b", "\\a.d\\", "b", "", ""),
        ("\\evil.txt:payload.exe", "\\", "evil.txt:payload.exe", "txt", ":payload.exe"),
        ("\\", "\\", "", "", ""),
    ] {
        assert_eq!(asked(path, 0x101, create), (STATUS_SUCCESS, Vec::new()));
        let volume = boot(false).profile.system_volume().device.clone();
        assert_eq!(PARTS.take(), [&volume, "", parent, last, extension, stream]);
    }
}

#[test]
fn a_name_can_not_be_had_everywhere() {
    let paging = |file: &Arc<TestFile>| Operation { irp_flags: IRP_PAGING_IO, ..write(file) };
    let named = |file: &Arc<TestFile>| Operation { irp_flags: IRP_PAGING_IO, name_cached: true, ..write(file) };
    let below = |file: &Arc<TestFile>| Operation { top_level_irp: true, ..write(file) };
    let refused = (STATUS_FLT_INVALID_NAME_REQUEST, Vec::new());
    assert_eq!(asked("\\a", 0x101, paging), refused);
    assert_eq!(asked("\\a", 0x401, paging), refused);
    assert_eq!(asked("\\a", 0x301, named), refused);
    assert_eq!(asked("\\a", 0x101, below), refused);
    assert_eq!(asked("\\a", 0x103, create), refused);
    assert_eq!(asked("\\a", 0x101, named).0, STATUS_SUCCESS);
    assert_eq!(asked("\\a", 0x201, named).0, STATUS_SUCCESS);
    assert_eq!(asked("\\a", 0x201, write).0, CACHE_MISS);
    assert_eq!(asked("\\a", 0x1, write).0, STATUS_INVALID_PARAMETER);
    assert_eq!(asked("\\a", 0x100, write).0, STATUS_INVALID_PARAMETER);
}

#[test]
fn a_name_that_is_not_released_is_left_behind_and_one_released_twice_stops_the_machine() {
    RELEASES.set(2);
    let (_, violations) = asked("\\a", 0x101, create);
    assert!(violations[0].contains("released twice"), "{violations:?}");
    RELEASES.set(0);
    let machine = boot(false);
    OPTIONS.set(0x101);
    machine
        .as_system(|cx| {
            started(cx, &filter("one", "1", ask_before));
            let file = TestFile::on_system_volume(cx, "\\a");
            flt::pass(cx, &mut create(&file), &mut |_, _| (0, 0))
        })
        .unwrap();
    assert!(machine.flt.left_behind(IMAGE).iter().any(|left| left.ends_with("\\a, not released")));
}
