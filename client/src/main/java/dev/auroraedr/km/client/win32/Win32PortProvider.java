package dev.auroraedr.km.client.win32;

import dev.auroraedr.km.client.port.DeviceName;
import dev.auroraedr.km.client.port.DevicePort;
import dev.auroraedr.km.client.port.DevicePortProvider;
import java.util.function.Supplier;

/** Serves {@code win32:\\.\NAME}, on Windows only. */
public final class Win32PortProvider implements DevicePortProvider {
  private static final String PREFIX = "\\\\.\\";

  private final String systemName;
  private final Supplier<Kernel32Calls> calls;

  /** For {@link java.util.ServiceLoader}. */
  public Win32PortProvider() {
    this(System.getProperty("os.name"), JnaKernel32::new);
  }

  Win32PortProvider(String systemName, Supplier<Kernel32Calls> calls) {
    this.systemName = systemName;
    this.calls = calls;
  }

  @Override
  public String scheme() {
    return "win32";
  }

  @Override
  public Availability availability() {
    return systemName.startsWith("Windows")
        ? Availability.yes()
        : Availability.no(
            "win32: runs on Windows only, this is "
                + systemName
                + "; use emulator: here, or run the kit on the Windows machine that has the driver");
  }

  @Override
  public DevicePort connect(DeviceName name) {
    if (!name.rest().startsWith(PREFIX) || name.rest().length() == PREFIX.length()) {
      throw new IllegalArgumentException(
          "device '" + name + "' must be win32:\\\\.\\NAME, such as win32:\\\\.\\AuroraEDRKM");
    }
    if (!availability().available()) {
      throw new IllegalStateException(availability().reason());
    }
    return new Win32DevicePort(
        new Win32System(calls.get(), NativeLayout.ofThisProcess(), InFlight.OF_PROCESS),
        name.rest());
  }
}
