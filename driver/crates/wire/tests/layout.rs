//! Every entry of abi/layout.json against this crate.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use edr_fixtures::serde_json::Value;
use edr_fixtures::{json, list, number, text};
use wire::event::Event;
use wire::structs::*;
use wire::{control_code, enums, limits, CallbackHealth, EventType, FilterStatus, ProtectionMode, RegistryApi};

fn layout() -> Value {
    json("abi/layout.json")
}

fn hex(value: &Value) -> u64 {
    u64::from_str_radix(text(value).strip_prefix("0x").unwrap(), 16).unwrap()
}

/// `FileCreate` as `FILE_CREATE`.
fn screaming(name: &str) -> String {
    let mut all = String::new();
    for (at, letter) in name.char_indices() {
        if letter.is_uppercase() && at > 0 {
            all.push('_');
        }
        all.push(letter.to_ascii_uppercase());
    }
    all
}

fn structures() -> [(&'static str, usize, &'static [FieldLayout]); 9] {
    [
        ("QueryRequest", QueryRequest::SIZE, QueryRequest::FIELDS),
        ("CallbackHealthReport", CallbackHealthReport::SIZE, CallbackHealthReport::FIELDS),
        ("MinifilterStatus", MinifilterStatus::SIZE, MinifilterStatus::FIELDS),
        ("StartStreamRequest", StartStreamRequest::SIZE, StartStreamRequest::FIELDS),
        ("StartStreamResponse", StartStreamResponse::SIZE, StartStreamResponse::FIELDS),
        ("EventBatch", EventBatch::SIZE, EventBatch::FIELDS),
        ("Event", Event::SIZE, Event::FIELDS),
        ("StopStreamRequest", StopStreamRequest::SIZE, StopStreamRequest::FIELDS),
        ("StopStreamResponse", StopStreamResponse::SIZE, StopStreamResponse::FIELDS),
    ]
}

#[test]
fn ioc1_control_codes_are_the_layouts() {
    let file = layout();
    let expected: Vec<_> = list(&file["controlCodes"])
        .iter()
        .map(|entry| (text(&entry["name"]).to_owned(), hex(&entry["code"]) as u32))
        .collect();
    let own: Vec<_> = control_code::ALL.iter().map(|(name, code)| ((*name).to_owned(), *code)).collect();
    assert_eq!(own, expected);
    assert_eq!(u64::from(control_code::DEVICE_TYPE), hex(&file["device"]["deviceType"]));
    assert_eq!(u64::from(limits::ABI_VERSION), number(&file["abiVersion"]));
}

#[test]
fn ioc6_structures_are_the_layouts() {
    let file = layout();
    let expected = list(&file["structs"]);
    assert_eq!(structures().len(), expected.len());
    for ((name, size, fields), entry) in structures().into_iter().zip(expected) {
        assert_eq!(name, text(&entry["name"]));
        assert_eq!(size as u64, number(&entry["size"]), "{name}");
        assert_eq!(align_of(fields, entry), number(&entry["align"]) as usize, "{name}");
        assert_eq!(fields.len(), list(&entry["fields"]).len(), "{name}");
        for (field, expected) in fields.iter().zip(list(&entry["fields"])) {
            assert_field(name, field, expected);
        }
    }
}

/// The strictest field's, or what follows'.
fn align_of(fields: &[FieldLayout], entry: &Value) -> usize {
    let followed_by = entry.get("followedBy").map_or("", text);
    let following = structures().into_iter().filter(|(name, ..)| *name == followed_by).flat_map(|(.., fields)| fields);
    fields.iter().chain(following).map(|field| field.align).max().unwrap()
}

fn assert_field(structure: &str, field: &FieldLayout, expected: &Value) {
    // `type` is a word of the language
    let own_name = if field.name == "event_type" { "type" } else { field.name };
    let place = format!("{structure}.{own_name}");
    assert_eq!(own_name, text(&expected["name"]), "{structure}");
    assert_eq!(field.offset as u64, number(&expected["offset"]), "{place}");
    assert_eq!(field.type_name, text(&expected["type"]), "{place}");
    let fixed = match (&expected["zero"], &expected["equals"]) {
        (Value::Bool(true), _) => Some(0),
        (_, Value::Number(equals)) => equals.as_u64(),
        _ => None,
    };
    assert_eq!(field.fixed, fixed, "{place}");
}

#[test]
fn exported_offsets_are_the_fields() {
    let offset = |fields: &[FieldLayout], name| fields.iter().find(|field| field.name == name).unwrap().offset;
    assert_eq!(wire::event::SIZE_OFFSET, offset(Event::FIELDS, "size"));
    assert_eq!(wire::event::SEQUENCE_OFFSET, offset(Event::FIELDS, "sequence"));
    assert_eq!(StartStreamRequest::TOKEN_OFFSET, offset(StartStreamRequest::FIELDS, "token"));
}

fn values<'a, T: Copy + std::fmt::Debug + 'a>(all: &'a [T], number: impl Fn(T) -> u64) -> Vec<(String, u64)> {
    all.iter().map(|value| (screaming(&format!("{value:?}")), number(*value))).collect()
}

#[test]
fn enumerations_are_the_layouts() {
    let own = [
        ("CallbackHealth", values(CallbackHealth::ALL, |value| value.number().into())),
        ("FilterStatus", values(FilterStatus::ALL, |value| value.number().into())),
        ("ProtectionMode", values(ProtectionMode::ALL, |value| value.number().into())),
        ("RegistryApi", values(RegistryApi::ALL, |value| value.number().into())),
        ("EventType", values(EventType::ALL, |value| value.number().into())),
        ("EventFlag", enums::event_flag::ALL.map(|(name, bit)| (name.to_owned(), bit.into())).to_vec()),
        ("EventMask", enums::event_mask::ALL.map(|(name, bit)| (name.to_owned(), bit.into())).to_vec()),
    ];
    let file = layout();
    let expected = list(&file["enums"]);
    assert_eq!(own.len(), expected.len());
    for ((name, mut values), entry) in own.into_iter().zip(expected) {
        assert_eq!(name, text(&entry["name"]));
        let mut expected: Vec<_> =
            entry["values"].as_object().unwrap().iter().map(|(k, v)| (k.clone(), number(v))).collect();
        expected.sort();
        values.sort();
        assert_eq!(values, expected, "{name}");
    }
}

#[test]
fn str1_each_type_has_the_layouts_mask_bit() {
    let file = layout();
    let masks = file["eventMaskOfType"].as_object().unwrap();
    assert_eq!(masks.len(), EventType::ALL.len());
    for event_type in EventType::ALL {
        let name = text(&masks[&screaming(&format!("{event_type:?}"))]);
        let (_, bit) = enums::event_mask::ALL.into_iter().find(|(own, _)| *own == name).unwrap();
        assert_eq!(event_type.mask(), bit, "{event_type:?}");
    }
}

#[test]
fn limits_are_the_layouts() {
    let file = layout();
    let expected: Vec<_> =
        list(&file["limits"]).iter().map(|entry| (text(&entry["name"]).to_owned(), number(&entry["value"]))).collect();
    let own: Vec<_> = limits::ALL.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect();
    assert_eq!(own, expected);
}

#[test]
fn statuses_are_windows_own() {
    let file = json("tables/ntstatus.json");
    for (name, status) in wire::status::ALL {
        let entry = list(&file["statuses"]).iter().find(|entry| format!("STATUS_{}", text(&entry["name"])) == *name);
        let entry = entry.unwrap_or_else(|| panic!("{name} is not in the table"));
        assert_eq!(*status as u32, hex(&entry["value"]) as u32, "{name}");
    }
}
