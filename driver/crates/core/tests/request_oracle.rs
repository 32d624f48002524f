//! IOC-2, IOC-3, IOC-7, IOC-9, IOC-12: random requests, right ones with a few faults, against a slow oracle.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use edr_core::request_checks::{check, is_buffered, Request};
use proptest::prelude::*;
use support::runner;
use wire::{NtStatus, Token};

const INVALID_DEVICE_REQUEST: NtStatus = 0xC000_0010_u32 as i32;
const INFO_LENGTH_MISMATCH: NtStatus = 0xC000_0004_u32 as i32;
const BUFFER_TOO_SMALL: NtStatus = 0xC000_0023_u32 as i32;
const REVISION_MISMATCH: NtStatus = 0xC000_0059_u32 as i32;
const INVALID_PARAMETER: NtStatus = 0xC000_000D_u32 as i32;

fn number(input: &[u8], at: usize) -> u64 {
    input[at..at + 4].iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// IOC-3, row by row: every check that fails, in its order; the first decides.
fn failures(code: u32, input: &[u8], output_length: u64) -> Vec<NtStatus> {
    let length = input.len();
    let (lengths, answer): (&[usize], u64) = match code {
        0x8000_2200 => (&[0, 8], 20),
        0x8000_2204 => (&[0, 8], 24),
        0x8000_2208 => (&[32], 0),
        0x8000_220C => (&[24], 24),
        _ => return vec![INVALID_DEVICE_REQUEST],
    };
    if !lengths.contains(&length) {
        return vec![INFO_LENGTH_MISMATCH];
    }
    let start = code == 0x8000_2208;
    let stop = code == 0x8000_220C;
    let opens = start && input[8..24].iter().all(|byte| *byte == 0);
    let answer = if opens {
        32
    } else if start {
        4096
    } else {
        answer
    };
    let mut failed = Vec::new();
    if output_length < answer && !(stop && output_length == 0) {
        failed.push(BUFFER_TOO_SMALL);
    }
    if length > 0 && number(input, 0) != 1 {
        failed.push(REVISION_MISMATCH);
    }
    let mut fields_right = length == 0 || number(input, 4) == 0;
    if start {
        let (mask, queue) = (number(input, 24), number(input, 28));
        fields_right &= if opens {
            mask < 128 && (queue == 0 || (16_384..=4_194_304).contains(&queue))
        } else {
            mask == 0 && queue == 0
        };
    }
    if !fields_right {
        failed.push(INVALID_PARAMETER);
    }
    failed
}

/// What a right request asks for.
fn asked(code: u32, input: &[u8], output_length: u64) -> Request {
    let token = |input: &[u8]| Token(input[8..24].try_into().unwrap());
    match code {
        0x8000_2200 => Request::QueryHealth,
        0x8000_2204 => Request::QueryMinifilter,
        0x8000_220C => Request::StopStream { token: token(input), answer: output_length > 0 },
        _ if token(input).0 != [0; 16] => Request::Receive { token: token(input) },
        _ => {
            let (mask, queue) = (number(input, 24) as u32, number(input, 28));
            let wanted = if queue == 0 { 262_144 } else { queue };
            let steps = (1..).find(|steps| steps * 4096 >= wanted).unwrap();
            Request::OpenStream { event_mask: if mask == 0 { 127 } else { mask }, queue_bytes: (steps * 4096) as u32 }
        }
    }
}

fn code() -> impl Strategy<Value = u32> {
    let own = prop::sample::select(&[0x8000_2200u32, 0x8000_2204, 0x8000_2208, 0x8000_220C][..]);
    let near = (own.clone(), 0..32u32).prop_map(|(code, bit)| code ^ 1 << bit);
    prop_oneof![20 => own, 2 => near, 1 => any::<u32>()]
}

fn output_length() -> impl Strategy<Value = u32> {
    let edges =
        prop::sample::select(&[0u32, 1, 19, 20, 21, 23, 24, 25, 31, 32, 33, 4095, 4096, 4097, 65_536, u32::MAX][..]);
    prop_oneof![8 => edges, 2 => 0..5000u32, 1 => any::<u32>()]
}

/// Field values at the edges of each range.
fn field() -> impl Strategy<Value = u32> {
    let edges =
        [0u32, 0, 0, 1, 1, 2, 64, 127, 128, 4096, 16_383, 16_384, 16_385, 20_480, 4_194_303, 4_194_304, 4_194_305];
    prop_oneof![20 => prop::sample::select(edges.to_vec()), 1 => any::<u32>(), 1 => (0..32u32).prop_map(|bit| 1 << bit)]
}

fn token() -> impl Strategy<Value = [u8; 16]> {
    let one_bit = (0..128usize).prop_map(|bit| {
        let mut token = [0; 16];
        token[bit / 8] = 1 << (bit % 8);
        token
    });
    prop_oneof![4 => Just([0; 16]), 2 => any::<[u8; 16]>(), 2 => one_bit]
}

fn input() -> impl Strategy<Value = Vec<u8>> {
    let version = prop_oneof![12 => Just(1u32), 1 => field()];
    let zero = prop_oneof![12 => Just(0u32), 1 => field()];
    let length = prop_oneof![14 => prop::sample::select(&[0usize, 8, 24, 32][..]), 1 => 0..40usize];
    (version, zero, token(), field(), field(), length).prop_map(|(version, zero, token, mask, queue, length)| {
        let mut input = [version.to_le_bytes(), zero.to_le_bytes()].concat();
        input.extend(token);
        input.extend([mask.to_le_bytes(), queue.to_le_bytes()].concat());
        input.resize(length, 0);
        input
    })
}

/// A code of its own and an input of its length, so that most requests reach the later checks.
fn request() -> impl Strategy<Value = (u32, Vec<u8>, u32)> {
    (code(), input(), output_length(), 0..4u32).prop_map(|(code, mut input, output_length, keep)| {
        let fitting = match code {
            0x8000_2208 => 32,
            0x8000_220C => 24,
            _ => input.len(),
        };
        if keep > 0 {
            input.resize(fitting, 0);
        }
        (code, input, output_length)
    })
}

#[test]
fn ioc3_random_requests_are_judged_as_the_oracle_does() {
    let mut seen = std::collections::BTreeMap::new();
    let seen_by_runs = std::cell::RefCell::new(&mut seen);
    let outcome = runner(8000, 11).run(&request(), |(code, input, output_length)| {
        let expected = match failures(code, &input, u64::from(output_length)).first() {
            Some(status) => Err(*status),
            None => Ok(asked(code, &input, u64::from(output_length))),
        };
        prop_assert_eq!(check(code, &input, output_length), expected);
        let kind =
            expected.map_or_else(|status| format!("{status:X}"), |request| format!("{request:?}")[..8].to_owned());
        *seen_by_runs.borrow_mut().entry(kind).or_insert(0) += 1;
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
    // five refusals and five requests, each often: the generator reaches what it is for
    assert_eq!(seen.len(), 10, "{seen:?}");
    assert!(seen.values().all(|times| *times > 40), "{seen:?}");
}

/// IOC-9: the input of a code with another method is not in the system buffer.
#[test]
fn ioc9_only_buffered_codes_have_an_input_to_read() {
    for code in 0x8000_2200..=0x8000_220Fu32 {
        assert_eq!(is_buffered(code), code % 4 == 0, "{code:X}");
        assert_eq!(check(code, &[], 65_536) == Err(INVALID_DEVICE_REQUEST), code % 4 != 0, "{code:X}");
    }
}

/// IOC-2: no bit of a code is ignored.
#[test]
fn ioc2_each_bit_of_a_code_counts() {
    for code in [0x8000_2200u32, 0x8000_2204, 0x8000_2208, 0x8000_220C] {
        for other in (0..32).map(|bit| code ^ 1 << bit).filter(|other| !(0x8000_2200..=0x8000_220F).contains(other)) {
            assert_eq!(check(other, &[0; 32], u32::MAX), Err(INVALID_DEVICE_REQUEST), "{other:X}");
        }
    }
}
