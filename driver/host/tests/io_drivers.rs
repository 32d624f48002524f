//! Drivers load and unload, and devices are opened, as facts 2.7 and 3 say.

mod support;

use edrkm_host::io::{self, Open};
use edrkm_host::text::Text;
use kernel_abi::{
    DRIVER_OBJECT, NTSTATUS, STATUS_ACCESS_DENIED, STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_PATH_NOT_FOUND,
    STATUS_SUCCESS, UNICODE_STRING,
};
use support::device::{self, Bench, IMAGE};

const STATUS_NO_SUCH_DEVICE: NTSTATUS = 0xC000_000E_u32 as NTSTATUS;

#[test]
fn an_unload_waits_for_the_last_file_object_and_refuses_new_ones() {
    let bench = Bench::new(false);
    let handle = bench.handle(false);
    assert_eq!(bench.unload(), STATUS_SUCCESS);
    assert!(bench.machine.violations()[0].contains("waits for 1 file objects"));
    assert_eq!(bench.open(device::LINK, false).status, STATUS_NO_SUCH_DEVICE);
    bench.close(handle);
    assert_eq!(bench.machine.violations(), Vec::<String>::new());
    assert!(bench.machine.io.drivers.of(IMAGE).is_none());
    assert_eq!(bench.open(device::LINK, false).status, STATUS_OBJECT_NAME_NOT_FOUND);
}

#[test]
fn what_an_unload_leaves_is_told_and_taken_away() {
    let bench = Bench::new(false);
    let driver = bench.machine.io.drivers.of(IMAGE).unwrap();
    unsafe { (*(driver.object as *mut DRIVER_OBJECT)).DriverUnload = Some(device::forget) };
    assert_eq!(bench.unload(), STATUS_SUCCESS);
    let found = bench.machine.violations();
    assert!(found.iter().any(|line| line.contains("left the device \\Device\\Test")), "{found:?}");
    assert!(found.iter().any(|line| line.contains("left the link \\??\\TEST")), "{found:?}");
    let again = bench.machine.as_system(|cx| io::drivers::load_built_in(cx, "test", IMAGE, device::entry));
    assert_eq!(again, Ok(STATUS_SUCCESS));
}

#[test]
fn names_lead_where_the_object_manager_leads_them() {
    let bench = Bench::new(false);
    for path in ["\\??\\test", "\\DosDevices\\TEST", "\\GLOBAL??\\Test", "\\device\\test", "\\Device\\Test\\below"] {
        assert_eq!(bench.open(path, false).status, STATUS_SUCCESS, "{path}");
    }
    assert_eq!(bench.open("\\??\\nothing", false).status, STATUS_OBJECT_NAME_NOT_FOUND);
    assert_eq!(bench.open("\\Device\\nothing\\below", false).status, STATUS_OBJECT_PATH_NOT_FOUND);
}

#[test]
fn rights_are_checked_below_a_device_too_if_that_says_so() {
    let bench = Bench::new(false);
    let denied = |path: &str| {
        let asked = Open { path: Text::from(path), root: None, access: 0x4_0000, synchronous: false, inherit: false };
        let user = edrkm_host::se::Token::of(edrkm_host::se::Account::User);
        let shell = bench.machine.ps.shell();
        let spec = edrkm_host::ps::Spec {
            image: Text::from("\\Device\\HarddiskVolume3\\a.exe"),
            token: user,
            wow64: false,
            minimal: false,
            parent: shell.id,
            one_thread: false,
        };
        let started = bench.call(|cx| edrkm_host::ps::start(cx, spec, &Default::default())).unwrap();
        bench.machine.as_program(&started.process, |cx| io::open(cx, &asked).status)
    };
    // everyone may read and write a plain device, but not change its security
    assert_eq!(denied(device::LINK), Ok(STATUS_ACCESS_DENIED));
    assert_eq!(denied("\\??\\Test\\below"), Ok(STATUS_ACCESS_DENIED));
}

extern "win64" fn failing_entry(_driver: *mut DRIVER_OBJECT, path: *const UNICODE_STRING) -> NTSTATUS {
    let path = Text::read(path).unwrap().to_string();
    assert_eq!(path, "\\REGISTRY\\MACHINE\\SYSTEM\\ControlSet001\\Services\\bad");
    support::allocate(24);
    STATUS_ACCESS_DENIED
}

#[test]
fn a_driver_entry_that_fails_cleans_up_itself() {
    let machine = support::boot(false);
    let status = machine.as_system(|cx| io::drivers::load_built_in(cx, "bad", IMAGE, failing_entry));
    assert_eq!(status, Ok(STATUS_ACCESS_DENIED));
    let found = machine.violations();
    assert!(found.len() == 1 && found[0].contains("1 blocks of pool (24 bytes), tag Test"), "{found:?}");
}
