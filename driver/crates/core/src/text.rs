//! Texts that are still bytes: entries of policy values and of the defaults, read while tables are built.

use crate::components::SEPARATOR;
use crate::upcase::Upcase;

/// UTF-16 units of bytes, one or two bytes each. Two bytes are little-endian; an odd last one is ignored (POL-2).
#[derive(Clone, Copy, Debug)]
pub struct Text<'t> {
    bytes: &'t [u8],
    wide: bool,
}

impl<'t> Text<'t> {
    /// A text in ASCII.
    #[must_use]
    pub const fn ascii(text: &'t str) -> Self {
        Self { bytes: text.as_bytes(), wide: false }
    }

    /// A text in UTF-16LE.
    #[must_use]
    pub const fn utf16le(bytes: &'t [u8]) -> Self {
        Self { bytes, wide: true }
    }

    /// Number of these texts, and of their units in all; `None` where no number is enough.
    pub(crate) fn measure(texts: impl Iterator<Item = Self>) -> Option<(usize, usize)> {
        let mut count = 0_usize;
        let mut units = 0_usize;
        for text in texts {
            count = count.checked_add(1)?;
            units = units.checked_add(text.len())?;
        }
        Some((count, units))
    }

    /// Units, in their order.
    #[must_use]
    pub fn units(self) -> Units<'t> {
        Units { bytes: self.bytes.iter(), wide: self.wide }
    }

    /// Number of units.
    #[must_use]
    pub const fn len(self) -> usize {
        if self.wide {
            self.bytes.len() >> 1
        } else {
            self.bytes.len()
        }
    }

    /// Whether it has no unit.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The first units and those behind them; no more than there are.
    pub(crate) fn split(self, units: usize) -> (Self, Self) {
        let bytes = if self.wide { units.saturating_mul(2) } else { units };
        let (head, tail) = self.bytes.split_at_checked(bytes).unwrap_or((self.bytes, &[]));
        (Self { bytes: head, ..self }, Self { bytes: tail, ..self })
    }

    /// Units before the first one that `stop` is true of, and those from it on.
    pub(crate) fn split_before(self, stop: impl Fn(u16) -> bool) -> (Self, Self) {
        let mut ahead = 0_usize;
        for unit in self.units() {
            if stop(unit) {
                break;
            }
            ahead = ahead.saturating_add(1);
        }
        self.split(ahead)
    }

    /// Components, empty ones dropped (REG-7).
    pub(crate) fn components(self) -> TextComponents<'t> {
        TextComponents { rest: self }
    }

    /// Whether it begins with `upper`, which is in upper case (FIL-2).
    pub(crate) fn begins_with(self, upcase: Upcase<'_>, upper: &str) -> bool {
        let mut units = self.units();
        Text::ascii(upper).units().all(|unit| units.next().is_some_and(|own| upcase.upper(own) == unit))
    }

    /// Whether both are of the same length and equal unit by unit (FIL-2).
    pub(crate) fn equals(self, upcase: Upcase<'_>, other: Text<'_>) -> bool {
        self.len() == other.len()
            && self.units().zip(other.units()).all(|(own, unit)| upcase.upper(own) == upcase.upper(unit))
    }
}

/// Units of a [`Text`].
#[derive(Clone, Debug)]
pub struct Units<'t> {
    bytes: core::slice::Iter<'t, u8>,
    wide: bool,
}

impl Iterator for Units<'_> {
    type Item = u16;

    #[inline]
    fn next(&mut self) -> Option<u16> {
        let low = *self.bytes.next()?;
        let high = if self.wide { *self.bytes.next()? } else { 0 };
        Some(u16::from_le_bytes([low, high]))
    }
}

/// Components of a [`Text`].
#[derive(Clone, Debug)]
pub(crate) struct TextComponents<'t> {
    rest: Text<'t>,
}

impl<'t> Iterator for TextComponents<'t> {
    type Item = Text<'t>;

    fn next(&mut self) -> Option<Text<'t>> {
        let (_, start) = self.rest.split_before(|unit| unit != SEPARATOR);
        let (component, rest) = start.split_before(|unit| unit == SEPARATOR);
        self.rest = rest;
        (!component.is_empty()).then_some(component)
    }
}
