package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.CallbackHealth;
import dev.auroraedr.km.abi.ProtectionMode;

/**
 * What the driver has registered, and what its callbacks go by.
 *
 * @param minifilter the minifilter
 * @param process the process-notify routine
 * @param registry the registry callback
 * @param object the object callback
 * @param systemVolume the volume of the policy's images
 */
public record Registrations(
    MinifilterRegistration minifilter,
    ProcessRegistration process,
    RegistryRegistration registry,
    ObjectRegistration object,
    SystemVolume systemVolume) {

  /** FST-3: PAR-2's mode if a callback could not be registered. */
  int protectionMode() {
    boolean all =
        process.health() == CallbackHealth.REGISTERED
            && registry.health() == CallbackHealth.REGISTERED
            && object.health() == CallbackHealth.REGISTERED;
    return all ? ProtectionMode.FULL : ProtectionMode.PARTIAL_PROTECTION;
  }
}
