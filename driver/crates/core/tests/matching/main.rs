//! Names, matching, policy and altitudes: every case of the fixtures, and properties against slow oracles that are written
//! from the contract alone.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test may fail

mod altitude_cases;
mod altitude_properties;
mod builders;
mod file_properties;
mod image_properties;
mod key_cases;
mod key_properties;
mod opened_name_properties;
mod path_cases;
mod policy_cases;
mod policy_defaults;
mod policy_properties;
mod upcase_table;
