package dev.auroraedr.km.conformance.broken;

import dev.auroraedr.km.client.port.DeviceName;
import dev.auroraedr.km.client.port.DevicePort;
import dev.auroraedr.km.client.port.DevicePortProvider;
import dev.auroraedr.km.emulator.port.EmulatorPortProvider;

/** Ports of scheme {@code broken:DEFECT/emulator:...}: the emulator's, with that defect. */
public final class BrokenPortProvider implements DevicePortProvider {
  static final String SCHEME = "broken";

  @Override
  public String scheme() {
    return SCHEME;
  }

  @Override
  public Availability availability() {
    return Availability.yes();
  }

  @Override
  public DevicePort connect(DeviceName name) {
    int slash = name.rest().indexOf('/');
    PortDefect defect = PortDefect.valueOf(name.rest().substring(0, slash));
    DeviceName real = DeviceName.parse(name.rest().substring(slash + 1));
    return new BrokenPort(new EmulatorPortProvider().connect(real), defect);
  }
}
