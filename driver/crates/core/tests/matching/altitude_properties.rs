//! ALT-2 to ALT-5: the search, and comparison against numbers of a fixed width.

use crate::builders::{cases, utf16};
use edr_core::altitude::Altitude;
use edr_core::altitude_search::{
    candidates, search, AltitudeText, Attempt, Outcome, FIRST_ALTITUDE, FLT_INSTANCE_ALTITUDE_COLLISION,
};
use proptest::prelude::*;
use wire::status::{ACCESS_DENIED, OBJECT_NAME_COLLISION, SUCCESS};

#[test]
fn should_go_up_first_and_then_from_the_bottom() {
    let order: Vec<u32> = candidates(FIRST_ALTITUDE).collect();
    assert_eq!(order, (385_000..=389_999).chain(380_000..=384_999).collect::<Vec<_>>());
}

#[test]
fn should_end_where_it_collides_no_more() {
    let taken = [385_000, 385_001];
    let found = search(FIRST_ALTITUDE, |altitude| {
        Attempt::Tried(if taken.contains(&altitude) { OBJECT_NAME_COLLISION } else { SUCCESS })
    });
    assert_eq!(found, Outcome { status: SUCCESS, altitude: 385_002 });
}

#[test]
fn should_end_with_any_other_failure() {
    let ended = search(FIRST_ALTITUDE, |altitude| {
        Attempt::Tried(if altitude < 385_007 { FLT_INSTANCE_ALTITUDE_COLLISION } else { ACCESS_DENIED })
    });
    assert_eq!(ended, Outcome { status: ACCESS_DENIED, altitude: 385_007 });
}

#[test]
fn should_end_when_an_attempt_cant_be_prepared_even_by_a_collision() {
    let ended = search(389_999, |_| Attempt::prepared(|| OBJECT_NAME_COLLISION, || SUCCESS));
    assert_eq!(ended, Outcome { status: OBJECT_NAME_COLLISION, altitude: 389_999 });
    let found = search(389_999, |_| Attempt::prepared(|| SUCCESS, || SUCCESS));
    assert_eq!(found, Outcome { status: SUCCESS, altitude: 389_999 });
}

#[test]
fn should_say_that_all_are_taken_after_ten_thousand() {
    let mut tried = 0;
    let ended = search(383_000, |_| {
        tried += 1;
        Attempt::Tried(FLT_INSTANCE_ALTITUDE_COLLISION)
    });
    assert_eq!(tried, 10_000);
    assert_eq!(ended, Outcome { status: FLT_INSTANCE_ALTITUDE_COLLISION, altitude: 382_999 });
}

#[test]
fn should_begin_at_the_usual_one_when_told_of_none() {
    for none in [0, 379_999, 390_000, u32::MAX] {
        assert_eq!(candidates(none).next(), Some(385_000));
        assert_eq!(candidates(none).count(), 10_000);
    }
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn should_try_each_once_from_anywhere(first in 380_000_u32..390_000) {
        let order: Vec<u32> = candidates(first).collect();
        let expected: Vec<u32> = (0..10_000).map(|tried| 380_000 + (first - 380_000 + tried) % 10_000).collect();
        prop_assert_eq!(order, expected);
    }

    #[test]
    fn should_write_the_digits_of_an_altitude(altitude in 100_000_u32..1_000_000) {
        let text = AltitudeText::of(altitude);
        prop_assert_eq!(text.digits(), &utf16(&altitude.to_string())[..]);
        prop_assert_eq!(&text.terminated()[..], &utf16(&format!("{altitude}\0"))[..]);
    }
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn should_compare_as_numbers_of_a_fixed_width(left in "[0-9.]{0,6}", right in "0{0,3}[0-9]{0,2}\\.?[0-9]{0,3}") {
        let (left_units, right_units) = (utf16(&left), utf16(&right));
        let (left, right) = (number(&left), number(&right));
        prop_assert_eq!(Altitude::parse(&left_units).is_some(), left.is_some());
        prop_assert_eq!(Altitude::parse(&right_units).is_some(), right.is_some());
        if let (Some(left), Some(right)) = (left, right) {
            let order = Altitude::parse(&left_units).unwrap().cmp(&Altitude::parse(&right_units).unwrap());
            prop_assert_eq!(order, left.cmp(&right));
        }
    }
}

/// Digits before and behind the period in a fixed width, as one number.
fn number(text: &str) -> Option<u128> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = format!("{whole:0>10}{fraction:0<10}");
    (digits.bytes().all(|digit| digit.is_ascii_digit()) && whole.len() + fraction.len() > 0)
        .then(|| digits.parse().unwrap())
}
