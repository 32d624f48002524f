package dev.auroraedr.km.emulator.world;

import dev.auroraedr.km.emulator.cm.ConfigurationManager;
import dev.auroraedr.km.emulator.flt.FilterManager;
import dev.auroraedr.km.emulator.ob.ObjectCallbacks;
import dev.auroraedr.km.emulator.ps.ProcessManager;
import dev.auroraedr.km.emulator.ps.ProcessNotify;

/**
 * Everything that can happen on a machine and reaches drivers through their callbacks.
 *
 * @param files files are used
 * @param processes processes start and end
 * @param registry the registry is used
 * @param handles processes are opened
 */
public record World(
    FileWorld files, ProcessWorld processes, RegistryWorld registry, HandleWorld handles) {

  /**
   * Where drivers register their callbacks.
   *
   * @param flt filter manager
   * @param processNotify notify routines
   * @param cm registry callbacks
   * @param objectCallbacks object callbacks
   */
  public record Sources(
      FilterManager flt,
      ProcessNotify processNotify,
      ConfigurationManager cm,
      ObjectCallbacks objectCallbacks) {}

  /** The world of a machine with these processes. */
  public static World of(Sources sources, ProcessManager processes) {
    return new World(
        new FileWorld(sources.flt()),
        new ProcessWorld(processes, sources.processNotify()),
        new RegistryWorld(sources.cm(), processes),
        new HandleWorld(sources.objectCallbacks(), processes));
  }
}
