//! What an event costs in its stream, beside a copy of the same bytes to the same places: `cargo bench -p edr-core --bench
//! streams`. The driver adds a spin lock and, where a receive waited, its completion.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

mod harness;

use edr_core::event_encoder::EventEncoder;
use edr_core::event_fields::{EventFields, Name};
use edr_core::event_stream::{EventStream, Received, StreamGrant};
use edr_core::receive_queue::Receive;
use harness::{best_of, report, timed, Row};
use std::hint::black_box;
use std::time::Duration;
use wire::enums::EventType;
use wire::structs::EventBatch;
use wire::{status, Token};

const QUEUE: usize = 262_144;
const OUTPUT: usize = 65_536;
const ROUNDS: usize = 3000;
const FLOOR: &str = "memcpy";

/// A receive that is never cancelled.
struct Plain(Vec<u8>);

impl Receive for Plain {
    fn pend(&mut self) -> bool {
        true
    }

    fn claim(&mut self) -> bool {
        true
    }

    fn output(&mut self) -> &mut [u8] {
        &mut self.0
    }
}

type Stream = EventStream<Vec<u8>, Plain>;

fn stream() -> Stream {
    let grant = StreamGrant { token: Token([7; 16]), event_mask: 127, queue_bytes: QUEUE as u32 };
    EventStream::new(grant, vec![0; QUEUE])
}

/// A file event's fields with names of these lengths; `black_box` keeps them from being known to the compiler.
fn fields<'a>(name: &'a [u16], name2: &'a [u16]) -> EventFields<'a> {
    EventFields {
        process_id: 4321,
        thread_id: 5678,
        detail0: 0x0012_0089,
        detail1: 1,
        detail2: 0x60,
        name: Name::whole(black_box(name)),
        name2: Name::whole(black_box(name2)),
        ..EventFields::new(EventType::FileCreate, 0x01DC_5BC6_A1B2_C3D4)
    }
}

/// Takes all events out of the stream.
fn drain(stream: &mut Stream, output: Plain) -> Plain {
    let mut output = output;
    while stream.queued() > 0 {
        match stream.receive(output) {
            Received::Served(served) => output = served.receive,
            _ => panic!("events wait"),
        }
    }
    output
}

/// Copies one event's bytes to where the queue would hold them.
fn copy_round(memory: &mut [u8], event: &[u8]) -> (Duration, usize) {
    let size = event.len();
    let events = memory.len() / size;
    timed(events, |at| {
        memory[at * size..(at + 1) * size].copy_from_slice(black_box(event));
        black_box(&mut memory[at * size]);
    })
}

fn enqueue(label: &str, name: &[u16], name2: &[u16]) -> Row {
    let shape = fields(name, name2);
    let size = EventEncoder::new(&shape).size();
    let events = QUEUE / size;
    let mut stream = stream();
    let mut output = Some(Plain(vec![0; OUTPUT]));
    let mut measured = || {
        let round = timed(events, |at| {
            let fields = EventFields { detail1: at as u32, ..fields(name, name2) };
            assert!(stream.publish(&EventEncoder::new(black_box(&fields))).is_none());
        });
        assert_eq!(stream.queued() as usize, events);
        output = output.take().map(|output| drain(&mut stream, output));
        round
    };
    let event = vec![0x5A; size];
    let mut memory = vec![0; QUEUE];
    let (ns, floor_ns) = best_of(ROUNDS, &mut measured, &mut || copy_round(&mut memory, &event));
    Row { name: format!("encode and enqueue, {label}"), bytes: size, ns, floor: FLOOR, floor_ns }
}

fn deliver(label: &str, name: &[u16], name2: &[u16]) -> Row {
    let size = EventEncoder::new(&fields(name, name2)).size();
    let mut stream = stream();
    let mut outputs: Vec<Plain> = (0..64).map(|_| Plain(vec![0; 4096])).collect();
    let mut done: Vec<Plain> = Vec::with_capacity(64);
    let mut measured = || {
        for output in outputs.drain(..) {
            assert!(matches!(stream.receive(output), Received::Pending));
        }
        let round = timed(64, |at| {
            let fields = EventFields { detail1: at as u32, ..fields(name, name2) };
            done.push(stream.publish(&EventEncoder::new(black_box(&fields))).unwrap().receive);
        });
        outputs.append(&mut done);
        round
    };
    let event = vec![0x5A; EventBatch::SIZE + size];
    let mut memories: Vec<Vec<u8>> = (0..64).map(|_| vec![0; 4096]).collect();
    let mut floor = || {
        timed(64, |at| {
            memories[at][..event.len()].copy_from_slice(black_box(&event));
            black_box(&mut memories[at]);
        })
    };
    let (ns, floor_ns) = best_of(ROUNDS, &mut measured, &mut floor);
    Row { name: format!("into a pending receive, {label}"), bytes: EventBatch::SIZE + size, ns, floor: FLOOR, floor_ns }
}

/// One event's share of a full batch.
fn receive(label: &str, name: &[u16], name2: &[u16]) -> Row {
    let shape = fields(name, name2);
    let size = EventEncoder::new(&shape).size();
    let events = (OUTPUT - EventBatch::SIZE) / size;
    let mut stream = stream();
    let mut output = Some(Plain(vec![0; OUTPUT]));
    let mut measured = || {
        for _ in 0..events {
            assert!(stream.publish(&EventEncoder::new(&shape)).is_none());
        }
        let (time, _) = timed(1, |_| output = output.take().map(|output| drain(&mut stream, output)));
        (time, events)
    };
    let event = vec![0x5A; size];
    let mut memory = vec![0; events * size];
    let (ns, floor_ns) = best_of(ROUNDS, &mut measured, &mut || copy_round(&mut memory, &event));
    Row { name: format!("receive a full batch, an event, {label}"), bytes: size, ns, floor: FLOOR, floor_ns }
}

fn drop_when_full(label: &str, name: &[u16]) -> Row {
    let mut stream = stream();
    let fill = fields(name, &[]);
    while stream.queued() as usize * EventEncoder::new(&fill).size() + EventEncoder::new(&fill).size() <= QUEUE {
        assert!(stream.publish(&EventEncoder::new(&fill)).is_none());
    }
    let mut measured = || {
        timed(1000, |at| {
            let fields = EventFields { detail1: at as u32, ..fields(name, &[]) };
            assert!(stream.publish(&EventEncoder::new(black_box(&fields))).is_none());
        })
    };
    let (ns, floor_ns) = best_of(ROUNDS / 10, &mut measured, &mut || (Duration::ZERO, 1));
    stream.close(status::CANCELLED);
    Row { name: format!("drop at a full queue, {label}"), bytes: 0, ns, floor: "nothing", floor_ns }
}

fn main() {
    let path: Vec<u16> =
        "\\Device\\HarddiskVolume3\\Windows\\System32\\drivers\\some-driver.sys".encode_utf16().collect();
    assert_eq!(path.len(), 64);
    let (long, long2) = (vec![0x61; 1024], vec![0x62; 512]);
    let mut rows = Vec::new();
    for (label, name, name2) in
        [("no name", &[][..], &[][..]), ("64 units", &path, &[]), ("1,024 + 512 units", &long, &long2)]
    {
        rows.push(enqueue(label, name, name2));
        rows.push(deliver(label, name, name2));
        rows.push(receive(label, name, name2));
    }
    rows.push(drop_when_full("64 units", &path));
    report("streams", &rows);
}
