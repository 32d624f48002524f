//! The minifilter driver edr-windows-km.sys. README.md beside the workspace draws how its parts fit together.
//!
//! `kernel` alone has unsafe code, but for the entry points in `driver_entry`; what needs no kernel is in `edr_core`.
#![cfg_attr(windows, no_std)]
#![cfg(windows)]
#![allow(dead_code)] // until the callbacks stand

mod device_dispatch;
mod device_security;
mod driver_entry;
mod driver_load;
mod driver_state;
mod driver_unload;
mod event_publisher;
mod health_query;
mod kernel;
mod minifilter_status_query;
mod open_files;
mod session;
mod stream_requests;
mod stream_slot;
mod stream_table;
mod token_source;
