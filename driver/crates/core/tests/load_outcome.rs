//! What load chose and reached, as reports tell it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use edr_core::load_outcome::{minifilter_stands, protection_mode, registry_api};
use wire::CallbackHealth::{Registered, RegistrationFailed};
use wire::{ProtectionMode, RegistryApi};

#[test]
fn hlt5_minifilter_stands_only_with_all_three() {
    for case in 0..8u32 {
        let (filtering, attached, seen) = (case & 1 != 0, case & 2 != 0, case & 4 != 0);
        assert_eq!(minifilter_stands(filtering, u32::from(attached), seen), case == 7);
    }
}

#[test]
fn par2_any_registration_that_failed_is_partial_protection() {
    assert_eq!(protection_mode(Registered, Registered, Registered), ProtectionMode::Full);
    for (process, registry, object) in [
        (RegistrationFailed, Registered, Registered),
        (Registered, RegistrationFailed, Registered),
        (Registered, Registered, RegistrationFailed),
    ] {
        assert_eq!(protection_mode(process, registry, object), ProtectionMode::PartialProtection);
    }
}

#[test]
fn cmr1_call_with_an_altitude_is_chosen_from_24h2_on_where_it_exists() {
    for (build, has_ex, api) in [
        (14_393, true, RegistryApi::CmRegisterCallback),
        (22_631, true, RegistryApi::CmRegisterCallback),
        (26_099, true, RegistryApi::CmRegisterCallback),
        (26_100, true, RegistryApi::CmRegisterCallbackEx),
        (26_100, false, RegistryApi::CmRegisterCallback),
        (u32::MAX, true, RegistryApi::CmRegisterCallbackEx),
    ] {
        assert_eq!(registry_api(build, has_ex), api, "{build}");
    }
}
