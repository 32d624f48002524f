//! Makes tokens (STR-2).

use wire::limits::TOKEN_BYTES;
use wire::Token;

use crate::kernel::random;

/// A new token, or `None` if the system's generator failed. IRQL: PASSIVE_LEVEL.
pub fn next() -> Option<Token> {
    let mut bytes = [0; TOKEN_BYTES];
    random::fill(&mut bytes).ok()?;
    Some(edr_core::token::from_random(bytes))
}
