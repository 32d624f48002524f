//! The driver's decisions that need no kernel: validation, streams, matching, policy, altitudes, latches.
#![no_std]
#![forbid(unsafe_code)]
