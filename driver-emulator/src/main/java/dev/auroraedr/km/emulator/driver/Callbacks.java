package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.CallbackHealth;
import dev.auroraedr.km.abi.ProtectionMode;

/**
 * The driver's four kinds of callback.
 *
 * @param files minifilter
 * @param process process-notify routine
 * @param registry registry callback
 * @param object object callback
 */
public record Callbacks(
    FileCallbacks files,
    ProcessCallback process,
    RegistryCallback registry,
    ObjectCallback object) {

  /** FST-3: PAR-2's mode if a callback could not be registered. */
  int protectionMode() {
    boolean all =
        process.health() == CallbackHealth.REGISTERED
            && registry.health() == CallbackHealth.REGISTERED
            && object.health() == CallbackHealth.REGISTERED;
    return all ? ProtectionMode.FULL : ProtectionMode.PARTIAL_PROTECTION;
  }
}
