package dev.auroraedr.km.emulator.port;

import dev.auroraedr.km.client.port.DeviceName;
import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.MachineFactory;
import dev.auroraedr.km.emulator.MachineRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/**
 * The machine that a device name of scheme {@code emulator:} leads to: the default one, {@code
 * emulator:NAME} that of a profile or the demo, {@code emulator:#ID} one that runs in this JVM
 * already.
 *
 * @param machine the machine
 * @param booted whether it was booted for this lease, and so ends with it
 */
public record MachineLease(EmulatedMachine machine, boolean booted) implements AutoCloseable {

  /**
   * Finds or boots the machine.
   *
   * @throws IllegalArgumentException if the name leads to none; the message says which are known
   */
  public static MachineLease of(DeviceName name) {
    return name.rest().startsWith("#") ? running(name) : booted(name);
  }

  private static MachineLease running(DeviceName name) {
    EmulatedMachine machine = MachineRegistry.find(idOf(name));
    if (machine == null) {
      throw new IllegalArgumentException(
          "device '"
              + name
              + "' names a machine that does not run in this JVM: use the name that"
              + " EmulatedMachine.deviceName() gave, before the machine is closed");
    }
    return new MachineLease(machine, false);
  }

  private static long idOf(DeviceName name) {
    try {
      return Long.parseLong(name.rest().substring(1));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "device '" + name + "' must be emulator:#NUMBER for a machine of this JVM", e);
    }
  }

  private static MachineLease booted(DeviceName name) {
    List<String> known = new ArrayList<>();
    for (MachineFactory factory : factories()) {
      List<String> names = factory.names();
      if (name.rest().isEmpty() || names.contains(name.rest())) {
        String chosen = name.rest().isEmpty() ? names.get(0) : name.rest();
        return new MachineLease(factory.boot(chosen), true);
      }
      known.addAll(names);
    }
    throw new IllegalArgumentException(
        "device '"
            + name
            + "' names no machine profile; known are emulator: (the default) and "
            + String.join(", ", known));
  }

  static List<MachineFactory> factories() {
    List<MachineFactory> found = new ArrayList<>();
    ServiceLoader.load(MachineFactory.class, EmulatorPortProvider.class.getClassLoader())
        .forEach(found::add);
    return found;
  }

  /** Shuts the machine down if it was booted for this lease. Idempotent. */
  @Override
  public void close() {
    if (booted) {
      machine.close();
    }
  }
}
