package dev.auroraedr.km.emulator.port;

import dev.auroraedr.km.client.port.DeviceName;
import dev.auroraedr.km.client.port.DevicePort;
import dev.auroraedr.km.client.port.DevicePortProvider;

/**
 * Ports of scheme {@code emulator:}, to the machines that {@link MachineLease} finds. A machine
 * that was booted for a port is shut down with it.
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
    return MachineLease.factories().isEmpty()
        ? Availability.no("no driver for the emulator found: put edr-km-emulator on the class path")
        : Availability.yes();
  }

  @Override
  public DevicePort connect(DeviceName name) {
    return new EmulatorPort(MachineLease.of(name));
  }
}
