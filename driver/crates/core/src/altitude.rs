//! Altitudes as decimal numbers of any length, compared exactly (ALT-4).
//!
//! Source: Microsoft, "FltCompareInstanceAltitudes": one or more digits and at most one period; leading and trailing zeros
//! don't count.

use core::cmp::Ordering;

const PERIOD: u16 = b'.' as u16;
const ZERO: u16 = b'0' as u16;

/// Digits before and behind the period, without the zeros that don't count.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Altitude<'t> {
    whole: &'t [u16],
    fraction: &'t [u16],
}

impl<'t> Altitude<'t> {
    /// Reads an altitude; `None` if the text is none: empty, a period alone, a sign, an exponent, white space.
    #[must_use]
    pub fn parse(text: &'t [u16]) -> Option<Self> {
        let mut parts = text.split(|&unit| unit == PERIOD);
        let whole = parts.next()?;
        let fraction = parts.next().unwrap_or(&[]);
        let is_number = parts.next().is_none() && (!whole.is_empty() || !fraction.is_empty());
        let mut digits = whole.iter().chain(fraction);
        (is_number && digits.all(|unit| matches!(unit, 0x30..=0x39)))
            .then_some(Self { whole: without_leading_zeros(whole), fraction: without_trailing_zeros(fraction) })
    }
}

impl Ord for Altitude<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_length = self.whole.len().cmp(&other.whole.len());
        by_length.then_with(|| self.whole.cmp(other.whole)).then_with(|| self.fraction.cmp(other.fraction))
    }
}

impl PartialOrd for Altitude<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn without_leading_zeros(mut digits: &[u16]) -> &[u16] {
    while let [ZERO, rest @ ..] = digits {
        digits = rest;
    }
    digits
}

fn without_trailing_zeros(mut digits: &[u16]) -> &[u16] {
    while let [rest @ .., ZERO] = digits {
        digits = rest;
    }
    digits
}
