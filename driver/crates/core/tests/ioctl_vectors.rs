//! The golden vectors of control requests: all of them against the checks, and against the smallest driver around core.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use edr_core::request_checks;
use edr_fixtures::serde_json::Value;
use edr_fixtures::{bytes, number, text, vectors};
use support::driver::{Completion, Driver};
use wire::control_code::{QUERY_CALLBACK_HEALTH, QUERY_MINIFILTER_STATUS, START_EVENT_STREAM, STOP_EVENT_STREAM};
use wire::structs::{StartStreamRequest, StartStreamResponse, StopStreamRequest};
use wire::{status, NtStatus, Token};

const VECTORS: &str = "vectors/ioctl.json";

fn status_of(name: &str) -> NtStatus {
    let known = wire::status::ALL.iter().find(|(own, _)| *own == name);
    known.unwrap_or_else(|| panic!("{name} is no status of the interface")).1
}

fn code_of(request: &Value) -> u32 {
    u32::from_str_radix(text(&request["code"]).strip_prefix("0x").unwrap(), 16).unwrap()
}

/// IOC-3: what the bytes alone decide; what a stream, a limit or memory decides must pass the checks.
#[test]
fn ioc3_every_vector_passes_or_fails_the_checks() {
    let beyond_the_checks = [status::SUCCESS, status::PENDING, status::NOT_FOUND, status::INSUFFICIENT_RESOURCES];
    let mut refused = 0;
    for vector in vectors(VECTORS).vectors {
        let request = &vector["request"];
        let input = bytes(&request["input"], *b"\x9C\x5B\x94\xB1\x35\xAD\x49\xBB\xB1\x18\x8E\x8F\xC2\x4A\xBF\x80");
        let expected = status_of(text(&vector["expect"]["status"]));
        let verdict = request_checks::check(code_of(request), &input, number(&request["outputLength"]) as u32);
        if beyond_the_checks.contains(&expected) {
            assert!(verdict.is_ok(), "{vector}: {verdict:?}");
        } else {
            assert_eq!(verdict, Err(expected), "{vector}");
            refused += 1;
        }
    }
    assert!(refused > 250, "{refused}");
}

fn open(driver: &mut Driver, session: usize) -> Token {
    let request = StartStreamRequest { token: Token::ZERO, event_mask: 0, queue_bytes: 0 };
    let answer = driver.ioctl(session, START_EVENT_STREAM, &request.encode(), 32).unwrap();
    StartStreamResponse::decode(&answer.output).unwrap().token
}

/// Brings the driver into a vector's state; returns what `$TOKEN` stands for.
fn prepare(driver: &mut Driver, state: &str) -> [u8; 16] {
    match state {
        "none" => [0; 16],
        "open" => open(driver, 0).0,
        "other-handle" => open(driver, 1).0,
        "stopped" => {
            let token = open(driver, 0);
            let stopped = driver.ioctl(0, STOP_EVENT_STREAM, &StopStreamRequest { token }.encode(), 0).unwrap();
            assert_eq!(stopped.status, status::SUCCESS);
            token.0
        }
        "eight-open" => {
            let first = open(driver, 0);
            for _ in 1..8 {
                open(driver, 0);
            }
            first.0
        }
        "pending-64" => {
            let token = open(driver, 0);
            let receive = StartStreamRequest { token, event_mask: 0, queue_bytes: 0 };
            for _ in 0..64 {
                assert_eq!(driver.ioctl(0, START_EVENT_STREAM, &receive.encode(), 4096), None);
            }
            token.0
        }
        _ => panic!("unknown state {state}"),
    }
}

/// Compares digit by digit; `?` is any digit.
fn assert_output(vector: &Value, output: &[u8], token: [u8; 16]) {
    let expected = &vector["expect"]["output"];
    let parts: Vec<&Value> = expected.as_array().map_or(vec![expected], |parts| parts.iter().collect());
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02X}")).collect::<String>();
    let pattern: String = parts
        .into_iter()
        .map(|part| match text(part) {
            "$TOKEN" => hex(&token),
            digits => digits.replace(' ', ""),
        })
        .collect();
    let found = hex(output);
    assert_eq!(found.len(), pattern.len(), "{vector}");
    let alike = pattern.chars().zip(found.chars()).all(|(wanted, own)| wanted == '?' || wanted == own);
    assert!(alike, "{vector}: {found}");
}

/// All vectors in their states, whole answers.
#[test]
fn ioc1_every_vector_ends_as_it_says() {
    for vector in vectors(VECTORS).vectors {
        let mut driver = Driver::new(2);
        let token = prepare(&mut driver, text(&vector["stream"]));
        let before = driver.table.active();
        let request = &vector["request"];
        let input = bytes(&request["input"], token);
        let output_length = number(&request["outputLength"]) as u32;
        let expected = status_of(text(&vector["expect"]["status"]));
        let ended = driver.ioctl(0, code_of(request), &input, output_length);
        let Some(Completion { status, output }) = ended else {
            assert_eq!(expected, status::PENDING, "{vector}");
            continue;
        };
        assert_eq!(status, expected, "{vector}");
        assert_eq!(output.len() as u64, number(&vector["expect"]["information"]), "{vector}");
        if status < 0 {
            assert_eq!(driver.table.active(), before, "IOC-4: {vector}");
        } else if !output.is_empty() {
            assert_output(&vector, &output, token);
        }
    }
}

/// What a file of requests refuses, the driver refuses with the status that stands there; what it accepts passes.
fn run_requests(file: &str, code: u32) {
    for vector in vectors(file).vectors {
        let hex = bytes(&vector["hex"], [0; 16]);
        let verdict = request_checks::check(code, &hex, 65_536);
        match vector.get("refused") {
            Some(refused) => assert_eq!(verdict, Err(status_of(text(&refused["status"]))), "{vector}"),
            None => assert!(verdict.is_ok(), "{vector}: {verdict:?}"),
        }
    }
}

#[test]
fn ioc3_request_vectors_are_judged_as_they_say() {
    run_requests("vectors/query_request.json", QUERY_CALLBACK_HEALTH);
    run_requests("vectors/query_request.json", QUERY_MINIFILTER_STATUS);
    run_requests("vectors/start_stream_request.json", START_EVENT_STREAM);
    run_requests("vectors/stop_stream_request.json", STOP_EVENT_STREAM);
}
