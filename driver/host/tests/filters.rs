//! The filter manager: operations through filters, instances, references, collisions.

mod filter_support;
mod support;

use edrkm_host::flt::{self, Medium, Parameters};
use filter_support::{
    answer, create, filter, filter_at, fresh_log, log, logged, medium, started, text, write, TestFile, DRIVER,
};
use kernel_abi::*;
use support::boot;

const DISALLOW_FAST_IO: i32 = flt::STATUS_FLT_DISALLOW_FAST_IO;

#[test]
fn operations_go_down_from_the_highest_altitude_and_up_from_the_lowest() {
    let machine = boot(false);
    fresh_log();
    let ended = machine.as_system(|cx| {
        started(cx, &filter("low", "100", answer::with_context));
        started(cx, &filter("high", "0385000.0", answer::with_context));
        started(cx, &filter("middle", "99999.9", answer::with_context));
        let file = TestFile::on_system_volume(cx, "\\a.txt");
        flt::pass(cx, &mut create(&file), &mut |_, _| {
            log("file system");
            (STATUS_SUCCESS, 1)
        })
    });
    assert_eq!(ended, Ok((STATUS_SUCCESS, 1)), "{:?}", machine.violations());
    assert_eq!(
        logged(),
        ["pre high", "pre middle", "pre low", "file system", "post low 0", "post middle 0", "post high 0"]
    );
}

#[test]
fn a_filter_that_completes_hides_the_operation_from_those_below() {
    let machine = boot(false);
    fresh_log();
    let ended = machine.as_system(|cx| {
        started(cx, &filter("high", "3", answer::with_context));
        started(cx, &filter("middle", "2", answer::complete_denied));
        started(cx, &filter("low", "1", answer::with_context));
        let file = TestFile::on_system_volume(cx, "\\a.txt");
        flt::pass(cx, &mut create(&file), &mut |_, _| panic!("the file system was reached"))
    });
    assert_eq!(ended, Ok((STATUS_ACCESS_DENIED, 0)));
    assert_eq!(logged(), ["pre high", "pre middle", "post high 0"]);
}

#[test]
fn fast_io_that_is_disallowed_comes_back_and_an_irp_may_not_be() {
    let machine = boot(false);
    let disallowed = machine.as_system(|cx| {
        started(cx, &filter("one", "1", answer::disallow_fast_io));
        let file = TestFile::on_system_volume(cx, "\\a.txt");
        let mut operation = write(&file);
        operation.fast_io = true;
        flt::pass(cx, &mut operation, &mut |_, _| panic!("the file system was reached"))
    });
    assert_eq!(disallowed, Ok((DISALLOW_FAST_IO, 0)));
    let as_irp = machine.as_system(|cx| {
        let file = TestFile::on_system_volume(cx, "\\a.txt");
        flt::pass(cx, &mut write(&file), &mut |_, _| (0, 0))
    });
    assert!(as_irp.is_err());
    assert!(machine.violations()[0].contains("bug check 0xF5"), "{:?}", machine.violations());
}

#[test]
fn changes_reach_those_below_if_they_are_declared_and_never_the_filter_itself() {
    for (change, seen_below) in [(answer::change_length as filter_support::Pre, 10), (answer::change_and_declare, 99)] {
        let machine = boot(false);
        fresh_log();
        let mut below = 0;
        let ended = machine.as_system(|cx| {
            started(cx, &filter("one", "1", change));
            let file = TestFile::on_system_volume(cx, "\\a.txt");
            flt::pass(cx, &mut write(&file), &mut |_, operation| {
                if let Parameters::Write { length, .. } = operation.parameters {
                    below = length;
                }
                (0, 0)
            })
        });
        assert!(ended.is_ok(), "{:?}", machine.violations());
        assert_eq!(below, seen_below);
        assert_eq!(logged(), ["pre one", "post one 0 length 10"]);
    }
}

#[test]
fn answers_that_a_filter_may_not_give_stop_the_machine() {
    let cases: [(filter_support::Pre, u8, &str); 6] = [
        (answer::forty_two, IRP_MJ_CREATE, "answered 42"),
        (answer::synchronize, IRP_MJ_CREATE, "answered 5"),
        (answer::complete_denied, IRP_MJ_CLEANUP, "completed major function 0x12"),
        (answer::complete_pending, IRP_MJ_WRITE, "completed major function 0x4"),
        (answer::context_for_nobody, IRP_MJ_WRITE, "left a completion context"),
        (answer::pend, IRP_MJ_WRITE, "is not simulated"),
    ];
    for (pre, major, expected) in cases {
        let machine = boot(false);
        let ended = machine.as_system(|cx| {
            started(cx, &filter("one", "1", pre));
            let file = TestFile::on_system_volume(cx, "\\a.txt");
            let mut operation = create(&file);
            operation.major = major;
            flt::pass(cx, &mut operation, &mut |_, _| (0, 0))
        });
        assert!(ended.is_err(), "{expected}");
        assert!(machine.violations()[0].contains(expected), "{:?}", machine.violations());
    }
}

#[test]
fn a_write_that_ends_elsewhere_comes_up_at_dispatch_level_unless_it_was_synchronized() {
    for (pre, irql) in [(answer::with_context as filter_support::Pre, 2), (answer::synchronize, 0)] {
        let machine = boot(false);
        fresh_log();
        let ended = machine.as_system(|cx| {
            started(cx, &filter("one", "1", pre));
            let file = TestFile::on_system_volume(cx, "\\a.txt");
            let held = flt::descend(cx, write(&file));
            cx.at_irql(2, || flt::ascend(cx, held, STATUS_SUCCESS, 3))
        });
        assert_eq!(ended, Ok((STATUS_SUCCESS, 3)), "{:?}", machine.violations());
        assert_eq!(logged(), ["pre one".to_owned(), format!("post one {irql} length 10")]);
    }
}

#[test]
fn what_an_instance_is_owed_is_drained_when_it_goes_and_never_called_again() {
    let machine = boot(false);
    fresh_log();
    let ended = machine.as_system(|cx| {
        let one = started(cx, &filter("one", "1", answer::with_context));
        let file = TestFile::on_system_volume(cx, "\\a.txt");
        let held = flt::descend(cx, write(&file));
        flt::register::unregister(cx, &one);
        log("unregistered");
        flt::ascend(cx, held, STATUS_SUCCESS, 3)
    });
    assert_eq!(ended, Ok((STATUS_SUCCESS, 3)), "{:?}", machine.violations());
    assert_eq!(logged(), ["pre one", "drained one", "unregistered"]);
}

#[test]
fn callback_data_is_gone_with_its_operation() {
    let machine = boot(false);
    let ended = machine.as_system(|cx| {
        started(cx, &filter("one", "1", answer::keep_data));
        let file = TestFile::on_system_volume(cx, "\\a.txt");
        flt::pass(cx, &mut create(&file), &mut |_, _| (0, 0));
        DRIVER.with(|driver| driver.call("FltGetRequestorProcessId", &[filter_support::kept()]))
    });
    assert!(ended.is_err());
    assert!(machine.violations()[0].contains("no operation that is under way"), "{:?}", machine.violations());
}

#[test]
fn volumes_that_a_filter_can_not_take_are_not_offered_and_later_ones_are() {
    let machine = boot(false);
    fresh_log();
    let counts = machine.as_system(|cx| {
        let one = started(cx, &filter("one", "1", answer::with_context));
        let image = one.image;
        let count = || machine.flt.instances_of(image).len();
        let at_start = count();
        flt::mount(cx, medium("\\Device\\HarddiskVolume8", Medium::Fixed, true)); // DAX, and the filter has no flag for it
        let refused = count();
        let volume = flt::mount(cx, medium("\\Device\\HarddiskVolume9", Medium::Removable, false));
        let mounted = count();
        flt::dismount(cx, &volume);
        (at_start, refused, mounted, count())
    });
    let disks = machine.profile.volumes.len();
    assert_eq!(counts, Ok((disks, disks, disks + 1, disks)), "{:?}", machine.violations());
    assert!(logged().iter().any(|line| line == "setup 5 device 8 on \\Device\\HarddiskVolume9"), "{:?}", logged());
}

#[test]
fn a_taken_altitude_shows_where_the_profile_says() {
    use edrkm_host::profile::AltitudeCollision::{Attach, Register, Start};
    for (collision, expected) in [
        (Register, [STATUS_FLT_INSTANCE_ALTITUDE_COLLISION, 0, 0]),
        (Start, [0, STATUS_FLT_INSTANCE_ALTITUDE_COLLISION, 0]),
        (Attach, [0, 0, STATUS_OBJECT_NAME_COLLISION]),
    ] {
        let machine = filter_support::boot_with(collision);
        let statuses = machine.as_system(|cx| {
            started(cx, &filter("one", "385000", answer::with_context));
            let second = match filter_at(cx, &filter("two", "0385000.0", answer::with_context)) {
                Err(status) => return [status, 0, 0],
                Ok(second) => second,
            };
            let started = flt::register::start(cx, &second);
            if started != STATUS_SUCCESS {
                return [0, started, 0];
            }
            let volume = machine.flt.volumes()[0].address;
            DRIVER.with(|driver| [0, 0, driver.call("FltAttachVolume", &[second.address, volume, 0, 0]) as i32])
        });
        assert_eq!(statuses, Ok(expected), "{collision:?}: {:?}", machine.violations());
    }
}

#[test]
fn lists_are_given_whole_with_references_or_not_at_all() {
    let machine = boot(false);
    let ended = machine.as_system(|cx| {
        let one = started(cx, &filter("one", "1", answer::with_context));
        DRIVER.with(|driver| {
            let (mut list, mut count) = ([0_usize; 16], 0_u32);
            let (place, number) = (list.as_mut_ptr() as usize, &raw mut count as usize);
            let short = driver.call("FltEnumerateInstances", &[0, one.address, place, 0, number]) as i32;
            assert_eq!((short, list[0]), (STATUS_BUFFER_TOO_SMALL, 0));
            assert_eq!(
                driver.call("FltEnumerateInstances", &[0, 0, place, 16, number]) as i32,
                STATUS_INVALID_PARAMETER
            );
            assert_eq!(driver.call("FltEnumerateVolumes", &[one.address, place, 16, number]) as i32, STATUS_SUCCESS);
            assert_eq!(count as usize, machine.flt.volumes().len());
            assert_eq!(machine.flt.left_behind(one.image).len(), 1 + count as usize);
            list[..count as usize].iter().for_each(|volume| {
                driver.call("FltObjectDereference", &[*volume]);
            });
            assert_eq!(machine.flt.left_behind(one.image), ["the filter at altitude 1"]);
            driver.call("FltObjectDereference", &[list[0]])
        })
    });
    assert!(ended.is_err());
    assert!(machine.violations()[0].contains("no reference to the volume"), "{:?}", machine.violations());
}

#[test]
fn a_detach_by_hand_needs_the_filters_consent() {
    let machine = boot(false);
    fresh_log();
    let statuses = machine.as_system(|cx| {
        let mut consenting = filter("one", "1", answer::with_context);
        consenting.query_teardown = true;
        let (one, two) = (started(cx, &consenting), started(cx, &filter("two", "2", answer::with_context)));
        let volume = machine.flt.volumes()[0].address;
        DRIVER.with(|driver| {
            let detach = |filter: usize| driver.call("FltDetachVolume", &[filter, volume, 0]) as i32;
            [detach(two.address), detach(one.address), detach(one.address)]
        })
    });
    let expected = [STATUS_FLT_DO_NOT_DETACH, STATUS_SUCCESS, STATUS_FLT_INSTANCE_NOT_FOUND];
    assert_eq!(statuses, Ok(expected), "{:?}", machine.violations());
    assert_eq!(logged().last().unwrap(), "torn down 1");
}

#[test]
fn a_silenced_filter_sees_nothing_and_stands() {
    let machine = boot(false);
    fresh_log();
    let seen = machine.as_system(|cx| {
        let one = started(cx, &filter("one", "1", answer::with_context));
        flt::tamper::silence(&machine, one.image, true);
        let file = TestFile::on_system_volume(cx, "\\a.txt");
        flt::pass(cx, &mut create(&file), &mut |_, _| (0, 0));
        let silent = logged().len();
        flt::tamper::silence(&machine, one.image, false);
        flt::pass(cx, &mut create(&file), &mut |_, _| (0, 0));
        let removed = flt::tamper::remove_instance(cx, one.image, &text(&machine.profile.system_volume().device));
        (silent, removed, flt::tamper::remove_instance(cx, one.image, &text("\\Device\\None")))
    });
    assert_eq!(seen, Ok((0, true, false)), "{:?}", machine.violations());
    assert_eq!(logged(), ["pre one", "post one 0", "torn down 16"]);
}

#[test]
fn routines_are_found_by_their_names() {
    let machine = boot(false);
    let found = machine.as_system(|_| {
        let address =
            |name: &std::ffi::CStr| DRIVER.with(|one| one.call("FltGetRoutineAddress", &[name.as_ptr() as usize]));
        (address(c"FltRegisterFilter") != 0, address(c"ZwClose"), address(c"FltNothing"))
    });
    assert_eq!(found, Ok((true, 0, 0)));
}

#[test]
fn altitudes_are_compared_as_decimals_of_any_length() {
    use edrkm_host::flt::altitude::Altitude;
    let parse = |altitude: &str| Altitude::parse(&text(altitude));
    for none in ["", ".", "-1", "1e3", " 1", "1 ", "1.2.3", "+1", "0x1", "１"] {
        assert!(parse(none).is_none(), "{none:?}");
    }
    for (left, right) in [("0385000", "385000.0"), ("1.", "1"), (".5", "0.50"), ("0", "000.000")] {
        assert_eq!(parse(left), parse(right));
    }
    for (less, more) in [
        ("100.123456", "03333"),
        ("385000", "385000.00000000000000000000000000000001"),
        ("99999999999999999999999999999998", "99999999999999999999999999999999"),
        ("9", "10"),
        ("1.05", "1.5"),
    ] {
        assert!(parse(less) < parse(more), "{less} {more}");
    }
}

#[test]
fn flags_leave_operations_out() {
    let (paging, cached, uncached) = (IRP_PAGING_IO | 1, 0, 1);
    for (flags, irp_flags, major, seen) in [
        (1, paging, IRP_MJ_WRITE, 0),
        (1, cached, IRP_MJ_WRITE, 2),
        (1, paging, IRP_MJ_CLEANUP, 2),
        (2, cached, IRP_MJ_WRITE, 0),
        (2, uncached, IRP_MJ_WRITE, 2),
        (4, cached, IRP_MJ_WRITE, 0),
        (8, uncached, IRP_MJ_WRITE, 0),
        (8, paging, IRP_MJ_WRITE, 2),
    ] {
        let machine = boot(false);
        fresh_log();
        let ended = machine.as_system(|cx| {
            let mut skipping = filter("one", "1", answer::with_context);
            skipping.operation_flags = flags;
            started(cx, &skipping);
            let file = TestFile::on_system_volume(cx, "\\a.txt");
            let mut operation = write(&file);
            (operation.major, operation.irp_flags) = (major, irp_flags);
            flt::pass(cx, &mut operation, &mut |_, _| (0, 0))
        });
        assert_eq!((ended, logged().len()), (Ok((0, 0)), seen), "flags {flags}, IRP {irp_flags}, major {major}");
    }
}

#[test]
fn a_status_that_a_post_operation_sets_is_what_those_above_and_the_caller_see() {
    let machine = boot(false);
    fresh_log();
    let ended = machine.as_system(|cx| {
        started(cx, &filter("high", "2", answer::with_context));
        let mut changing = filter("low", "1", answer::with_context);
        changing.post = filter_support::fail_after;
        started(cx, &changing);
        let file = TestFile::on_system_volume(cx, "\\a.txt");
        flt::pass(cx, &mut create(&file), &mut |_, _| (STATUS_SUCCESS, 1))
    });
    assert_eq!(ended, Ok((STATUS_DELETE_PENDING, 0)), "{:?}", machine.violations());
    assert_eq!(logged(), ["pre high", "pre low", "post low changes 0x0", "post high 0"]);
}

#[test]
fn the_suites_attacker_reaches_the_tested_drivers_filter() {
    use edrkm_host::ffi::message::{Reader, Writer};
    use edrkm_host::ffi::{operations, tamper_operations};
    let machine = boot(false);
    let perform = |operation: u32, input: &[u8]| {
        let mut reply = Writer::default();
        let done = operations::perform(&machine, operation, &mut Reader::of(input), &mut reply);
        assert!(done.is_ok());
        reply.into_bytes()
    };
    let count = || machine.flt.instances_of(machine.images.tested()).len();
    let mut of_driver = filter("one", "1", answer::with_context);
    of_driver.image = machine.images.tested();
    machine.as_system(|cx| started(cx, &of_driver)).unwrap();
    let attached = count();
    let mut volume = Writer::default();
    volume.text(&text(&machine.profile.system_volume().device));
    let volume = volume.into_bytes();
    assert_eq!(perform(tamper_operations::REMOVE_INSTANCE, &volume), [1, 0, 0, 0]);
    assert_eq!(perform(tamper_operations::REMOVE_INSTANCE, &volume), [0; 4]);
    assert_eq!(count(), attached - 1);
    fresh_log();
    for (operation, seen) in [(tamper_operations::SILENCE_FILTER, 0), (tamper_operations::WAKE_FILTER, 2)] {
        perform(operation, &[]);
        let sent = machine.as_system(|cx| {
            let volume = flt::mount(cx, medium("\\Device\\HarddiskVolume9", Medium::Fixed, false));
            let file = TestFile::on(&volume, "\\a.txt");
            fresh_log();
            flt::pass(cx, &mut create(&file), &mut |_, _| (0, 0))
        });
        assert_eq!((sent, logged().len()), (Ok((0, 0)), seen));
    }
    perform(tamper_operations::NEVER_CALL, &[]);
    let before = count();
    machine.as_system(|cx| flt::mount(cx, medium("\\Device\\HarddiskVolume10", Medium::Fixed, false))).unwrap();
    assert_eq!(count(), before);
}
