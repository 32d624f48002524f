//! Bcrypt: random numbers.

constants! {
    /// Flags of BCryptGenRandom, for the oracle.
    BCRYPT_FLAGS: u32;
    /// The system's generator; the algorithm handle is null.
    BCRYPT_USE_SYSTEM_PREFERRED_RNG = 2;
}
