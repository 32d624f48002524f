//! Names of keys: their components, and comparison without regard to case.

use crate::rtl::upcase;
use crate::text::Text;

const BACKSLASH: u16 = b'\\' as u16;

/// A name as keys are found by.
pub fn upcased(units: &[u16]) -> Text {
    Text::from(units.iter().map(|unit| upcase(*unit)).collect::<Vec<_>>())
}

/// Whether a name begins at the root of the object namespace.
pub fn is_absolute(name: &Text) -> bool {
    name.units().first() == Some(&BACKSLASH)
}

/// The components of a name, empty ones dropped.
pub fn components(name: &Text) -> Vec<Text> {
    name.units().split(|unit| *unit == BACKSLASH).filter(|part| !part.is_empty()).map(Text::of).collect()
}

/// Whether the object manager's look-up of an absolute name comes to the registry.
pub fn is_registry_name(name: &Text) -> bool {
    is_absolute(name) && components(name).first().is_some_and(|first| upcased(first.units()) == Text::from("REGISTRY"))
}

/// A path and components below it.
pub fn joined(head: &Text, rest: &[Text]) -> Text {
    let mut units = head.units().to_vec();
    for part in rest {
        units.push(BACKSLASH);
        units.extend_from_slice(part.units());
    }
    Text::from(units)
}

/// Whether a path is that of a key or of one below it, both in upper case.
pub fn is_at_or_below(path: &[u16], key: &[u16]) -> bool {
    path.strip_prefix(key).is_some_and(|rest| rest.first().is_none_or(|unit| *unit == BACKSLASH))
}
