//! The golden vectors of structures, events and batches: what is accepted is encoded to exactly these bytes and decoded to
//! exactly these fields, what is refused is refused for this reason at this place.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use edr_fixtures::serde_json::Value;
use edr_fixtures::{bytes, list, number, refusal, token, units, vectors};
use std::fmt::Debug;
use wire::event::{DecodedEvent, Event};
use wire::structs::*;
use wire::{batch, CallbackHealth, EventType, FilterStatus, ProtectionMode, Reason, Refusal, RegistryApi, Token};

fn u32_of(fields: &Value, name: &str) -> u32 {
    number(&fields[name]).try_into().unwrap()
}

fn u16_of(fields: &Value, name: &str) -> u16 {
    number(&fields[name]).try_into().unwrap()
}

fn token_of(fields: &Value) -> Token {
    Token(token(&fields["token"]))
}

/// `UNKNOWN_VALUE` as `UnknownValue`.
fn reason_name(reason: Reason) -> String {
    let name = format!("{reason:?}");
    let words = name.char_indices().map(|(at, letter)| match letter.is_uppercase() && at > 0 {
        true => format!("_{letter}"),
        false => letter.to_uppercase().to_string(),
    });
    words.collect()
}

fn assert_refused<T: Debug>(vector: &Value, result: Result<T, Refusal>) {
    let (offset, reason) = refusal(vector).unwrap();
    match result {
        Err(refused) => assert_eq!((refused.offset, reason_name(refused.reason)), (offset, reason), "{vector}"),
        Ok(value) => panic!("accepted: {vector} as {value:?}"),
    }
}

/// Runs a file of one structure.
fn run<T: PartialEq + Debug>(
    file: &str,
    from_fields: impl Fn(&Value) -> T,
    encode: impl Fn(&T) -> Vec<u8>,
    decode: impl Fn(&[u8]) -> Result<T, Refusal>,
) {
    for vector in vectors(file).vectors {
        let hex = bytes(&vector["hex"], [0; 16]);
        if vector.get("refused").is_some() {
            assert_refused(&vector, decode(&hex));
            continue;
        }
        let value = from_fields(&vector["fields"]);
        assert_eq!(encode(&value), hex, "{vector}");
        assert_eq!(decode(&hex).unwrap(), value, "{vector}");
    }
}

macro_rules! struct_vectors {
    ($test:ident, $file:literal, $name:ident, $fields:ident => $value:expr) => {
        #[test]
        fn $test() {
            run($file, |$fields| $value, |value: &$name| value.encode().to_vec(), |hex| $name::decode(hex));
        }
    };
}

struct_vectors!(query_request, "vectors/query_request.json", QueryRequest, _fields => QueryRequest {});
struct_vectors!(callback_health_report, "vectors/callback_health_report.json", CallbackHealthReport, fields => {
    let health = |name| CallbackHealth::from_number(u32_of(fields, name)).unwrap();
    CallbackHealthReport {
        process_notify_count: u32_of(fields, "process_notify_count"),
        process_notify_health: health("process_notify_health"),
        registry_callback_health: health("registry_callback_health"),
        object_callback_health: health("object_callback_health"),
        minifilter_active: number(&fields["minifilter_active"]) == 1,
    }
});
struct_vectors!(minifilter_status, "vectors/minifilter_status.json", MinifilterStatus, fields => MinifilterStatus {
    instance_count: u32_of(fields, "instance_count"),
    altitude: u32_of(fields, "altitude"),
    filter_status: FilterStatus::from_number(u32_of(fields, "filter_status")).unwrap(),
    protection_mode: ProtectionMode::from_number(u32_of(fields, "protection_mode")).unwrap(),
    registry_api: RegistryApi::from_number(u32_of(fields, "registry_api")).unwrap(),
    active_streams: u32_of(fields, "active_streams"),
});
struct_vectors!(start_stream_request, "vectors/start_stream_request.json", StartStreamRequest, fields => {
    StartStreamRequest {
        token: token_of(fields),
        event_mask: u32_of(fields, "event_mask"),
        queue_bytes: u32_of(fields, "queue_bytes"),
    }
});
struct_vectors!(start_stream_response, "vectors/start_stream_response.json", StartStreamResponse, fields => {
    StartStreamResponse {
        queue_bytes: u32_of(fields, "queue_bytes"),
        token: token_of(fields),
        opened_at: number(&fields["opened_at"]),
    }
});
struct_vectors!(stop_stream_request, "vectors/stop_stream_request.json", StopStreamRequest, fields => {
    StopStreamRequest { token: token_of(fields) }
});
struct_vectors!(stop_stream_response, "vectors/stop_stream_response.json", StopStreamResponse, fields => {
    StopStreamResponse { delivered: number(&fields["delivered"]), dropped: number(&fields["dropped"]) }
});

fn header_of(fields: &Value) -> Event {
    Event {
        size: u32_of(fields, "size"),
        event_type: EventType::from_number(u16_of(fields, "type")).unwrap(),
        flags: u16_of(fields, "flags"),
        sequence: number(&fields["sequence"]),
        timestamp: number(&fields["timestamp"]),
        process_id: u32_of(fields, "process_id"),
        thread_id: u32_of(fields, "thread_id"),
        detail0: u32_of(fields, "detail0"),
        detail1: u32_of(fields, "detail1"),
        detail2: number(&fields["detail2"]),
        name_bytes: u16_of(fields, "name_bytes"),
        name2_bytes: u16_of(fields, "name2_bytes"),
    }
}

fn wire_name(parts: &Value) -> Vec<u8> {
    units(parts).units.into_iter().flat_map(u16::to_le_bytes).collect()
}

fn assert_event(event: &DecodedEvent<'_>, fields: &Value, vector: &Value) {
    assert_eq!(event.header, header_of(fields), "{vector}");
    assert_eq!(event.name, wire_name(&fields["name"]), "{vector}");
    assert_eq!(event.name2, wire_name(&fields["name2"]), "{vector}");
}

/// The bytes that stand for fields: header, names, zero padding.
fn event_bytes(fields: &Value) -> Vec<u8> {
    let mut event = header_of(fields).encode().to_vec();
    event.extend(wire_name(&fields["name"]));
    event.extend(wire_name(&fields["name2"]));
    event.resize(wire::event::padded(event.len()), 0);
    event
}

/// A vector's event, alone in a batch, as docs/fixtures/vectors.md has it read.
fn batch_of(event: &[u8]) -> Vec<u8> {
    let total_bytes = (EventBatch::SIZE + event.len()) as u32;
    let header = EventBatch { total_bytes, token: Token([0; 16]), event_count: 1, dropped: 0 };
    [&header.encode()[..], event].concat()
}

#[test]
fn event() {
    for vector in vectors("vectors/event.json").vectors {
        let hex = bytes(&vector["hex"], [0; 16]);
        let alone = batch_of(&hex);
        let mut events = Vec::new();
        let result = batch::decode(&alone, |event| events.push(event));
        if vector.get("refused").is_some() {
            let from_event = |refused: Refusal| Refusal { offset: refused.offset - EventBatch::SIZE, ..refused };
            assert_refused(&vector, result.map_err(from_event));
            continue;
        }
        result.unwrap();
        assert_event(&events[0], &vector["fields"], &vector);
        assert_eq!(event_bytes(&vector["fields"]), hex, "{vector}");
    }
}

#[test]
fn event_batch() {
    for vector in vectors("vectors/event_batch.json").vectors {
        let hex = bytes(&vector["hex"], [0; 16]);
        let mut events = Vec::new();
        let result = batch::decode(&hex, |event| events.push(event));
        if vector.get("refused").is_some() {
            assert_refused(&vector, result);
            continue;
        }
        let fields = &vector["fields"];
        let header = EventBatch {
            total_bytes: u32_of(fields, "total_bytes"),
            token: token_of(fields),
            event_count: u32_of(fields, "event_count"),
            dropped: u32_of(fields, "dropped"),
        };
        assert_eq!(result.unwrap(), header, "{vector}");
        let expected = list(&fields["events"]);
        assert_eq!(events.len(), expected.len(), "{vector}");
        let mut written = header.encode().to_vec();
        for (event, fields) in events.iter().zip(expected) {
            assert_event(event, fields, &vector);
            written.extend(event_bytes(fields));
        }
        assert_eq!(written, hex, "{vector}");
    }
}
