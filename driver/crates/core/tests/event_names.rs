//! An event with copied names is encoded as the original is (EVT-1), at every limit.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

use edr_core::event_encoder::EventEncoder;
use edr_core::event_fields::{EventFields, Name};
use edr_core::event_names::{copied, EVENT_NAME_UNITS};
use wire::EventType;

fn encoded(fields: &EventFields<'_>) -> Vec<u8> {
    let event = EventEncoder::new(fields);
    let mut bytes = vec![0xCC; event.size()];
    event.write(7, &mut bytes, &mut []);
    bytes
}

fn same(name: Name<'_>, name2: Name<'_>) {
    let fields = EventFields {
        flags: 1,
        process_id: 2,
        thread_id: 3,
        detail0: 4,
        detail1: 5,
        detail2: 6,
        name,
        name2,
        ..EventFields::new(EventType::RegSetValue, 8)
    };
    let mut memory = vec![0xDDDD; EVENT_NAME_UNITS];
    assert_eq!(encoded(&fields), encoded(copied(&fields, &mut memory).fields()));
}

#[test]
fn copy_is_encoded_as_the_original_at_every_limit() {
    let units: Vec<u16> = (0..3000_u16).map(|unit| unit % 90 + 32).collect();
    for length in [0, 1, 511, 512, 513, 514, 1023, 1024, 1025, 1026, 3000] {
        let name = &units[..length];
        same(Name::whole(name), Name::whole(name));
        let (first, rest) = name.split_at(length / 3);
        let (second, third) = rest.split_at(rest.len() / 2);
        same(Name::joined(first, second, third), Name::joined(&[], first, &[]));
    }
}

#[test]
fn copy_keeps_what_decides_about_a_pair_at_the_cut() {
    for limit in [512, 1024] {
        for (last, next) in [(0xD83D, 0xDE00), (0xD83D, 0xD83D), (0x61, 0xDE00), (0xDE00, 0x61)] {
            let mut units = vec![0x61; limit + 2];
            units[limit - 1] = last;
            units[limit] = next;
            same(Name::whole(&units), Name::whole(&units));
        }
    }
}

#[test]
fn copy_in_too_little_memory_is_cut_and_nothing_worse() {
    let fields = EventFields { name: Name::whole(&[1, 2, 3]), ..EventFields::new(EventType::FileCreate, 8) };
    assert_eq!(copied(&fields, &mut []).fields().name.units(), 0);
}
