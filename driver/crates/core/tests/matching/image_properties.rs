//! PRC-3 against an oracle that joins and compares whole texts.

use crate::builders::{cases, utf16, with_images};
use crate::file_properties::folded;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

fn volume() -> impl Strategy<Value = &'static str> {
    select(vec!["\\Device\\HarddiskVolume3", "\\device\\HARDDISKVOLUME3", "\\Device\\HarddiskVolume33", "", "\\Ä"])
}

fn entry() -> impl Strategy<Value = String> {
    let parts = vec!["\\", "a", "A", "ä", "Ä", ".exe", "\\\\", "3", "\\Windows", "\\windows", " "];
    vec(select(parts), 0..5).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn should_match_whole_paths_on_the_system_volume(
        entries in vec(entry(), 0..6), system in volume(), other in volume(), file in entry(),
    ) {
        let units: Vec<Vec<u16>> = entries.iter().map(|entry| utf16(entry)).collect();
        let image = utf16(&format!("{other}{file}"));
        let system = utf16(system);
        let whole = |entry: &Vec<u16>| folded(&[&system[..], entry].concat()) == folded(&image);
        with_images(&units, |images| {
            prop_assert_eq!(images.matches(Some(&system), &image), units.iter().any(whole));
            prop_assert!(!images.matches(None, &image));
            prop_assert_eq!(images.is_empty(), units.is_empty());
            Ok(())
        })?;
    }
}
