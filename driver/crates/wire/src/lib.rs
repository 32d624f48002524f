//! Codes and structures of the driver's interface as little-endian bytes (contract section 1).
#![no_std]
#![forbid(unsafe_code)]
