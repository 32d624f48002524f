//! The driver's decisions that need no kernel: validation, streams, matching, policy, altitudes, latches.
#![no_std]
#![forbid(unsafe_code)]

pub mod batch_writer;
pub mod event_encoder;
pub mod event_fields;
pub mod event_queue;
pub mod event_stream;
pub mod health_monitor;
pub mod health_report;
pub mod latches;
pub mod load_outcome;
pub mod receive_queue;
pub mod request_checks;
pub mod stream_account;
pub mod stream_table;
pub mod token;
pub mod watched_callback;
