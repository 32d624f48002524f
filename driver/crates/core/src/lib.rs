//! The driver's decisions that need no kernel: validation, streams, matching, policy, altitudes, latches.
#![no_std]
#![forbid(unsafe_code)]

pub mod access_mask;
pub mod altitude;
pub mod altitude_search;
pub mod arena;
pub mod batch_writer;
pub mod components;
mod control_sets;
pub mod device_path;
pub mod device_security;
mod directory_tree;
mod entry_set;
pub mod event_encoder;
pub mod event_fields;
pub mod event_names;
pub mod event_queue;
pub mod event_stream;
pub mod handled_events;
pub mod health_monitor;
pub mod health_report;
pub mod image_match;
pub mod key_match;
pub mod key_policy;
mod key_tree;
pub mod latches;
pub mod load_outcome;
pub mod open_files;
mod opened_name;
pub mod path_match;
pub mod policy;
pub mod policy_builder;
pub mod policy_defaults;
pub mod policy_parser;
pub mod process_toggle;
pub mod receive_queue;
pub mod request_checks;
mod step_table;
pub mod stream_account;
pub mod stream_table;
pub mod text;
mod text_table;
pub mod token;
pub mod upcase;
pub mod use_count;
pub mod watched_callback;
