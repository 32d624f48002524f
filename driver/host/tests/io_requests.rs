//! Requests keep the rules of facts 1.2 to 1.6, and drivers that break those of requests are told.

mod support;

use std::time::Duration;

use edrkm_host::io;
use kernel_abi::{NTSTATUS, STATUS_CANCELLED, STATUS_INVALID_HANDLE, STATUS_PENDING, STATUS_SUCCESS};
use support::device::{self, Bench, STATUS_BUFFER_OVERFLOW};

const STATUS_ACCESS_VIOLATION: NTSTATUS = 0xC000_0005_u32 as NTSTATUS;

#[test]
fn a_request_is_answered_and_only_information_bytes_are_written() {
    let bench = Bench::new(false);
    let (handle, request) = (bench.handle(false), bench.request(b"abcd", 8));
    assert_eq!(bench.send(handle, device::ECHO, &request), STATUS_SUCCESS);
    assert_eq!((request.completion(), request.output().as_slice()), ((0, 4), b"ABCD\xA5\xA5\xA5\xA5".as_slice()));
    let warned = bench.request(&[], 8);
    assert_eq!(bench.send(handle, device::WARN, &warned), STATUS_BUFFER_OVERFLOW);
    assert_eq!(warned.output()[..5], [0x44, 0x33, 0x22, 0x11, 0xA5]);
    assert_eq!(bench.machine.violations(), Vec::<String>::new());
}

#[test]
fn a_pending_request_is_served_or_cancelled() {
    let bench = Bench::new(false);
    let (handle, request) = (bench.handle(false), bench.request(&[], 8));
    assert_eq!(bench.send(handle, device::PEND, &request), STATUS_PENDING);
    assert_eq!(request.end(), None);
    bench.send(handle, device::SERVE, &bench.request(&[], 0));
    assert_eq!((request.completion(), &request.output()[..4]), ((0, 4), b"done".as_slice()));
    let second = bench.request(&[], 8);
    assert_eq!(bench.send(handle, device::PEND, &second), STATUS_PENDING);
    assert_eq!(bench.call(|cx| io::cancel(cx, handle, Some(&request))), Ok(false));
    assert_eq!(bench.call(|cx| io::cancel(cx, handle, Some(&second))), Ok(true));
    assert_eq!(second.completion(), (STATUS_CANCELLED, 0));
    assert_eq!(bench.machine.violations(), Vec::<String>::new());
}

#[test]
fn the_last_handle_brings_cleanup_which_ends_what_pends() {
    let bench = Bench::new(false);
    let (handle, request) = (bench.handle(false), bench.request(&[], 8));
    bench.send(handle, device::PEND, &request);
    bench.close(handle);
    assert_eq!(request.completion(), (STATUS_CANCELLED, 0));
    assert_eq!(bench.send(handle, device::ECHO, &bench.request(&[], 0)), STATUS_INVALID_HANDLE);
    assert_eq!(bench.machine.violations(), Vec::<String>::new());
}

#[test]
fn a_bound_handle_gets_one_packet_and_its_output_with_that() {
    let bench = Bench::new(false);
    let handle = bench.handle(false);
    let (_, port) = bench.call(io::create_port);
    assert_eq!(bench.call(|cx| io::bind(cx, handle, &port, 7)), STATUS_SUCCESS);
    assert!(bench.call(|cx| io::bind(cx, handle, &port, 8)) < 0, "binding is for good");
    let (pending, refused) = (bench.request(&[], 8), bench.request(&[], 0));
    bench.send(handle, device::PEND, &pending);
    assert!(bench.send(handle, 0x8000_2FFC, &refused) < 0);
    assert_eq!(port.depth(), 0, "an error at once has no packet");
    bench.send(handle, device::SERVE, &bench.request(&[], 0));
    assert_eq!((port.depth(), pending.output()[0]), (2, 0xA5), "the output comes with the packet");
    let packets = port.dequeue(&bench.machine, 5, Duration::ZERO).unwrap();
    assert_eq!(packets.iter().map(|(key, _)| *key).collect::<Vec<_>>(), [7, 7]);
    assert_eq!(&pending.output()[..4], b"done");
}

#[test]
fn a_synchronous_handle_takes_one_request_at_a_time_and_its_close_waits() {
    let bench = Bench::new(false);
    let (handle, other) = (bench.handle(true), bench.handle(false));
    let (first, second) = (bench.request(&[], 8), bench.request(b"x", 1));
    assert_eq!(bench.send(handle, device::PEND, &first), STATUS_PENDING);
    assert_eq!(bench.send(handle, device::ECHO, &second), STATUS_PENDING);
    assert_eq!(second.end(), None, "it waits for the first one");
    bench.close(handle);
    bench.send(other, device::SERVE, &bench.request(&[], 0));
    assert_eq!((first.completion().0, second.completion()), (0, (0, 1)));
    assert_eq!(bench.machine.violations(), Vec::<String>::new());
    bench.close(other);
    assert_eq!(bench.unload(), STATUS_SUCCESS);
    assert_eq!(bench.machine.violations(), Vec::<String>::new(), "the close has come too");
}

#[test]
fn bad_lengths_and_pointers_are_the_callers() {
    let bench = Bench::new(false);
    let handle = bench.handle(false);
    let send = |input: Option<&[u8]>, input_length, output, output_length| {
        let described = io::Described { input, input_length, output, output_length, overlap: None };
        let request = std::sync::Arc::new(io::Request::of(0, &described, false));
        (bench.send(handle, device::ECHO, &request), request.completion().1)
    };
    assert_eq!(send(None, 0, Some(8), u32::MAX), (STATUS_ACCESS_VIOLATION, 0));
    assert_eq!(send(Some(b"ab"), 0x1000, None, 0), (STATUS_ACCESS_VIOLATION, 0));
    assert_eq!(send(None, u32::MAX, None, u32::MAX), (STATUS_SUCCESS, 0), "lengths of NULL are 0");
    assert_eq!(bench.machine.violations(), Vec::<String>::new());
}

#[test]
fn broken_rules_stop_the_machine_or_are_findings() {
    let cases = [
        (device::COMPLETE_TWICE, "bug check 0x44"),
        (device::PEND_UNMARKED, "STATUS_PENDING without IoMarkIrpPending"),
        (device::MARK_AND_RETURN, "marked pending, but"),
        (device::KEEP_CANCEL_ROUTINE, "bug check 0x48"),
        (device::TOO_MUCH, "Information 65 beyond the output's 64"),
        (device::UNWRITTEN, "has not written"),
        (device::KERNEL_ADDRESS, "an address of the kernel"),
        (device::ERROR_WITH_INFORMATION, "Information 4"),
        (device::TOUCH_AFTER, "bug check 0x50"),
        (device::NEVER, "without completing the IRP"),
        (device::OTHER_STATUS, "after completing with"),
    ];
    for (code, words) in cases {
        let found = Bench::new(code == device::TOUCH_AFTER).judge(code);
        assert!(found.len() == 1 && found[0].contains(words), "{words}: {found:?}");
    }
}
