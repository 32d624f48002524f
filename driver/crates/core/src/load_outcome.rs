//! What load chose and what became of it (CMR-1, PAR-2, FST-3).

use wire::{CallbackHealth, ProtectionMode, RegistryApi};

/// First build with an explicit altitude for the registry callback: Windows 11 24H2 (CMR-1).
pub const BUILD_WITH_REGISTRY_ALTITUDE: u32 = 26_100;

/// CMR-1, CMR-2: which call registers the registry callback; if it fails the other one is not tried. `build` is the
/// running system's, `has_ex` whether CmRegisterCallbackEx was found by name.
#[must_use]
pub const fn registry_api(build: u32, has_ex: bool) -> RegistryApi {
    if build >= BUILD_WITH_REGISTRY_ALTITUDE && has_ex {
        RegistryApi::CmRegisterCallbackEx
    } else {
        RegistryApi::CmRegisterCallback
    }
}

/// PAR-2: the mode, from what load's registrations returned.
#[must_use]
pub fn protection_mode(process: CallbackHealth, registry: CallbackHealth, object: CallbackHealth) -> ProtectionMode {
    let all = [process, registry, object].into_iter().all(|health| health == CallbackHealth::Registered);
    if all {
        ProtectionMode::Full
    } else {
        ProtectionMode::PartialProtection
    }
}

/// HLT-5: whether the minifilter stands, but for HLT-3's latch.
#[must_use]
pub const fn minifilter_stands(filtering: bool, instances: u32, canary_seen: bool) -> bool {
    filtering && instances > 0 && canary_seen
}
