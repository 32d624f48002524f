//! Names of streams.

use crate::limits::TOKEN_BYTES;

/// A stream's name: 16 bytes in RFC 9562 order (STR-2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token(pub [u8; TOKEN_BYTES]);

impl Token {
    /// The token that asks START for a new stream (STR-1).
    pub const ZERO: Token = Token([0; TOKEN_BYTES]);

    /// Whether all bytes are 0.
    #[must_use]
    #[inline]
    pub fn is_zero(&self) -> bool {
        *self == Self::ZERO
    }

    /// Whether it is a version 4, variant 1 UUID, as every stream's is (STR-2).
    #[must_use]
    pub fn is_version_4(&self) -> bool {
        let [_, _, _, _, _, _, version, _, variant, ..] = self.0;
        version & 0xF0 == 0x40 && variant & 0xC0 == 0x80
    }
}
