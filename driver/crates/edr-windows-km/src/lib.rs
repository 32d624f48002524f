//! The minifilter driver edr-windows-km.sys. README.md beside the workspace draws how its parts fit together.
//!
//! `kernel` alone has unsafe code, but for the entry points in `driver_entry`; what needs no kernel is in `edr_core`.
#![cfg_attr(windows, no_std)]
#![cfg(windows)]

mod canary;
mod cleanup_record;
mod device_dispatch;
mod driver_entry;
mod driver_load;
mod driver_state;
mod driver_unload;
mod event_publisher;
mod file_callbacks;
mod health_monitor;
mod health_query;
mod instance_key;
mod kernel;
mod minifilter_canary;
mod minifilter_instances;
mod minifilter_registration;
mod minifilter_status_query;
mod object_callback;
mod object_registration;
mod open_files;
mod policy_reader;
mod process_callback;
mod process_registration;
mod process_toggle;
mod process_trust;
mod registered;
mod registration_list;
mod registrations;
mod registry_callback;
mod registry_registration;
mod session;
mod status;
mod stream_requests;
mod stream_slot;
mod stream_table;
mod system_volume;
mod token_source;
mod trace;
mod volume_attachments;
