//! Counted UTF-16 strings.

use core::marker::PhantomData;
use core::slice;

use kernel_abi::UNICODE_STRING;

/// The UTF-16 units of an ASCII literal, as an array in the image.
macro_rules! utf16 {
    ($text:literal) => {
        const { $crate::kernel::unicode::ascii_units::<{ $text.len() }>($text) }
    };
}
pub(crate) use utf16;

/// For [`utf16!`].
pub const fn ascii_units<const N: usize>(text: &str) -> [u16; N] {
    let bytes = text.as_bytes();
    let mut units = [0; N];
    let mut index = 0;
    #[allow(clippy::indexing_slicing)] // evaluated by the compiler only
    while index < N {
        assert!(bytes[index].is_ascii());
        units[index] = bytes[index] as u16;
        index += 1;
    }
    units
}

/// A UNICODE_STRING that borrows its units.
#[repr(transparent)]
pub struct UnicodeString<'a> {
    raw: UNICODE_STRING,
    units: PhantomData<&'a [u16]>,
}

impl<'a> UnicodeString<'a> {
    /// Borrows up to 32,767 units; what is longer is cut.
    pub fn new(units: &'a [u16]) -> Self {
        let bytes = u16::try_from(units.len().saturating_mul(2)).unwrap_or(u16::MAX - 1);
        let raw = UNICODE_STRING { Length: bytes, MaximumLength: bytes, Buffer: units.as_ptr().cast_mut() };
        Self { raw, units: PhantomData }
    }

    /// For calls that read the string.
    pub fn as_ptr(&self) -> *const UNICODE_STRING {
        &raw const self.raw
    }

    /// For calls that read the string although their declaration doesn't say so.
    pub fn as_mut_ptr(&self) -> *mut UNICODE_STRING {
        self.as_ptr().cast_mut()
    }
}

/// The units of a string that the kernel gave; none for null. An odd last byte is ignored (EVT-1).
///
/// # Safety
/// The pointer is null or points to a valid string that stays as it is for the life that the caller chooses.
pub unsafe fn units_of<'a>(string: *const UNICODE_STRING) -> &'a [u16] {
    // SAFETY: null or valid, as the caller says.
    let Some(string) = (unsafe { string.as_ref() }) else { return &[] };
    if string.Buffer.is_null() {
        return &[];
    }
    // SAFETY: a valid string has Length bytes at Buffer.
    unsafe { slice::from_raw_parts(string.Buffer, usize::from(string.Length / 2)) }
}
