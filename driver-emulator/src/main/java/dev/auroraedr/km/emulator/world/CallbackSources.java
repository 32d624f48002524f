package dev.auroraedr.km.emulator.world;

import dev.auroraedr.km.emulator.cm.ConfigurationManager;
import dev.auroraedr.km.emulator.flt.DefaultInstance;
import dev.auroraedr.km.emulator.flt.FilterManager;
import dev.auroraedr.km.emulator.ke.Ke;
import dev.auroraedr.km.emulator.ke.KernelCalls;
import dev.auroraedr.km.emulator.ke.RegistrationGate;
import dev.auroraedr.km.emulator.ob.ObjectCallbacks;
import dev.auroraedr.km.emulator.ob.ObjectManager;
import dev.auroraedr.km.emulator.ps.ProcessManager;
import dev.auroraedr.km.emulator.ps.ProcessNotify;
import dev.auroraedr.km.fixtures.MachineProfile;
import java.util.ArrayList;
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

  /**
   * Nobody has registered; the profile's volumes are mounted, the system volume first.
   *
   * @param gate asked before a process-notify routine or an object callback is taken
   */
  public static CallbackSources none(
      Ke ke,
      ProcessManager processes,
      ObjectManager objects,
      MachineProfile profile,
      RegistrationGate gate) {
    KernelCalls calls = ke.calls();
    ConfigurationManager registry = new ConfigurationManager(ke, processes, objects);
    DefaultInstance instances = new DefaultInstance(registry.content(), profile.instancesKey());
    return new CallbackSources(
        new FilterManager(ke, instances, profile.altitudeCollision(), BootVolumes.of(profile)),
        new ProcessNotify(calls, ke.verifier(), profile.processNotify(), gate),
        registry,
        new ObjectCallbacks(calls, ke.verifier(), gate));
  }

  /** Registrations of drivers that stand, in words; empty where there are none. */
  public String ofDrivers() {
    List<String> found = new ArrayList<>();
    note(found, flt.registeredByDrivers(), "minifilter");
    note(found, process.registeredByDrivers(), "process-notify routine");
    note(found, registry.registeredByDrivers(), "registry callback");
    note(found, object.registeredByDrivers(), "object callback");
    return String.join(", ", found);
  }

  private static void note(List<String> found, int count, String what) {
    if (count > 0) {
      found.add(count + " " + what + (count == 1 ? "" : "s"));
    }
  }

  /** Registrations that stand, of all kinds; 0 when no driver is loaded. */
  public int registered() {
    return flt.registeredFilters()
        + process.registered()
        + registry.registered()
        + object.registered();
  }
}
