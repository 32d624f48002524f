package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.emulator.DriverImage;
import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.io.DriverObject;

/**
 * The image of the Aurora driver. Each load makes a driver of its own, so one image serves any
 * number of machines. Thread-safe.
 */
public final class AuroraDriver implements DriverImage {
  private final DriverParts parts;

  /** The driver as it ships. */
  public AuroraDriver() {
    this(DriverParts.standard());
  }

  /** The driver with other parts. */
  public AuroraDriver(DriverParts parts) {
    this.parts = parts;
  }

  @Override
  public String serviceName() {
    return "edr-windows-km";
  }

  @Override
  public int driverEntry(Kernel kernel, DriverObject driverObject) {
    return parts.driverLoad(kernel, driverObject).run();
  }
}
