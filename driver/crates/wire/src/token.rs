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
}
