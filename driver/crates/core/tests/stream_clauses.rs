//! What the conformance suite shows of streams, where core decides it: one test for each behaviour, by the suite's names.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use edr_core::event_encoder::EventEncoder;
use edr_core::event_fields::{EventFields, Name};
use edr_core::event_stream::{EventStream, Received, StreamGrant};
use support::driver::{Completion, Driver, Stream};
use support::{Cancel, TestReceive};
use wire::control_code::{START_EVENT_STREAM, STOP_EVENT_STREAM};
use wire::enums::{event_mask, EventType};
use wire::structs::{EventBatch, StartStreamRequest, StartStreamResponse, StopStreamRequest, StopStreamResponse};
use wire::{batch, status, Token};

const QUEUE: usize = 16_384;

fn stream_over(bytes: usize) -> Stream {
    let grant = StreamGrant { token: Token([7; 16]), event_mask: 127, queue_bytes: bytes as u32 };
    EventStream::new(grant, vec![0xEE; bytes])
}

fn stream() -> Stream {
    stream_over(QUEUE)
}

/// Publishes an event of exactly `size` bytes with a mark; returns the receive that it completed.
fn publish(stream: &mut Stream, size: usize, mark: u32) -> Option<(u64, Vec<u8>)> {
    let units = vec![0x61; (size - 56) / 2];
    let cut = units.len().min(1024);
    let (name, name2) = units.split_at(cut);
    let fields = EventFields {
        detail0: mark,
        name: Name::whole(name),
        name2: Name::whole(name2),
        ..EventFields::new(EventType::RegSetValue, 9)
    };
    let encoder = EventEncoder::new(&fields);
    assert_eq!(encoder.size(), size);
    stream.publish(&encoder).map(|served| (served.receive.id, served.receive.output[..served.bytes as usize].to_vec()))
}

/// Receives what is queued: Information, numbers, marks, dropped.
fn receive(stream: &mut Stream, output_length: usize) -> (usize, Vec<u64>, Vec<u32>, u32) {
    match stream.receive(TestReceive::new(1, output_length)) {
        Received::Served(served) => {
            let (numbers, marks, dropped) = parse(&served.receive.output[..served.bytes as usize]);
            (served.bytes as usize, numbers, marks, dropped)
        }
        other => panic!("{other:?}"),
    }
}

fn parse(bytes: &[u8]) -> (Vec<u64>, Vec<u32>, u32) {
    let (mut numbers, mut marks) = (vec![], vec![]);
    let header: EventBatch = batch::decode(bytes, |event| {
        numbers.push(event.header.sequence);
        marks.push(event.header.detail0);
    })
    .unwrap();
    (numbers, marks, header.dropped)
}

fn pend(stream: &mut Stream, id: u64) -> std::rc::Rc<std::cell::Cell<Cancel>> {
    let receive = TestReceive::new(id, 4096);
    let cancel = receive.cancel.clone();
    assert!(matches!(stream.receive(receive), Received::Pending));
    cancel
}

// STR-4

#[test]
fn str4_queued_events_complete_the_receive_oldest_first() {
    let mut stream = stream();
    (1..=3).for_each(|mark| assert_eq!(publish(&mut stream, 64, mark), None));
    assert_eq!(receive(&mut stream, 4096), (32 + 3 * 64, vec![1, 2, 3], vec![1, 2, 3], 0));
}

#[test]
fn str4_batch_fills_the_output_and_no_more() {
    for (output_length, events) in [(4096, 63), (32 + 65 * 64 - 1, 64), (32 + 65 * 64, 65), (32 + 65 * 64 + 1, 65)] {
        let mut stream = stream();
        (1..=70).for_each(|mark| assert_eq!(publish(&mut stream, 64, mark), None));
        let (bytes, numbers, ..) = receive(&mut stream, output_length);
        assert_eq!((bytes, numbers.len()), (32 + 64 * events, events), "{output_length}");
        assert_eq!(receive(&mut stream, 65_536).1[0], events as u64 + 1);
    }
}

#[test]
fn str4_batch_ends_at_the_first_event_that_does_not_fit() {
    let mut stream = stream();
    for (mark, size) in [(1, 2000), (2, 3000), (3, 64)] {
        assert_eq!(publish(&mut stream, size, mark), None);
    }
    assert_eq!(receive(&mut stream, 4096).2, [1]);
    assert_eq!(receive(&mut stream, 4096).2, [2, 3]);
}

#[test]
fn str4_batch_never_exceeds_65536_bytes() {
    for output_length in [65_535, 65_536, 65_537, 300_000] {
        let mut stream = stream_over(262_144);
        // 1,023 events of 64 bytes and the header are 65,504; one more would be 65,568
        (1..=2000).for_each(|mark| assert_eq!(publish(&mut stream, 64, mark), None));
        assert_eq!(receive(&mut stream, output_length).0, 65_504);
    }
}

#[test]
fn str4_batch_of_exactly_65536_bytes_is_built() {
    let mut stream = stream_over(262_144);
    (1..=1022).for_each(|mark| assert_eq!(publish(&mut stream, 64, mark), None));
    assert_eq!(publish(&mut stream, 96, 1023), None);
    assert_eq!(publish(&mut stream, 56, 1024), None);
    assert_eq!(receive(&mut stream, 70_000).0, 65_536);
    assert_eq!(receive(&mut stream, 70_000).2, [1024]);
}

#[test]
fn str4_largest_event_fits_the_smallest_output() {
    let mut stream = stream();
    assert_eq!(publish(&mut stream, wire::event::MAX_EVENT_BYTES, 1), None);
    assert_eq!(receive(&mut stream, 4096).0, 32 + 3128);
}

#[test]
fn str4_nothing_queued_receive_pends_until_an_event() {
    let mut stream = stream();
    pend(&mut stream, 5);
    let (id, batch) = publish(&mut stream, 80, 3).unwrap();
    assert_eq!((id, batch.len(), parse(&batch)), (5, 112, (vec![1], vec![3], 0)));
    assert_eq!(publish(&mut stream, 80, 4), None);
}

#[test]
fn str6_receives_are_served_first_come_first_served() {
    let mut stream = stream();
    (1..=64).for_each(|id| drop(pend(&mut stream, id)));
    let refused = stream.receive(TestReceive::new(65, 4096));
    assert!(matches!(refused, Received::Refused(_, status::INSUFFICIENT_RESOURCES)));
    for id in 1..=64 {
        assert_eq!(publish(&mut stream, 56, 0).unwrap().0, id);
    }
    assert_eq!(publish(&mut stream, 56, 0), None);
}

// STR-7, STR-8, STR-16

#[test]
fn str16_events_that_fill_the_queue_exactly_all_fit() {
    for (size, events) in [(64, 256), (128, 128), (512, 32), (2048, 8)] {
        let mut stream = stream();
        (0..events).for_each(|mark| assert_eq!(publish(&mut stream, size, mark), None));
        assert_eq!(stream.queued(), events);
        assert_eq!(publish(&mut stream, 56, 0), None);
        assert_eq!(stream.queued(), events, "no byte was left");
    }
}

#[test]
fn str16_eight_bytes_too_much_is_dropped_and_a_smaller_one_fits() {
    let mut stream = stream();
    (0..255).for_each(|mark| assert_eq!(publish(&mut stream, 64, mark), None));
    assert_eq!(publish(&mut stream, 72, 255), None);
    assert_eq!(stream.queued(), 255);
    assert_eq!(publish(&mut stream, 64, 256), None);
    assert_eq!(stream.queued(), 256);
    let (_, numbers, _, dropped) = receive(&mut stream, 65_536);
    assert_eq!((numbers.last(), dropped), (Some(&257), 1));
}

/// The queue's end at each place of an event: every size, begun at every multiple of 8 before the end.
#[test]
fn str16_events_across_the_end_of_the_queue_keep_their_bytes() {
    for size in (56..=256).step_by(8).chain([1024, 3128]) {
        for before_end in (0..size.min(400)).step_by(8) {
            let mut stream = stream();
            let mut filler = QUEUE - before_end;
            while filler > 0 {
                let part = if filler > 4000 {
                    2048
                } else if filler > 3000 {
                    filler / 16 * 8
                } else {
                    filler
                };
                assert_eq!(publish(&mut stream, part, 0), None);
                filler -= part;
            }
            while stream.queued() > 0 {
                receive(&mut stream, 65_536);
            }
            assert_eq!(publish(&mut stream, size, 77), None);
            assert_eq!(publish(&mut stream, 64, 78), None);
            let (bytes, _, marks, dropped) = receive(&mut stream, 65_536);
            assert_eq!((bytes, marks, dropped), (32 + size + 64, vec![77, 78], 0), "{size} at {before_end}");
        }
    }
}

#[test]
fn str7_full_queue_drops_the_newest() {
    let mut stream = stream();
    (1..=260).for_each(|mark| assert_eq!(publish(&mut stream, 64, mark), None));
    let (_, numbers, marks, dropped) = receive(&mut stream, 65_536);
    assert_eq!((numbers.len(), marks[0], marks[255], dropped), (256, 1, 256, 4));
    assert_eq!(publish(&mut stream, 64, 261), None);
    assert_eq!(receive(&mut stream, 4096), (96, vec![261], vec![261], 0));
}

#[test]
fn str8_loss_already_reported_is_not_reported_again_and_counts_in_stop() {
    let mut stream = stream();
    stream.lose();
    stream.lose();
    pend(&mut stream, 1);
    assert_eq!(parse(&publish(&mut stream, 56, 0).unwrap().1), (vec![3], vec![0], 2));
    pend(&mut stream, 2);
    assert_eq!(parse(&publish(&mut stream, 56, 0).unwrap().1), (vec![4], vec![0], 0));
    stream.lose();
    let totals = stream.close(status::NOT_FOUND);
    assert_eq!((totals.delivered, totals.dropped), (2, 3));
}

// STR-9

#[test]
fn str9_cancel_in_the_middle_keeps_the_order_of_the_others() {
    for cancelled in 1..=5 {
        let mut stream = stream();
        let cancels: Vec<_> = (1..=5).map(|id| pend(&mut stream, id)).collect();
        cancels[cancelled as usize - 1].set(Cancel::Won);
        assert_eq!(stream.cancel(|receive| receive.id == cancelled).unwrap().id, cancelled);
        for id in (1..=5).filter(|id| *id != cancelled) {
            assert_eq!(publish(&mut stream, 56, 0).unwrap().0, id);
        }
    }
}

#[test]
fn str9_all_cancelled_event_goes_to_the_tail_of_the_queue() {
    let mut stream = stream();
    let cancels: Vec<_> = (1..=3).map(|id| pend(&mut stream, id)).collect();
    cancels.iter().for_each(|cancel| cancel.set(Cancel::Won));
    assert_eq!(publish(&mut stream, 56, 1), None);
    assert_eq!(publish(&mut stream, 56, 2), None);
    // the routines run at last, and find nothing
    (1..=3).for_each(|id| assert!(stream.cancel(|receive| receive.id == id).is_none()));
    assert_eq!(receive(&mut stream, 4096).2, [1, 2]);
}

#[test]
fn str9_event_passes_over_the_receive_whose_cancellation_has_won() {
    let mut stream = stream();
    let first = pend(&mut stream, 1);
    pend(&mut stream, 2);
    first.set(Cancel::Won);
    assert_eq!(publish(&mut stream, 56, 1).unwrap().0, 2);
    assert!(stream.cancel(|receive| receive.id == 1).is_none());
}

#[test]
fn str9_receive_cancelled_before_it_arrives_ends_at_once_or_is_served() {
    let mut stream = stream();
    let cancelled = TestReceive::new(1, 4096);
    cancelled.cancel.set(Cancel::Before);
    assert!(matches!(stream.receive(cancelled), Received::Cancelled(receive) if receive.id == 1));
    assert_eq!(stream.pending(), 0);
    publish(&mut stream, 56, 0);
    let served = TestReceive::new(2, 4096);
    served.cancel.set(Cancel::Before);
    assert!(matches!(stream.receive(served), Received::Served(served) if served.receive.id == 2 && served.bytes == 88));
}

#[test]
fn str9_routine_that_got_hold_of_the_receive_finds_it_in_the_queue() {
    let mut stream = stream();
    let receive = TestReceive::new(1, 4096);
    receive.cancel.set(Cancel::BeforeAndWon);
    assert!(matches!(stream.receive(receive), Received::Pending));
    assert_eq!(stream.cancel(|receive| receive.id == 1).unwrap().id, 1);
    assert_eq!(stream.pending(), 0);
}

// STR-10

#[test]
fn str10_closed_stream_ends_its_receives_oldest_first_and_takes_nothing() {
    let mut stream = stream();
    let cancels: Vec<_> = (1..=4).map(|id| pend(&mut stream, id)).collect();
    cancels[1].set(Cancel::Won);
    assert!(stream.take_receive().is_none(), "an open stream gives no receive away");
    stream.close(status::NOT_FOUND);
    assert!(!stream.takes(127) && !stream.is_open());
    assert_eq!(publish(&mut stream, 56, 0), None);
    stream.lose();
    let ended: Vec<_> = std::iter::from_fn(|| stream.take_receive()).map(|receive| receive.id).collect();
    assert_eq!(ended, [1, 3, 4]);
    assert!(matches!(stream.receive(TestReceive::new(9, 4096)), Received::Refused(_, status::NOT_FOUND)));
    let again = stream.close(status::FILE_CLOSED);
    assert_eq!((again.delivered, again.dropped), (0, 0));
    assert!(matches!(stream.receive(TestReceive::new(9, 4096)), Received::Refused(_, status::NOT_FOUND)));
}

#[test]
fn str10_stop_counts_the_queue_as_dropped_once() {
    let mut stream = stream();
    (0..5).for_each(|_| drop(publish(&mut stream, 56, 0)));
    assert_eq!(stream.close(status::NOT_FOUND).dropped, 5);
    assert_eq!(stream.close(status::NOT_FOUND).dropped, 5);
    assert_eq!(stream.queued(), 0);
}

// Over the whole driver: tokens, handles, limits

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
