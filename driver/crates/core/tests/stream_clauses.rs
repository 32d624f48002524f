//! What the conformance suite shows of one stream, where core decides it: one test for each behaviour, by the suite's names.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use edr_core::event_encoder::EventEncoder;
use edr_core::event_fields::{EventFields, Name};
use edr_core::event_stream::{EventStream, Received, StreamGrant};
use support::driver::Stream;
use support::{parse, Cancel, TestReceive};
use wire::enums::EventType;
use wire::{status, Token};

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
