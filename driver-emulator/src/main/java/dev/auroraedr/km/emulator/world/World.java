package dev.auroraedr.km.emulator.world;

import dev.auroraedr.km.emulator.ob.ProcessHandles;
import dev.auroraedr.km.emulator.ps.ProcessManager;

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

  /** The world of a machine with these processes. */
  public static World of(
      CallbackSources callbacks, ProcessManager processes, ProcessHandles handles) {
    return new World(
        new FileWorld(callbacks.flt()),
        new ProcessWorld(processes, callbacks.process(), handles),
        new RegistryWorld(callbacks.registry(), processes),
        new HandleWorld(handles, processes));
  }
}
