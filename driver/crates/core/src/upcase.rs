//! Upper case of single UTF-16 units, by which all names are compared (FIL-2).

/// Entries of an upper-case table: one for each UTF-16 unit.
pub const UPCASE_ENTRIES: usize = 0x1_0000;

const ASCII_END: u16 = 0x80;

/// A filled upper-case table. Two units are equal when their upper case is (FIL-2).
///
/// The table is memory of the caller's, 128 KiB, as no table of the system's can be reached at DISPATCH_LEVEL for sure and
/// a call for each unit would cost more than the comparison.
#[derive(Clone, Copy)]
pub struct Upcase<'a>(&'a [u16; UPCASE_ENTRIES]);

impl<'a> Upcase<'a> {
    /// Fills `table` by what `system` gives for each unit (RtlUpcaseUnicodeChar in the driver), with the rule of FIL-2 on
    /// top: no ASCII unit ever equals a non-ASCII one, and surrogates stay as they are.
    ///
    /// `None` unless the table has [`UPCASE_ENTRIES`] units.
    pub fn fill(table: &'a mut [u16], mut system: impl FnMut(u16) -> u16) -> Option<Self> {
        let table: &'a mut [u16; UPCASE_ENTRIES] = table.try_into().ok()?;
        for (unit, entry) in (0..=u16::MAX).zip(table.iter_mut()) {
            let upper = system(unit);
            *entry = if keeps_to_ascii(unit, upper) && !is_surrogate(unit) { upper } else { unit };
        }
        Some(Self(table))
    }

    /// Upper case of a unit, itself where it has none.
    #[inline]
    #[must_use]
    pub fn upper(self, unit: u16) -> u16 {
        // never out of range: what stands behind unwrap_or is not compiled
        self.0.get(usize::from(unit)).copied().unwrap_or(unit)
    }

    /// Whether two texts are of the same length and equal unit by unit (FIL-2).
    #[must_use]
    pub fn equal(self, left: &[u16], right: &[u16]) -> bool {
        left.len() == right.len() && self.is_prefix(left, right)
    }

    /// What follows `prefix` in `text`; `None` where it begins otherwise (FIL-2).
    #[must_use]
    pub fn strip_prefix<'t>(self, text: &'t [u16], prefix: &[u16]) -> Option<&'t [u16]> {
        let (head, rest) = text.split_at_checked(prefix.len())?;
        self.is_prefix(head, prefix).then_some(rest)
    }

    fn is_prefix(self, left: &[u16], right: &[u16]) -> bool {
        left.iter().zip(right).all(|(&l, &r)| l == r || self.upper(l) == self.upper(r))
    }
}

const fn keeps_to_ascii(unit: u16, upper: u16) -> bool {
    (unit < ASCII_END) == (upper < ASCII_END)
}

const fn is_surrogate(unit: u16) -> bool {
    matches!(unit, 0xD800..=0xDFFF)
}
