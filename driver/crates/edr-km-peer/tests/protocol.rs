//! The second driver's requests and answers, on the building machine.

#[allow(dead_code, reason = "the driver uses all of it")]
#[path = "../src/protocol.rs"]
mod protocol;

use protocol::{Answer, FilterKind, Request};

fn request(text: &[u8], text2: &[u8], data: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for word in [1_u32, 7, 8, 9] {
        bytes.extend(word.to_le_bytes());
    }
    bytes.extend((text.len() as u16).to_le_bytes());
    bytes.extend((text2.len() as u16).to_le_bytes());
    bytes.extend((data.len() as u32).to_le_bytes());
    bytes.extend([text, text2, data].concat());
    bytes
}

#[test]
fn a_request_is_read_as_it_was_written() {
    let bytes = request(b"a\0b\0", b"c\0", b"123");
    let read = Request::parse(&bytes).unwrap();
    assert_eq!((read.id, read.first, read.second), (7, 8, 9));
    assert_eq!((read.text, read.text2, read.data), (&b"a\0b\0"[..], &b"c\0"[..], &b"123"[..]));
}

#[test]
fn a_request_that_is_cut_or_longer_or_of_another_version_is_refused() {
    let bytes = request(b"a\0b\0", b"c\0", b"123");
    for length in 0..bytes.len() {
        assert!(Request::parse(&bytes[..length]).is_none(), "{length} bytes");
    }
    assert!(Request::parse(&[&bytes[..], &[0]].concat()).is_none());
    let mut newer = bytes.clone();
    newer[0] = 2;
    assert!(Request::parse(&newer).is_none());
}

#[test]
fn a_text_of_half_units_or_too_long_is_refused() {
    assert!(Request::parse(&request(b"a", b"", b"")).is_none());
    assert!(Request::parse(&request(b"", b"abc", b"")).is_none());
    assert!(Request::parse(&request(&[b'a'; protocol::MAX_TEXT], b"", b"")).is_some());
    assert!(Request::parse(&request(&[b'a'; protocol::MAX_TEXT + 2], b"", b"")).is_none());
}

#[test]
fn an_answer_begins_with_its_four_numbers() {
    let answer = Answer { status: -1, id: 2, number: 3, data_bytes: 4 };
    assert_eq!(answer.head(), [255, 255, 255, 255, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0]);
}

#[test]
fn codes_are_those_of_the_second_drivers_device_and_buffered() {
    assert_eq!(protocol::REGISTER_FILTER, 0x8001_2000);
    assert_eq!(protocol::OPEN_KEY, 0x8001_20D8);
    assert_eq!(FilterKind::of(5), Some(FilterKind::EndCleanups));
    assert_eq!(FilterKind::of(6), None);
}
