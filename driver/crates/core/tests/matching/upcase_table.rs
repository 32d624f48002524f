//! `tables/upcase.json` (FIL-2), and the rule that the driver puts on top of the system's table.

use crate::builders::{upcase, utf16};
use edr_core::upcase::Upcase;
use edr_fixtures::{json, upcase_table};

#[test]
fn should_give_the_committed_upper_case_of_every_unit() {
    let table = upcase_table();
    assert_eq!(json("tables/upcase.json")["entries"], table.len());
    for unit in 0..=u16::MAX {
        assert_eq!(upcase().upper(unit), table[usize::from(unit)], "{unit:04X}");
        assert_eq!(upcase().upper(upcase().upper(unit)), upcase().upper(unit), "{unit:04X}");
    }
}

#[test]
fn should_keep_ascii_apart_and_surrogates_as_they_are_whatever_the_system_says() {
    let mut memory = vec![0; 0x1_0000];
    let system = |unit: u16| match unit {
        0x0073 => 0x017F,
        0x61..=0x7A => unit - 0x20,
        0x017F => 0x53, // long s, whose upper case is an S
        0xD800..=0xDFFF => 0xE000,
        0x00E0 => 0x00C0,
        _ => unit,
    };
    let filled = Upcase::fill(&mut memory, system).unwrap();
    assert_eq!(filled.upper(0x61), 0x41);
    assert_eq!(filled.upper(0x017F), 0x017F);
    assert_eq!(filled.upper(0x0073), 0x0073);
    assert_eq!(filled.upper(0xD800), 0xD800);
    assert_eq!(filled.upper(0xDFFF), 0xDFFF);
    assert_eq!(filled.upper(0x00E0), 0x00C0);
    assert_eq!(filled.upper(0xFFFF), 0xFFFF);
}

#[test]
fn should_refuse_a_table_of_another_length() {
    assert!(Upcase::fill(&mut vec![0; 0xFFFF], |unit| unit).is_none());
    assert!(Upcase::fill(&mut vec![0; 0x1_0001], |unit| unit).is_none());
}

#[test]
fn should_compare_whole_texts_and_beginnings() {
    assert!(upcase().equal(&utf16("Ärger"), &utf16("äRGER")));
    assert!(!upcase().equal(&utf16("a"), &utf16("ab")));
    assert_eq!(upcase().strip_prefix(&utf16("abC"), &utf16("AB")), Some(&utf16("C")[..]));
    assert_eq!(upcase().strip_prefix(&utf16("a"), &utf16("AB")), None);
    assert_eq!(upcase().strip_prefix(&utf16("ax"), &utf16("AB")), None);
}
