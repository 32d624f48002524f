//! Codes and structures of the driver's interface as little-endian bytes (contract section 1).
//!
//! Structures are plain values; [`encode`](structs::QueryRequest::encode) gives their bytes and `decode` takes them,
//! strictly: what the contract fixes is checked. Nothing here allocates or can panic.
//!
//! IRQL: any. Clauses: IOC-1, IOC-6, IOC-11.
#![no_std]
#![forbid(unsafe_code)]

#[macro_use]
mod layout;

pub mod batch;
pub mod control_code;
pub mod enums;
pub mod event;
pub mod field;
pub mod limits;
pub mod status;
pub mod structs;
pub mod token;

pub use enums::{CallbackHealth, EventType, FilterStatus, ProtectionMode, RegistryApi};
pub use field::{Reason, Refusal};
pub use status::NtStatus;
pub use token::Token;
