//! UTF-16 text as Windows counts it: any unit may occur, also half of a pair.

use std::fmt;
use std::sync::Arc;

use kernel_abi::UNICODE_STRING;

/// UTF-16 text of any units. Cheap to copy.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Text(Arc<[u16]>);

impl Text {
    /// Of units.
    pub fn of(units: &[u16]) -> Self {
        Self(units.into())
    }

    /// The units.
    #[must_use]
    pub fn units(&self) -> &[u16] {
        &self.0
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Number of units.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Reads a driver's string; a null pointer is `None`. A bad pointer faults in the driver's name.
    pub fn read(string: *const UNICODE_STRING) -> Option<Self> {
        if string.is_null() {
            return None;
        }
        let string = unsafe { string.read_unaligned() };
        let units = usize::from(string.Length) / 2;
        if units == 0 {
            return Some(Self::of(&[]));
        }
        let read = (0..units).map(|at| unsafe { string.Buffer.add(at).read_unaligned() }).collect::<Vec<_>>();
        Some(Self(read.into()))
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.encode_utf16().collect())
    }
}

impl From<Vec<u16>> for Text {
    fn from(units: Vec<u16>) -> Self {
        Self(units.into())
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf16_lossy(&self.0))
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", String::from_utf16_lossy(&self.0))
    }
}
