package dev.auroraedr.km.conformance.cli;

import dev.auroraedr.km.client.DriverConnection;
import dev.auroraedr.km.client.DriverException;
import dev.auroraedr.km.conformance.engine.RunRefusedException;
import picocli.CommandLine.Option;

/** The device that a command talks to. */
final class DeviceOption {
  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "emulator:demo",
      description =
          "scheme:rest, such as emulator:demo (a machine with activity), emulator:win11-24h2 or"
              + " win32:\\\\.\\AuroraEDRKM. Default: ${DEFAULT-VALUE}.")
  private String device;

  DriverConnection open() throws DriverException {
    try {
      return DriverConnection.open(device);
    } catch (IllegalArgumentException e) {
      throw new RunRefusedException(e.getMessage());
    }
  }
}
