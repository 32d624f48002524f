//! `cases/altitudes.json`, all of it, and the statuses that end or go on with a search.

use crate::builders::utf16;
use core::cmp::Ordering;
use edr_core::altitude::Altitude;
use edr_core::altitude_search::{is_collision, FLT_INSTANCE_ALTITUDE_COLLISION};
use edr_fixtures::{case_text, cases, json, list, text};

#[test]
fn should_order_as_each_case_says() {
    for case in cases("cases/altitudes.json").cases {
        let left = case_text(&case["left"]);
        let left = Altitude::parse(&left);
        if case.get("invalid").is_some() {
            assert_eq!(left, None, "{case}");
            continue;
        }
        let right = case_text(&case["right"]);
        let (left, right) = (left.unwrap(), Altitude::parse(&right).unwrap());
        let order = if text(&case["order"]) == "equal" { Ordering::Equal } else { Ordering::Less };
        assert_eq!(left.cmp(&right), order, "{case}");
        assert_eq!(right.cmp(&left), order.reverse(), "{case}");
        assert_eq!(left == right, order == Ordering::Equal, "{case}");
    }
}

#[test]
fn should_take_for_a_collision_what_the_table_calls_one() {
    for status in list(&json("tables/ntstatus.json")["statuses"]) {
        let value = u32::from_str_radix(text(&status["value"]).trim_start_matches("0x"), 16).unwrap() as i32;
        let name = text(&status["name"]);
        assert_eq!(
            is_collision(value),
            ["FLT_INSTANCE_ALTITUDE_COLLISION", "OBJECT_NAME_COLLISION"].contains(&name),
            "{name}"
        );
        assert_eq!(value == FLT_INSTANCE_ALTITUDE_COLLISION, name == "FLT_INSTANCE_ALTITUDE_COLLISION");
    }
}

#[test]
fn should_read_what_was_written_with_spaces_as_no_altitude() {
    assert_eq!(Altitude::parse(&utf16(" 385000")), None);
}
