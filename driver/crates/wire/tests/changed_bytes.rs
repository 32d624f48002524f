//! Each byte of each accepted golden vector counts: changed, the vector is refused, or read as what writes exactly the changed
//! bytes. And bytes of any kind are read or refused, never a panic.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use edr_fixtures::{bytes, vectors};
use wire::batch;
use wire::event::padded;
use wire::structs::*;

/// Reads bytes and writes them again; `None` where they are refused.
type Rewrite = fn(&[u8]) -> Option<Vec<u8>>;

fn rewrite_batch(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut events = Vec::new();
    let header = batch::decode(bytes, |event| {
        events.extend(event.header.encode());
        events.extend(event.name);
        events.extend(event.name2);
        events.resize(padded(events.len()), 0);
    })
    .ok()?;
    Some([&header.encode()[..], &events].concat())
}

const FILES: [(&str, Rewrite); 8] = [
    ("vectors/query_request.json", |bytes| QueryRequest::decode(bytes).ok().map(|value| value.encode().to_vec())),
    ("vectors/callback_health_report.json", |bytes| {
        CallbackHealthReport::decode(bytes).ok().map(|value| value.encode().to_vec())
    }),
    ("vectors/minifilter_status.json", |bytes| {
        MinifilterStatus::decode(bytes).ok().map(|value| value.encode().to_vec())
    }),
    ("vectors/start_stream_request.json", |bytes| {
        StartStreamRequest::decode(bytes).ok().map(|value| value.encode().to_vec())
    }),
    ("vectors/start_stream_response.json", |bytes| {
        StartStreamResponse::decode(bytes).ok().map(|value| value.encode().to_vec())
    }),
    ("vectors/stop_stream_request.json", |bytes| {
        StopStreamRequest::decode(bytes).ok().map(|value| value.encode().to_vec())
    }),
    ("vectors/stop_stream_response.json", |bytes| {
        StopStreamResponse::decode(bytes).ok().map(|value| value.encode().to_vec())
    }),
    ("vectors/event_batch.json", rewrite_batch),
];

fn accepted(file: &str) -> impl Iterator<Item = Vec<u8>> {
    let vectors = vectors(file).vectors.into_iter().filter(|vector| vector.get("fields").is_some());
    vectors.map(|vector| bytes(&vector["hex"], [0; 16]))
}

/// Other values of a byte: each bit turned, and the edges.
fn others(byte: u8) -> impl Iterator<Item = u8> {
    let turned = (0..8).map(move |bit| byte ^ 1 << bit);
    turned.chain([0, 1, 0x7F, 0x80, 0xFF, byte.wrapping_add(1)]).filter(move |other| *other != byte)
}

#[test]
fn each_changed_byte_is_refused_or_told() {
    for (file, rewrite) in FILES {
        for mut vector in accepted(file).filter(|vector| vector.len() < 2000) {
            assert_eq!(rewrite(&vector).as_ref(), Some(&vector), "{file}");
            for at in 0..vector.len() {
                let byte = vector[at];
                for other in others(byte) {
                    vector[at] = other;
                    let written = rewrite(&vector);
                    assert!(written.is_none_or(|written| written == vector), "{file}: byte {at} as {other:02X}");
                }
                vector[at] = byte;
            }
        }
    }
}

#[test]
fn each_missing_or_added_byte_is_refused() {
    for (file, rewrite) in FILES {
        for vector in accepted(file).filter(|vector| vector.len() < 2000) {
            for length in 0..vector.len() {
                assert_eq!(rewrite(&vector[..length]), None, "{file}: {length} bytes");
            }
            assert_eq!(rewrite(&[&vector[..], &[0]].concat()), None, "{file}: one byte more");
        }
    }
}

/// A generator of no particular quality, the same everywhere.
fn noise(seed: u64) -> impl Iterator<Item = u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    })
}

#[test]
fn noise_behind_a_right_beginning_never_panics() {
    for (file, rewrite) in FILES {
        for (seed, vector) in accepted(file).enumerate() {
            for kept in [0, 4, 8, 24, 32, 36, 40, 80, 84, 88].into_iter().filter(|kept| *kept <= vector.len()) {
                let tail = noise(seed as u64 * 100 + kept as u64).take(vector.len() - kept);
                let changed: Vec<u8> = vector[..kept].iter().copied().chain(tail).collect();
                assert!(rewrite(&changed).is_none_or(|written| written == changed), "{file}");
            }
        }
    }
}
