//! Makes tokens of random bytes (STR-2).

use wire::limits::TOKEN_BYTES;
use wire::Token;

/// A version 4, variant 1 UUID of 16 bytes from the system's cryptographic generator (RFC 9562, in its byte order): 122
/// bits stay random.
#[must_use]
pub fn from_random(random: [u8; TOKEN_BYTES]) -> Token {
    let [a, b, c, d, e, f, version, g, variant, rest @ ..] = random;
    let [h, i, j, k, l, m, n] = rest;
    Token([a, b, c, d, e, f, version & 0x0F | 0x40, g, variant & 0x3F | 0x80, h, i, j, k, l, m, n])
}
