//! Altitudes: decimal numbers of any length, compared exactly.
//!
//! Source: Microsoft, "FltCompareInstanceAltitudes function (fltkernel.h)": one or more digits and at most one period; leading and
//! trailing zeros do not count.

use std::cmp::Ordering;
use std::fmt;

use crate::text::Text;

const POINT: u16 = b'.' as u16;
const ZERO: u16 = b'0' as u16;
const NINE: u16 = b'9' as u16;

/// An altitude. `0385000` and `385000.0` are equal.
#[derive(Clone)]
pub struct Altitude {
    text: Text,
    whole: Vec<u16>,
    fraction: Vec<u16>,
}

impl Altitude {
    /// Reads one; `None` for what is none: nothing, a period alone, a sign, an exponent, white space.
    #[must_use]
    pub fn parse(text: &Text) -> Option<Self> {
        let units = text.units();
        let points = units.iter().filter(|unit| **unit == POINT).count();
        let fits = units.iter().all(|unit| *unit == POINT || (ZERO..=NINE).contains(unit));
        if !fits || points > 1 || units.len() == points {
            return None;
        }
        let point = units.iter().position(|unit| *unit == POINT).unwrap_or(units.len());
        let start = units[..point].iter().position(|unit| *unit != ZERO).unwrap_or(point);
        let digits = units.get(point + 1..).unwrap_or(&[]);
        let end = digits.iter().rposition(|unit| *unit != ZERO).map_or(0, |last| last + 1);
        Some(Self { text: text.clone(), whole: units[start..point].to_vec(), fraction: digits[..end].to_vec() })
    }
}

impl Ord for Altitude {
    fn cmp(&self, other: &Self) -> Ordering {
        let whole = self.whole.len().cmp(&other.whole.len()).then_with(|| self.whole.cmp(&other.whole));
        whole.then_with(|| self.fraction.cmp(&other.fraction))
    }
}

impl PartialOrd for Altitude {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Altitude {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Altitude {}

/// As it was written.
impl fmt::Display for Altitude {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

impl fmt::Debug for Altitude {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
