//! Reads the bytes of policy values (POL-2): whatever they hold, what can be used is used, and nothing outside of them is
//! looked at.

use crate::text::Text;
use crate::upcase::Upcase;

/// REG_DWORD.
pub const REG_DWORD: u32 = 4;

/// REG_MULTI_SZ.
pub const REG_MULTI_SZ: u32 = 7;

/// Entries of a value that count; later ones are ignored.
pub const MAX_ENTRIES: usize = 256;

/// UTF-16 units of an entry; a longer one is ignored alone.
pub const MAX_ENTRY_UNITS: usize = 1024;

/// Bytes of a value; a larger one counts as missing, so it needn't be read.
pub const MAX_VALUE_BYTES: usize = 1 << 20;

const BACKSLASH: u16 = b'\\' as u16;
const SLASH: u16 = b'/' as u16;
const KEY_ROOT: &str = "\\REGISTRY\\";

/// A registry value as it was read: its type and all of its bytes.
#[derive(Clone, Copy, Debug)]
pub struct PolicyValue<'v> {
    /// REG_MULTI_SZ and so on.
    pub kind: u32,
    /// All bytes.
    pub data: &'v [u8],
}

impl<'v> PolicyValue<'v> {
    /// Strings that count as entries or as ignored ones; `None` for a value that counts as missing.
    #[must_use]
    pub fn strings(self) -> Option<Strings<'v>> {
        let usable = self.kind == REG_MULTI_SZ && self.data.len() <= MAX_VALUE_BYTES;
        usable.then_some(Strings { rest: Text::utf16le(self.data), left: MAX_ENTRIES })
    }

    /// A REG_DWORD; `None` for one of another size or type.
    #[must_use]
    pub fn number(self) -> Option<u32> {
        let bytes: [u8; 4] = self.data.try_into().ok()?;
        (self.kind == REG_DWORD).then_some(u32::from_le_bytes(bytes))
    }
}

/// The first 256 strings of a REG_MULTI_SZ, up to an empty one or the end of the data.
#[derive(Clone, Debug)]
pub struct Strings<'v> {
    rest: Text<'v>,
    left: usize,
}

impl<'v> Iterator for Strings<'v> {
    type Item = Text<'v>;

    fn next(&mut self) -> Option<Text<'v>> {
        self.left = self.left.checked_sub(1)?;
        let (string, rest) = self.rest.split_before(|unit| unit == 0);
        if string.is_empty() {
            self.left = 0;
            return None;
        }
        (_, self.rest) = rest.split(1);
        Some(string)
    }
}

/// Whether a string can be an entry: a path that begins with a backslash, not too long.
#[must_use]
pub fn is_entry(string: Text<'_>) -> bool {
    string.len() <= MAX_ENTRY_UNITS
        && string.units().next() == Some(BACKSLASH)
        && string.units().all(|unit| unit != SLASH)
}

/// Whether a string can be an entry of a list of keys; case apart, as keys have no case.
#[must_use]
pub fn is_key_entry(upcase: Upcase<'_>, string: Text<'_>) -> bool {
    is_entry(string) && string.begins_with(upcase, KEY_ROOT)
}
