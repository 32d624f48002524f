//! ZwCreateFile as a driver calls it, and operations that a file system keeps.

mod support;

use std::sync::Arc;

use edrkm_host::ffi::message::{Reader, Writer};
use edrkm_host::ffi::operations::{perform, Failure};
use edrkm_host::flt::{Medium, NewVolume};
use edrkm_host::fs::mount;
use edrkm_host::guest;
use edrkm_host::machine::{ImageId, Machine};
use edrkm_host::ob::{close_handle, Handle};
use edrkm_host::{ps, service};
use kernel_abi::*;
use support::boot;
use support::files::*;

const STICK: &str = "\\Device\\HarddiskVolume9";

/// What a driver asks for: the open's status, its handle and information.
static ASKED: std::sync::Mutex<Option<(String, u32, u32, u32)>> = std::sync::Mutex::new(None);
static ANSWERED: std::sync::Mutex<(NTSTATUS, usize, usize)> = std::sync::Mutex::new((0, 0, 0));

extern "win64" fn driver() {
    type Function = extern "win64" fn(
        *mut HANDLE,
        u32,
        *const OBJECT_ATTRIBUTES,
        *mut IO_STATUS_BLOCK,
        usize,
        u32,
        u32,
        u32,
        u32,
        usize,
        u32,
    ) -> NTSTATUS;
    let found = service::all().find(|service| service.name == "ZwCreateFile").unwrap();
    let create = unsafe { std::mem::transmute::<*const (), Function>(found.address.0) };
    let (path, attributes, disposition, options) = ASKED.lock().unwrap().clone().unwrap();
    let mut units = path.encode_utf16().collect::<Vec<_>>();
    let bytes = (units.len() * 2) as u16;
    let name = UNICODE_STRING { Length: bytes, MaximumLength: bytes, Buffer: units.as_mut_ptr() };
    let attributes = OBJECT_ATTRIBUTES {
        Length: 0x30,
        RootDirectory: std::ptr::null_mut(),
        ObjectName: &raw const name,
        Attributes: attributes,
        SecurityDescriptor: std::ptr::null(),
        SecurityQualityOfService: std::ptr::null(),
    };
    let mut handle = std::ptr::null_mut();
    let mut block = IO_STATUS_BLOCK { Status: 1, Information: 77 };
    let status = create(&mut handle, 0x10_0080, &attributes, &mut block, 0, 0, 7, disposition, options, 0, 0);
    *ANSWERED.lock().unwrap() = (status, handle as usize, block.Information);
}

fn zw(path: &str, attributes: u32, disposition: u32) -> (NTSTATUS, usize, usize) {
    *ASKED.lock().unwrap() = Some((path.into(), attributes, disposition, 0x20));
    guest::call(ImageId(99), driver as *const () as usize, &[]);
    *ANSWERED.lock().unwrap()
}

// one test, as the driver's routine takes what it asks for from a static
#[test]
fn a_driver_opens_files_with_handles_of_the_kernel() {
    let attributes = OBJ_KERNEL_HANDLE | OBJ_CASE_INSENSITIVE;
    let machine = boot(false);
    run(&machine, |cx| {
        let missing = zw("\\SystemRoot\\nothing", attributes, FILE_OPEN);
        assert_eq!((missing.0, missing.2), (STATUS_OBJECT_NAME_NOT_FOUND, 77));
        assert_eq!(zw("\\Nowhere\\nothing", attributes, FILE_OPEN).0, STATUS_OBJECT_PATH_NOT_FOUND);
        assert_eq!(zw("\\SystemRoot\\x", attributes, 6).0, STATUS_INVALID_PARAMETER);
        for path in
            ["\\systemroot\\System32", "\\??\\c:\\Windows\\System32", "\\Device\\HarddiskVolume3\\Windows\\System32"]
        {
            let (status, handle, information) = zw(path, attributes, FILE_OPEN);
            assert_eq!((status, information), (STATUS_SUCCESS, 1), "{path}");
            assert!(Handle(handle as u64).is_kernel());
            assert_eq!(close_handle(cx, ps::current(cx).address, Handle(handle as u64)), STATUS_SUCCESS);
        }
        let volume =
            NewVolume { device: text(STICK), medium: Medium::Removable, file_system: "NTFS".into(), dax: false };
        mount::mount(cx, volume);
        let (status, handle, _) = zw(&format!("{STICK}\\a.exe"), attributes, 3);
        assert_eq!(status, STATUS_SUCCESS);
        assert_eq!(mount::dismount(cx, &text(STICK)), STATUS_SUCCESS);
        assert_eq!(close_handle(cx, ps::current(cx).address, Handle(handle as u64)), STATUS_SUCCESS);
        assert_eq!(zw(&format!("{STICK}\\a.exe"), attributes, 3).0, STATUS_OBJECT_PATH_NOT_FOUND);
        assert_eq!(zw("\\Device\\NamedPipe\\a", attributes, FILE_OPEN).0, STATUS_OBJECT_NAME_NOT_FOUND);
        let (status, handle, information) = zw("\\SystemRoot\\made.exe", attributes, 3);
        assert_eq!((status, information), (STATUS_SUCCESS, 2));
        assert_eq!(machine.ob.handles.of_kernel().len(), 1);
        assert_eq!(close_handle(cx, ps::current(cx).address, Handle(handle as u64)), STATUS_SUCCESS);
        assert_eq!(status_of(cx, request(cx, &format!("{C}\\Windows\\MADE.EXE"), OPEN)), STATUS_SUCCESS);
        assert_eq!(zw("\\SystemRoot\\MADE.EXE", OBJ_KERNEL_HANDLE, FILE_OPEN).0, STATUS_SUCCESS);
    });
    let shell = Arc::clone(machine.ps.shell());
    assert!(machine.as_program(&shell, |_| zw("\\SystemRoot\\made.exe", 0, FILE_OPEN)).is_err());
    assert!(machine.violations()[0].contains("OBJ_KERNEL_HANDLE"), "{:?}", machine.violations());
}

/// Performs an operation of the suite; status and number.
fn stimulate(machine: &Arc<Machine>, operation: u32, write: impl FnOnce(&mut Writer)) -> Result<(i32, u64), String> {
    let (mut input, mut reply) = (Writer::default(), Writer::default());
    write(&mut input);
    let ended = perform(machine, operation, &mut Reader::of(&input.into_bytes()), &mut reply);
    match ended {
        Ok(()) => {
            let reply = reply.into_bytes();
            let mut reply = Reader::of(&reply);
            Ok((reply.i32().unwrap(), reply.u64().unwrap()))
        }
        Err(Failure::Stopped) => Err(format!("{:?}", machine.violations())),
        Err(Failure::Refused(reason)) => Err(reason),
    }
}

fn open_message(to: &mut Writer, path: &str, opener: u32) {
    to.text(&text(path)).u64(0).u64(0).u32(0x0012_019F).u32(OPEN_IF).u32(0).u32(opener).u32(1);
}

#[test]
fn a_held_create_makes_nothing_before_it_ends() {
    let machine = boot(false);
    let path = format!("{C}\\held.exe");
    let held = stimulate(&machine, 0x3_0006, |to| open_message(to.u32(0x3_0002), &path, 0)).unwrap().1;
    let missing = || run(&machine, |cx| status(cx, &path, OPEN));
    assert_eq!(missing(), STATUS_OBJECT_NAME_NOT_FOUND);
    assert!(stimulate(&machine, 0x3_0007, |to| {
        to.u64(99).u32(0);
    })
    .is_err());
    let (status, file) = stimulate(&machine, 0x3_0007, |to| {
        to.u64(held).u32(0);
    })
    .unwrap();
    assert_eq!((status, missing()), (STATUS_SUCCESS, STATUS_SUCCESS));
    for path in 0..7 {
        assert_eq!(
            stimulate(&machine, 0x3_0003, |to| {
                to.u64(file).u64(0).u32(8).u32(path);
            }),
            Ok((0, 0)),
            "{path}"
        );
    }
    assert_eq!(
        stimulate(&machine, 0x3_0011, |to| {
            to.u64(file).u32(4096);
        }),
        Ok((0, 0))
    );
    let close = stimulate(&machine, 0x3_0006, |to| {
        to.u32(0x3_0004).u64(file);
    })
    .unwrap()
    .1;
    assert_eq!(
        stimulate(&machine, 0x3_0007, |to| {
            to.u64(close).u32(1);
        }),
        Ok((0, 0))
    );
    assert!(stimulate(&machine, 0x3_0004, |to| {
        to.u64(file);
    })
    .is_err());
}

#[test]
fn the_suite_opens_files_in_every_name_and_changes_them() {
    let machine = boot(false);
    let path = |rest: &str| format!("{C}\\Users\\{rest}");
    for opener in 0..5 {
        let (status, file) = stimulate(&machine, 0x3_0002, |to| open_message(to, &path("a.exe"), opener)).unwrap();
        assert_eq!(status, STATUS_SUCCESS, "{opener}");
        assert_eq!(
            stimulate(&machine, 0x3_0004, |to| {
                to.u64(file);
            }),
            Ok((0, 0))
        );
    }
    let create = |path: &str, keep: u32| {
        stimulate(&machine, 0x3_0001, |to| {
            to.text(&text(path)).u32(READ).u32(OPEN | 0x60).u32(keep);
        })
    };
    assert_eq!(create(&path("no\\such\\b.exe:s"), 0), Ok((0, 0)));
    assert_eq!(create(&path("c?.exe"), 0), Ok((0, 0)));
    assert_eq!(create("\\Device\\Mup\\server\\share\\d.exe", 0), Ok((0, 0)));
    let file = create(&path("d.exe"), 1).unwrap().1;
    let change = |operation: u32, target: &str| {
        stimulate(&machine, operation, |to| {
            to.u64(file).text(&text(target));
        })
        .unwrap()
        .0
    };
    assert_eq!(change(0x3_000A, &path("e.exe")), STATUS_SUCCESS);
    assert_eq!(change(0x3_000B, &path("f.exe")), STATUS_SUCCESS);
    assert_eq!(change(0x3_000C, "SHORT~1.EXE"), STATUS_SUCCESS);
    assert_eq!(change(0x3_0010, &path("f.exe")), edrkm_host::fs::status::STATUS_NOT_A_DIRECTORY);
    assert_eq!(
        stimulate(&machine, 0x3_000E, |to| {
            to.u64(file);
        }),
        Ok((0, 0))
    );
    assert_eq!(
        stimulate(&machine, 0x3_000F, |to| {
            to.u64(file).u32(0x0009_80C8);
        }),
        Ok((0, 0))
    );
    assert_eq!(
        stimulate(&machine, 0x3_000F, |to| {
            to.u64(file).u32(1);
        }),
        Ok((STATUS_INVALID_DEVICE_REQUEST, 0))
    );
    assert_ne!(
        stimulate(&machine, 0x3_0012, |to| {
            to.u64(file);
        })
        .unwrap()
        .1,
        0
    );
    assert_eq!(
        stimulate(&machine, 0x3_000D, |to| {
            to.u64(file);
        }),
        Ok((0, 0))
    );
    let device = "\\Device\\HarddiskVolume9";
    assert_eq!(
        stimulate(&machine, 0x3_0014, |to| {
            to.text(&text(device)).u32(1).u32(0);
        }),
        Ok((0, 0))
    );
    assert_eq!(create(&format!("{device}\\a.exe"), 0), Ok((0, 0)));
    assert_eq!(
        stimulate(&machine, 0x3_0015, |to| {
            to.text(&text(device));
        }),
        Ok((0, 0))
    );
    let gone = stimulate(&machine, 0x3_0016, |to| {
        to.text(&text(device));
    });
    assert_eq!(gone, Ok((edrkm_host::fs::status::STATUS_NO_SUCH_DEVICE, 0)));
}
