package dev.auroraedr.km.emulator;

import java.util.List;

/**
 * Boots machines with a driver on them for {@code emulator:NAME}; found through {@link
 * java.util.ServiceLoader}, so that the Windows layer knows no driver. Thread-safe.
 */
public interface MachineFactory {
  /** Names that it knows, machine profiles and {@code demo}; the first is the default. */
  List<String> names();

  /**
   * Boots a machine with real threads and time and loads the driver.
   *
   * @param name one of {@link #names}
   * @throws IllegalStateException if the driver refuses to load; the message tells the status
   */
  EmulatedMachine boot(String name);
}
