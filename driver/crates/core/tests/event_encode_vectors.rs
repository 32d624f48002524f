//! The golden vectors of the encoder, in one piece of memory and across a ring's end, with names whole and in pieces.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use edr_core::event_encoder::EventEncoder;
use edr_core::event_fields::{EventFields, Name};
use edr_fixtures::serde_json::Value;
use edr_fixtures::{bytes, number, units, vectors};
use wire::EventType;

/// An event without its names.
fn fields_of(input: &Value) -> EventFields<'static> {
    let event_type = EventType::from_number(number(&input["type"]) as u16).unwrap();
    EventFields {
        flags: number(&input["flags"]) as u16,
        process_id: number(&input["process_id"]) as u32,
        thread_id: number(&input["thread_id"]) as u32,
        detail0: number(&input["detail0"]) as u32,
        detail1: number(&input["detail1"]) as u32,
        detail2: number(&input["detail2"]),
        ..EventFields::new(event_type, number(&input["timestamp"]))
    }
}

/// Encodes so that a ring's end lies `first` bytes behind the event's start.
fn encode(fields: &EventFields<'_>, sequence: u64, first: usize) -> Vec<u8> {
    let encoder = EventEncoder::new(fields);
    let mut memory = vec![0xA5; encoder.size()];
    let (begin, end) = memory.split_at_mut(first.min(encoder.size()));
    encoder.write(sequence, begin, end);
    memory
}

fn assert_encodes(fields: &EventFields<'_>, sequence: u64, expected: &[u8], vector: &Value) {
    for first in (0..=expected.len()).step_by(8) {
        assert!(encode(fields, sequence, first) == expected, "split at {first}: {vector}");
    }
}

/// Every way to cut a name in two near its ends and near the wire's limit.
fn cuts(length: usize) -> impl Iterator<Item = usize> {
    [0, 1, 511, 512, 513, 1023, 1024, 1025, length].into_iter().filter(move |cut| *cut <= length)
}

fn run(input: &Value, hex: &[u8], vector: &Value) {
    let (name, name2) = (units(&input["name"]).units, units(&input["name2"]).units);
    let sequence = number(&input["sequence"]);
    let fields = EventFields { name: Name::whole(&name), name2: Name::whole(&name2), ..fields_of(input) };
    assert_encodes(&fields, sequence, hex, vector);
    for cut in cuts(name.len()) {
        let (one, two) = name.split_at(cut);
        let pieces = EventFields { name: Name::joined(one, two, &[]), ..fields };
        assert!(encode(&pieces, sequence, 56) == hex, "name cut at {cut}: {vector}");
    }
    for cut in cuts(name2.len()) {
        let (one, two) = name2.split_at(cut);
        let pieces = EventFields { name2: Name::joined(&[], one, two), ..fields };
        assert!(encode(&pieces, sequence, 64) == hex, "name2 cut at {cut}: {vector}");
    }
}

/// EVT-1. The odd last byte of a counted string is nothing that an encoder sees: it is given whole units.
#[test]
fn evt1_encoder_vectors() {
    for vector in vectors("vectors/event_encode.json").vectors {
        run(&vector["input"], &bytes(&vector["hex"], [0; 16]), &vector);
    }
}

/// What a decoder accepts, the encoder makes of the same fields.
#[test]
fn evt3_accepted_events() {
    let accepted = vectors("vectors/event.json").vectors.into_iter().filter(|vector| vector.get("fields").is_some());
    for vector in accepted {
        run(&vector["fields"], &bytes(&vector["hex"], [0; 16]), &vector);
    }
}
