//! Bad requests: one of each interesting kind of `vectors/ioctl.json` (IOC-2 to IOC-7, IOC-9).

use wire::control_code::{QUERY_CALLBACK_HEALTH, QUERY_MINIFILTER_STATUS, START_EVENT_STREAM, STOP_EVENT_STREAM};
use wire::status::{
    BUFFER_TOO_SMALL, INFO_LENGTH_MISMATCH, INVALID_DEVICE_REQUEST, INVALID_PARAMETER, NOT_FOUND, REVISION_MISMATCH,
};

use crate::handle::{Handle, UNTOUCHED};
use crate::report::Report;

/// Bytes of a START.
pub type Start = [u8; 32];
/// Bytes of a STOP.
pub type Stop = [u8; 24];

/// A START, whatever its fields say.
pub fn start(version: u32, flags: u32, token: [u8; 16], event_mask: u32, queue_bytes: u32) -> Start {
    let mut bytes = [0; 32];
    put(&mut bytes, 0, &version.to_le_bytes());
    put(&mut bytes, 4, &flags.to_le_bytes());
    put(&mut bytes, 8, &token);
    put(&mut bytes, 24, &event_mask.to_le_bytes());
    put(&mut bytes, 28, &queue_bytes.to_le_bytes());
    bytes
}

/// A STOP, whatever its fields say.
pub fn stop(version: u32, flags: u32, token: [u8; 16]) -> Stop {
    let mut bytes = [0; 24];
    put(&mut bytes, 0, &version.to_le_bytes());
    put(&mut bytes, 4, &flags.to_le_bytes());
    put(&mut bytes, 8, &token);
    bytes
}

fn query(version: u32, zero: u32) -> [u8; 8] {
    let mut bytes = [0; 8];
    put(&mut bytes, 0, &version.to_le_bytes());
    put(&mut bytes, 4, &zero.to_le_bytes());
    bytes
}

fn put(bytes: &mut [u8], at: usize, value: &[u8]) {
    for (place, byte) in bytes.iter_mut().skip(at).zip(value) {
        *place = *byte;
    }
}

/// The four bytes at a place.
pub fn u32_at(bytes: &[u8], at: usize) -> u32 {
    let mut value = [0; 4];
    for (place, byte) in value.iter_mut().zip(bytes.iter().skip(at)) {
        *place = *byte;
    }
    u32::from_le_bytes(value)
}

struct Bad<'a> {
    clause: &'a str,
    what: &'a str,
    code: u32,
    input: &'a [u8],
    room: usize,
    status: i32,
}

const NONE: [u8; 16] = [0; 16];
const UNKNOWN: [u8; 16] = [7; 16];

/// Sends each, on a handle without a stream, and looks at its status, Information and output.
pub fn check(report: &mut Report, handle: &Handle, output: &mut [u8]) {
    check_codes_and_lengths(report, handle, output);
    check_fields(report, handle, output);
    check_long_outputs(report, handle);
}

fn check_codes_and_lengths(report: &mut Report, handle: &Handle, output: &mut [u8]) {
    let (start_bytes, receive) = (start(1, 0, NONE, 0, 0), start(1, 0, UNKNOWN, 0, 0));
    let (stop_bytes, long) = (stop(1, 0, UNKNOWN), [0; 33]);
    let all = [
        bad("IOC-2", "the code after the four", 0x8000_2210, &[], 64, INVALID_DEVICE_REQUEST),
        bad("IOC-2", "code 0", 0, &[], 64, INVALID_DEVICE_REQUEST),
        bad("IOC-9", "a query's code with METHOD_IN_DIRECT", QUERY_CALLBACK_HEALTH | 1, &[], 0, INVALID_DEVICE_REQUEST),
        bad(
            "IOC-9",
            "a query's code with METHOD_OUT_DIRECT",
            QUERY_CALLBACK_HEALTH | 2,
            &[],
            0,
            INVALID_DEVICE_REQUEST,
        ),
        bad("IOC-9", "a query's code with METHOD_NEITHER", QUERY_CALLBACK_HEALTH | 3, &[], 0, INVALID_DEVICE_REQUEST),
        bad("IOC-7", "health with four bytes", QUERY_CALLBACK_HEALTH, &[1, 0, 0, 0], 20, INFO_LENGTH_MISMATCH),
        bad("IOC-3", "health with no room", QUERY_CALLBACK_HEALTH, &[], 0, BUFFER_TOO_SMALL),
        bad("IOC-3", "health with 19 bytes of room", QUERY_CALLBACK_HEALTH, &[], 19, BUFFER_TOO_SMALL),
        bad("IOC-3", "status with 23 bytes of room", QUERY_MINIFILTER_STATUS, &[], 23, BUFFER_TOO_SMALL),
        bad("IOC-3", "START without input", START_EVENT_STREAM, &[], 32, INFO_LENGTH_MISMATCH),
        bad("IOC-3", "START one byte too long", START_EVENT_STREAM, &long, 32, INFO_LENGTH_MISMATCH),
        bad("IOC-3", "START with 31 bytes of room", START_EVENT_STREAM, &start_bytes, 31, BUFFER_TOO_SMALL),
        bad("IOC-3", "a receive with 4,095 bytes of room", START_EVENT_STREAM, &receive, 4095, BUFFER_TOO_SMALL),
        bad("IOC-3", "STOP with one byte of room", STOP_EVENT_STREAM, &stop_bytes, 1, BUFFER_TOO_SMALL),
        bad("IOC-3", "STOP with 23 bytes of room", STOP_EVENT_STREAM, &stop_bytes, 23, BUFFER_TOO_SMALL),
        bad("STR-5", "a receive of an unknown stream", START_EVENT_STREAM, &receive, 4096, NOT_FOUND),
        bad("STR-5", "STOP of an unknown stream", STOP_EVENT_STREAM, &stop_bytes, 24, NOT_FOUND),
    ];
    for request in &all {
        check_one(report, handle, request, output);
    }
}

fn check_fields(report: &mut Report, handle: &Handle, output: &mut [u8]) {
    let mut check = |request: Bad<'_>| check_one(report, handle, &request, output);
    let open = |bytes: Start, what, status| (bytes, what, status);
    let all = [
        open(start(2, 0, NONE, 0, 0), "START of version 2", REVISION_MISMATCH),
        open(start(1, 1, NONE, 0, 0), "START with a flag", INVALID_PARAMETER),
        open(start(1, 0, NONE, 0x80, 0), "START with an unknown mask bit", INVALID_PARAMETER),
        open(start(1, 0, NONE, 0, 16_383), "START with too small a queue", INVALID_PARAMETER),
        open(start(1, 0, NONE, 0, 4_194_305), "START with too large a queue", INVALID_PARAMETER),
        open(start(1, 0, UNKNOWN, 1, 0), "a receive with a mask", INVALID_PARAMETER),
        open(start(1, 0, UNKNOWN, 0, 16_384), "a receive with a queue", INVALID_PARAMETER),
    ];
    for (bytes, what, status) in &all {
        check(bad("IOC-3", what, START_EVENT_STREAM, bytes, 4096, *status));
    }
    let (old, odd) = (query(0, 0), query(1, 1));
    check(bad("IOC-3", "health of version 0", QUERY_CALLBACK_HEALTH, &old, 20, REVISION_MISMATCH));
    check(bad("IOC-3", "health, zero field 1", QUERY_CALLBACK_HEALTH, &odd, 20, INVALID_PARAMETER));
    let (old, odd) = (stop(9, 1, UNKNOWN), stop(1, 1, UNKNOWN));
    check(bad("IOC-3", "STOP of version 9", STOP_EVENT_STREAM, &old, 24, REVISION_MISMATCH));
    check(bad("IOC-3", "STOP with a flag", STOP_EVENT_STREAM, &odd, 24, INVALID_PARAMETER));
}

/// IOC-5: room for more than the answer.
fn check_long_outputs(report: &mut Report, handle: &Handle) {
    let mut output = [UNTOUCHED; 64];
    let ended = handle.control(QUERY_MINIFILTER_STATUS, &query(1, 0), &mut output);
    report.equal("IOC-7", "status with a QueryRequest", ended.status, 0);
    report.equal("IOC-5", "its Information with 64 bytes of room", ended.information as u32, 24);
    let rest_is_untouched = output.iter().skip(24).all(|byte| *byte == UNTOUCHED);
    report.check("IOC-5", "the bytes past the answer stay untouched", rest_is_untouched);
}

fn bad<'a>(clause: &'a str, what: &'a str, code: u32, input: &'a [u8], room: usize, status: i32) -> Bad<'a> {
    Bad { clause, what, code, input, room, status }
}

fn check_one(report: &mut Report, handle: &Handle, request: &Bad<'_>, output: &mut [u8]) {
    output.fill(UNTOUCHED);
    let room = output.get_mut(..request.room).unwrap_or(&mut []);
    let ended = handle.control(request.code, request.input, room);
    report.equal(request.clause, request.what, ended.status, request.status);
    let untouched = output.iter().all(|byte| *byte == UNTOUCHED);
    if !untouched || ended.information != 0 {
        report.check("IOC-4", request.what, false);
    }
}
