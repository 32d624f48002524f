package dev.auroraedr.km.emulator.port;

import dev.auroraedr.km.client.port.DeviceName;
import dev.auroraedr.km.client.port.DevicePort;
import dev.auroraedr.km.client.port.DevicePortProvider;
import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.MachineFactory;
import dev.auroraedr.km.emulator.MachineRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/**
 * Ports of scheme {@code emulator:}. {@code emulator:} boots the default machine, {@code
 * emulator:NAME} the one of a profile or the demo, {@code emulator:#ID} connects to a machine that
 * was booted in this JVM. A machine that was booted for a port is shut down with it.
 */
public final class EmulatorPortProvider implements DevicePortProvider {
  /** For the ServiceLoader. */
  public EmulatorPortProvider() {}

  @Override
  public String scheme() {
    return "emulator";
  }

  @Override
  public Availability availability() {
    return factories().isEmpty()
        ? Availability.no("no driver for the emulator found: put edr-km-emulator on the class path")
        : Availability.yes();
  }

  @Override
  public DevicePort connect(DeviceName name) {
    return name.rest().startsWith("#") ? running(name) : booted(name);
  }

  private static DevicePort running(DeviceName name) {
    EmulatedMachine machine = MachineRegistry.find(idOf(name));
    if (machine == null) {
      throw new IllegalArgumentException(
          "device '"
              + name
              + "' names a machine that does not run in this JVM: use the name that"
              + " EmulatedMachine.deviceName() gave, before the machine is closed");
    }
    return new EmulatorPort(machine, false);
  }

  private static long idOf(DeviceName name) {
    try {
      return Long.parseLong(name.rest().substring(1));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "device '" + name + "' must be emulator:#NUMBER for a machine of this JVM", e);
    }
  }

  private static DevicePort booted(DeviceName name) {
    List<String> known = new ArrayList<>();
    for (MachineFactory factory : factories()) {
      List<String> names = factory.names();
      if (name.rest().isEmpty() || names.contains(name.rest())) {
        String chosen = name.rest().isEmpty() ? names.get(0) : name.rest();
        return new EmulatorPort(factory.boot(chosen), true);
      }
      known.addAll(names);
    }
    throw new IllegalArgumentException(
        "device '"
            + name
            + "' names no machine profile; known are emulator: (the default) and "
            + String.join(", ", known));
  }

  private static List<MachineFactory> factories() {
    List<MachineFactory> found = new ArrayList<>();
    ServiceLoader.load(MachineFactory.class, EmulatorPortProvider.class.getClassLoader())
        .forEach(found::add);
    return found;
  }
}
