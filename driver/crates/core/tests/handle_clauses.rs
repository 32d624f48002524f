//! What the conformance suite shows of opening streams, tokens, handles and limits, where core decides it: one test for each
//! behaviour, by the suite's names.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use edr_core::event_fields::{EventFields, Name};
use support::driver::{Completion, Driver};
use support::parse;
use wire::control_code::{START_EVENT_STREAM, STOP_EVENT_STREAM};
use wire::enums::{event_mask, EventType};
use wire::structs::{StartStreamRequest, StartStreamResponse, StopStreamRequest, StopStreamResponse};
use wire::{batch, status, Token};

fn ioctl(driver: &mut Driver, session: usize, code: u32, input: &[u8]) -> Option<Completion> {
    driver.ioctl(session, code, input, 65_536)
}

fn open(driver: &mut Driver, session: usize, event_mask: u32, queue_bytes: u32) -> Result<StartStreamResponse, i32> {
    let request = StartStreamRequest { token: Token::ZERO, event_mask, queue_bytes };
    let answer = ioctl(driver, session, START_EVENT_STREAM, &request.encode()).unwrap();
    match answer.status {
        status::SUCCESS => Ok(StartStreamResponse::decode(&answer.output).unwrap()),
        status => Err(status),
    }
}

fn stop(driver: &mut Driver, session: usize, token: Token) -> i32 {
    ioctl(driver, session, STOP_EVENT_STREAM, &StopStreamRequest { token }.encode()).unwrap().status
}

fn receive_of(driver: &mut Driver, session: usize, token: Token) -> Option<Completion> {
    let request = StartStreamRequest { token, event_mask: 0, queue_bytes: 0 };
    ioctl(driver, session, START_EVENT_STREAM, &request.encode())
}

#[test]
fn str1_queue_bytes_are_granted_in_steps() {
    let mut driver = Driver::new(1);
    for (asked, granted) in [(0, 262_144), (16_384, 16_384), (16_385, 20_480), (20_480, 20_480), (4_194_304, 4_194_304)]
    {
        let answer = open(&mut driver, 0, 0, asked).unwrap();
        assert_eq!(answer.queue_bytes, granted);
        assert_eq!(stop(&mut driver, 0, answer.token), status::SUCCESS);
    }
}

#[test]
fn str1_each_mask_bit_brings_its_types_alone() {
    for bit in (0..7).map(|bit| 1u32 << bit) {
        let mut driver = Driver::new(1);
        let token = open(&mut driver, 0, bit, 0).unwrap().token;
        let wanted: Vec<_> = EventType::ALL.iter().copied().filter(|event_type| event_type.mask() == bit).collect();
        for event_type in EventType::ALL {
            assert_eq!(driver.publish(&EventFields::new(*event_type, 0)), wanted.contains(event_type), "STR-12");
        }
        let batch = receive_of(&mut driver, 0, token).unwrap().output;
        let mut types = vec![];
        batch::decode(&batch, |event| types.push(event.header.event_type)).unwrap();
        assert_eq!(types, wanted);
    }
}

#[test]
fn str2_tokens_are_version_4_and_keep_122_bits() {
    for random in [[0x00; 16], [0xFF; 16], [0x5A; 16]] {
        let token = edr_core::token::from_random(random);
        assert!(token.is_version_4(), "{token:?}");
        let changed: u32 = token.0.iter().zip(random).map(|(own, random)| (own ^ random).count_ones()).sum();
        assert!(changed <= 6);
    }
    let tokens: Vec<_> = (0..128)
        .map(|bit| {
            let mut random = [0; 16];
            random[bit / 8] = 1 << (bit % 8);
            edr_core::token::from_random(random)
        })
        .collect();
    let fixed = tokens.iter().filter(|token| **token == edr_core::token::from_random([0; 16])).count();
    assert_eq!(fixed, 6, "each other bit of the generator shows in the token");
}

#[test]
fn str2_live_streams_share_no_token() {
    let mut driver = Driver::new(1);
    driver.random = vec![[1; 16], [1; 16], [1; 16], [2; 16]];
    let first = open(&mut driver, 0, 0, 0).unwrap().token;
    let second = open(&mut driver, 0, 0, 0).unwrap().token;
    assert_ne!(first, second);
    driver.random = vec![[1; 16]; 4];
    assert_eq!(open(&mut driver, 0, 0, 0), Err(status::INSUFFICIENT_RESOURCES));
    assert_eq!(driver.table.active(), 2);
}

#[test]
fn str3_handle_has_at_most_eight_streams() {
    let mut driver = Driver::new(2);
    let tokens: Vec<_> = (0..8).map(|_| open(&mut driver, 0, 0, 0).unwrap().token).collect();
    assert_eq!(open(&mut driver, 0, 0, 0), Err(status::INSUFFICIENT_RESOURCES));
    open(&mut driver, 1, 0, 0).unwrap();
    assert_eq!(stop(&mut driver, 0, tokens[3]), status::SUCCESS);
    open(&mut driver, 0, 0, 0).unwrap();
    assert_eq!(open(&mut driver, 0, 0, 0), Err(status::INSUFFICIENT_RESOURCES));
}

#[test]
fn str3_machine_has_at_most_64_streams_and_a_closed_handle_gives_its_own_back() {
    let mut driver = Driver::new(9);
    for stream in 0..64 {
        open(&mut driver, stream / 8, 0, 0).unwrap();
    }
    assert_eq!((driver.table.active(), driver.table.interest()), (64, 127));
    assert_eq!(open(&mut driver, 8, 0, 0), Err(status::INSUFFICIENT_RESOURCES));
    driver.cleanup(2);
    assert_eq!(driver.table.active(), 56);
    for _ in 0..8 {
        open(&mut driver, 8, 0, 0).unwrap();
    }
    assert_eq!(open(&mut driver, 3, 0, 0), Err(status::INSUFFICIENT_RESOURCES));
}

#[test]
fn str3_queues_take_at_most_64_mib_in_all() {
    let mut driver = Driver::new(3);
    let tokens: Vec<_> = (0..16).map(|stream| open(&mut driver, stream / 8, 0, 4_194_304).unwrap().token).collect();
    assert_eq!(open(&mut driver, 2, 0, 16_384), Err(status::INSUFFICIENT_RESOURCES));
    assert_eq!(stop(&mut driver, 0, tokens[0]), status::SUCCESS);
    open(&mut driver, 2, 0, 4_194_304 - 16_384).unwrap();
    assert_eq!(open(&mut driver, 2, 0, 16_385), Err(status::INSUFFICIENT_RESOURCES));
    open(&mut driver, 2, 0, 16_384).unwrap();
}

#[test]
fn str5_tokens_work_on_their_handle_alone_and_every_bit_counts() {
    let mut driver = Driver::new(2);
    let token = open(&mut driver, 0, 0, 0).unwrap().token;
    assert_eq!(receive_of(&mut driver, 1, token).unwrap().status, status::NOT_FOUND);
    assert_eq!(stop(&mut driver, 1, token), status::NOT_FOUND);
    for bit in 0..128 {
        let mut other = token;
        other.0[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(receive_of(&mut driver, 0, other).unwrap().status, status::NOT_FOUND, "bit {bit}");
    }
    assert_eq!(receive_of(&mut driver, 0, token), None);
    assert_eq!(stop(&mut driver, 0, token), status::SUCCESS);
    assert_eq!(stop(&mut driver, 0, token), status::NOT_FOUND);
    assert_eq!(receive_of(&mut driver, 0, token).unwrap().status, status::NOT_FOUND);
}

#[test]
fn str7_event_is_the_same_in_every_stream_but_for_its_number() {
    let mut driver = Driver::new(8);
    let late = 40;
    let mut tokens: Vec<_> = (0..late).map(|stream| open(&mut driver, stream / 8, 0, 0).unwrap().token).collect();
    assert!(driver.publish(&EventFields::new(EventType::FileWrite, 1)));
    tokens.extend((late..64).map(|stream| open(&mut driver, stream / 8, 0, 0).unwrap().token));
    let name: Vec<u16> = "\\Device\\x.exe".encode_utf16().collect();
    let fields = EventFields { name: Name::whole(&name), ..EventFields::new(EventType::FileCreate, 5) };
    assert!(driver.publish(&fields));
    for (stream, token) in tokens.into_iter().enumerate() {
        let batch = receive_of(&mut driver, stream / 8, token).unwrap().output;
        let mut last = vec![];
        batch::decode(&batch, |event| last.push((event.header, event.name.len()))).unwrap();
        let (mut header, name_bytes) = *last.last().unwrap();
        assert_eq!(header.sequence, if stream < late { 2 } else { 1 });
        header.sequence = 0;
        assert_eq!((header.timestamp, header.event_type, name_bytes), (5, EventType::FileCreate, 26));
    }
}

#[test]
fn str10_stop_leaves_other_streams_alone_and_tells_totals() {
    let mut driver = Driver::new(1);
    let (one, other) = (open(&mut driver, 0, 0, 0).unwrap().token, open(&mut driver, 0, 0, 0).unwrap().token);
    driver.publish(&EventFields::new(EventType::ProcessExit, 1));
    assert_eq!(receive_of(&mut driver, 0, one).unwrap().status, status::SUCCESS);
    assert_eq!(receive_of(&mut driver, 0, one), None);
    driver.publish(&EventFields::new(EventType::ProcessExit, 1));
    driver.publish(&EventFields::new(EventType::ProcessExit, 1));
    let answer = ioctl(&mut driver, 0, STOP_EVENT_STREAM, &StopStreamRequest { token: one }.encode()).unwrap();
    let totals = StopStreamResponse::decode(&answer.output).unwrap();
    assert_eq!((totals.delivered, totals.dropped), (2, 1));
    assert_eq!(parse(&receive_of(&mut driver, 0, other).unwrap().output).0, [1, 2, 3]);
}

#[test]
fn str12_interest_is_what_open_streams_take() {
    let mut driver = Driver::new(2);
    assert_eq!(driver.table.interest(), 0);
    let tamper = open(&mut driver, 0, event_mask::TAMPER, 0).unwrap().token;
    open(&mut driver, 1, event_mask::PROCESS | event_mask::FILE_WRITE, 0).unwrap();
    assert_eq!(driver.table.interest(), 0b100_1010);
    assert_eq!(stop(&mut driver, 0, tamper), status::SUCCESS);
    assert_eq!(driver.table.interest(), 0b000_1010);
    driver.cleanup(1);
    assert_eq!(driver.table.interest(), 0);
}

#[test]
fn str15_after_cleanup_start_and_stop_find_the_file_closed() {
    let mut driver = Driver::new(2);
    let token = open(&mut driver, 0, 0, 0).unwrap().token;
    assert_eq!(receive_of(&mut driver, 0, token), None);
    driver.cleanup(0);
    assert_eq!(driver.ended.len(), 1);
    assert_eq!(driver.ended[0].1.status, status::CANCELLED);
    driver.cleanup(0);
    for session in [0, 7] {
        // 7 stands for a request without a file object
        assert_eq!(open(&mut driver, session, 0, 0), Err(status::FILE_CLOSED));
        assert_eq!(receive_of(&mut driver, session, token).unwrap().status, status::FILE_CLOSED);
        assert_eq!(stop(&mut driver, session, token), status::FILE_CLOSED);
    }
    open(&mut driver, 1, 0, 0).unwrap();
    assert_eq!(driver.ended.len(), 1);
}
