//! The hosted kernel: loads a Windows x64 driver image into this Linux process and runs it over simulated kernel services.
//!
//! A [`machine::Machine`] is one booted Windows as far as a driver can see it; many live side by side and share nothing. Each
//! module named after a kernel prefix (`ex`, `io`, `ob`, ...) holds the services of that prefix, with the semantics of Windows'
//! documents, and the objects behind them. `guest` runs driver code on a kernel stack of its own and comes back also where that
//! code faults; `verifier` judges what the driver does; `gate` fails calls and stops in the middle of them; `ffi` is what the
//! test suite calls.
//!
//! Shares layouts and constants with the driver (`kernel-abi`, held by C headers of other authors), never code.
#![cfg(all(target_os = "linux", target_arch = "x86_64"))]
#![allow(non_snake_case, non_upper_case_globals)]

#[macro_use]
pub mod service;

pub mod bcrypt;
pub mod cm;
pub mod ex;
pub mod ffi;
pub mod flt;
pub mod fs;
pub mod gate;
pub mod guest;
pub mod io;
pub mod ke;
pub mod loader;
pub mod locked;
pub mod machine;
pub mod mm;
pub mod ob;
pub mod profile;
pub mod ps;
pub mod rtl;
pub mod se;
pub mod text;
pub mod verifier;
pub mod zw;
