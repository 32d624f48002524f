//! Slots of streams that are being closed, which no single thread sees in the whole driver.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use edr_core::event_stream::StreamGrant;
use edr_core::stream_table::{slots_of, SessionId, StreamSession, StreamTable};
use wire::{status, NtStatus, Token};

fn grant(number: u8) -> StreamGrant {
    StreamGrant { token: Token([number; 16]), event_mask: 1 << (number % 7), queue_bytes: 16_384 }
}

fn session(id: u64) -> StreamSession {
    StreamSession::new(SessionId(id))
}

/// Reserves and fills, as the driver does; what can't be filled is freed.
fn insert(table: &mut StreamTable, session: &StreamSession, grant: StreamGrant) -> Result<usize, NtStatus> {
    let slot = table.reserve(Some(session), grant.queue_bytes)?;
    let filled = table.fill(slot, Some(session), grant);
    filled.inspect_err(|_| table.free(slot)).map(|()| slot)
}

/// STR-10: of several that stop a stream, one alone gets it; until its slot is free, nothing else lies there.
#[test]
fn str10_closing_stream_is_found_by_nobody_and_keeps_its_slot() {
    let mut table = StreamTable::new();
    let owner = session(1);
    let slot = insert(&mut table, &owner, grant(1)).unwrap();
    assert_eq!(table.find(Some(&owner), grant(1).token), Ok(slot));
    assert_eq!(table.remove(Some(&owner), grant(1).token), Ok(slot));
    assert_eq!(table.remove(Some(&owner), grant(1).token), Err(status::NOT_FOUND));
    assert_eq!(table.find(Some(&owner), grant(1).token), Err(status::NOT_FOUND));
    assert_eq!(table.remove_of(SessionId(1)), None);
    assert_eq!((table.active(), table.interest()), (0, 0));
    // a live stream's receives may still carry the token (STR-2)
    assert_eq!(insert(&mut table, &owner, grant(1)), Err(status::OBJECT_NAME_COLLISION));
    let other = insert(&mut table, &owner, grant(2)).unwrap();
    assert_ne!(other, slot);
    table.free(slot);
    assert_eq!(insert(&mut table, &owner, grant(1)), Ok(slot));
}

/// STR-15: the end of a session takes its streams and no others, each once.
#[test]
fn str15_ended_session_gives_up_its_streams_one_by_one() {
    let mut table = StreamTable::new();
    let (mut ending, staying) = (session(1), session(2));
    let own: Vec<_> = (0..3).map(|number| insert(&mut table, &ending, grant(number)).unwrap()).collect();
    let others = insert(&mut table, &staying, grant(9)).unwrap();
    table.end_session(&mut ending);
    assert!(ending.has_ended());
    let mut taken: Vec<_> = std::iter::from_fn(|| table.remove_of(SessionId(1))).collect();
    taken.sort_unstable();
    assert_eq!(taken, own);
    assert_eq!(insert(&mut table, &ending, grant(5)), Err(status::FILE_CLOSED));
    assert_eq!(table.find(Some(&staying), grant(9).token), Ok(others));
    assert_eq!(table.remove_any(), Some(others));
    assert_eq!(table.remove_any(), None);
}

/// STR-3: a stream counts until its slot is free; what is refused uses up nothing.
#[test]
fn str3_closing_streams_count_and_refused_ones_do_not() {
    let mut table = StreamTable::new();
    let owner = session(1);
    let slots: Vec<_> = (0..8).map(|number| insert(&mut table, &owner, grant(number)).unwrap()).collect();
    (0..100).for_each(|_| assert_eq!(insert(&mut table, &owner, grant(50)), Err(status::INSUFFICIENT_RESOURCES)));
    let slot = table.remove(Some(&owner), grant(3).token).unwrap();
    assert_eq!(insert(&mut table, &owner, grant(50)), Err(status::INSUFFICIENT_RESOURCES));
    table.free(slot);
    table.free(64);
    assert_eq!(insert(&mut table, &owner, grant(50)), Ok(slots[3]));
}

/// STR-3: what is being opened counts from before there is memory for it until that is gone again, so that no number of threads
/// can hold more than the driver may take.
#[test]
fn str3_reserved_streams_count_and_are_found_by_nobody() {
    let mut table = StreamTable::new();
    let owner = session(1);
    let slot = table.reserve(Some(&owner), 4 << 20).unwrap();
    assert_eq!((table.active(), table.interest(), table.takers(127)), (0, 0, 0));
    assert_eq!((table.remove_any(), table.remove_of(SessionId(1))), (None, None));
    (1..16).for_each(|number| assert!(table.reserve(Some(&session(number / 8 + 2)), 4 << 20).is_ok()));
    assert_eq!(table.reserve(Some(&session(9)), 16_384), Err(status::INSUFFICIENT_RESOURCES), "64 MiB in all");
    assert_eq!(table.fill(slot, Some(&owner), grant(1)), Ok(()));
    assert_eq!((table.active(), table.find(Some(&owner), grant(1).token)), (1, Ok(slot)));
    assert_eq!(table.reserve(Some(&session(9)), 16_384), Err(status::INSUFFICIENT_RESOURCES));
    assert_eq!(table.remove(Some(&owner), grant(1).token), Ok(slot));
    table.free(slot);
    assert_eq!(table.reserve(Some(&session(9)), 4 << 20), Ok(slot));
}

/// STR-15: a session that ends while one of its streams is made gets no stream; its slot is the maker's to free.
#[test]
fn str15_stream_of_a_session_that_has_ended_meanwhile_is_not_opened() {
    let mut table = StreamTable::new();
    let mut owner = session(1);
    let slot = table.reserve(Some(&owner), 16_384).unwrap();
    table.end_session(&mut owner);
    assert_eq!(table.remove_of(SessionId(1)), None);
    assert_eq!(table.fill(slot, Some(&owner), grant(1)), Err(status::FILE_CLOSED));
    table.free(slot);
    assert_eq!(insert(&mut table, &session(2), grant(1)), Ok(slot));
}

/// STR-2: a token in use leaves the slot reserved for the next draw.
#[test]
fn str2_collision_keeps_the_reservation() {
    let mut table = StreamTable::new();
    let owner = session(1);
    insert(&mut table, &owner, grant(1)).unwrap();
    let slot = table.reserve(Some(&owner), 16_384).unwrap();
    assert_eq!(table.fill(slot, Some(&owner), grant(1)), Err(status::OBJECT_NAME_COLLISION));
    assert_eq!(table.fill(slot, Some(&owner), grant(2)), Ok(()));
    assert_eq!(table.find(Some(&owner), grant(2).token), Ok(slot));
}

/// STR-15 comes before STR-3: a handle that was closed is told so, whatever the limits say.
#[test]
fn str15_closed_handle_is_told_before_limits_are() {
    let mut table = StreamTable::new();
    for number in 0..64 {
        insert(&mut table, &session(u64::from(number / 8)), grant(number)).unwrap();
    }
    let mut ended = session(99);
    assert_eq!(table.reserve(Some(&ended), 16_384), Err(status::INSUFFICIENT_RESOURCES));
    table.end_session(&mut ended);
    assert_eq!(table.reserve(Some(&ended), 16_384), Err(status::FILE_CLOSED));
    assert_eq!(table.reserve(None, 16_384), Err(status::FILE_CLOSED));
}

/// STR-7, STR-12: the slots that a publisher visits are those of the open streams with the type, in any mixture.
#[test]
fn str12_takers_are_the_slots_of_open_streams_with_the_type() {
    let mut table = StreamTable::new();
    let slots: Vec<_> =
        (0..64).map(|number| insert(&mut table, &session(u64::from(number / 8)), grant(number)).unwrap()).collect();
    for number in [3u8, 10, 63] {
        table.remove(Some(&session(u64::from(number / 8))), grant(number).token).unwrap();
    }
    table.free(slots[10]);
    for bit in 0..7 {
        let expected: Vec<_> = (0..64u8)
            .filter(|number| number % 7 == bit && ![3, 10, 63].contains(number))
            .map(|number| slots[usize::from(number)])
            .collect();
        assert_eq!(slots_of(table.takers(1 << bit)).collect::<Vec<_>>(), expected, "{bit}");
    }
    assert_eq!(table.takers(1 << 7), 0);
    assert_eq!(slots_of(u64::MAX).collect::<Vec<_>>(), (0..64).collect::<Vec<_>>());
    assert_eq!(slots_of(0).count(), 0);
}
