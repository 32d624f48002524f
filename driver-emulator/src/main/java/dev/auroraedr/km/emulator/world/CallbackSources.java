package dev.auroraedr.km.emulator.world;

import dev.auroraedr.km.emulator.cm.ConfigurationManager;
import dev.auroraedr.km.emulator.flt.FilterManager;
import dev.auroraedr.km.emulator.flt.Volume;
import dev.auroraedr.km.emulator.ke.KernelCalls;
import dev.auroraedr.km.emulator.ob.ObjectCallbacks;
import dev.auroraedr.km.emulator.ps.ProcessNotify;
import java.util.List;

/**
 * Where drivers register callbacks.
 *
 * @param flt filter manager
 * @param process process-notify routines
 * @param registry registry callbacks
 * @param object object callbacks
 */
public record CallbackSources(
    FilterManager flt,
    ProcessNotify process,
    ConfigurationManager registry,
    ObjectCallbacks object) {

  /** Nobody has registered; {@code volumes} are mounted, the system volume first. */
  public static CallbackSources none(KernelCalls calls, List<String> volumes) {
    return new CallbackSources(
        new FilterManager(calls, volumes.stream().map(Volume::new).toList()),
        new ProcessNotify(calls),
        new ConfigurationManager(calls),
        new ObjectCallbacks(calls));
  }

  /** Registrations that stand, of all kinds; 0 when no driver is loaded. */
  public int registered() {
    return flt.registeredFilters()
        + process.registered()
        + registry.registered()
        + object.registered();
  }
}
