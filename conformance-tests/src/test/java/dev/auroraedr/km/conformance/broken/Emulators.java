package dev.auroraedr.km.conformance.broken;

import dev.auroraedr.km.conformance.broken.BrokenTarget.Level;
import dev.auroraedr.km.conformance.target.Target;
import dev.auroraedr.km.conformance.target.emulator.EmulatorTarget;
import dev.auroraedr.km.emulator.DriverImage;
import dev.auroraedr.km.emulator.driver.AuroraDriver;
import dev.auroraedr.km.emulator.driver.DriverParts;
import java.util.function.Supplier;

/** Emulators with another driver, or with the right one behind something that lies. */
final class Emulators {
  private Emulators() {}

  /** A target whose driver has other parts. */
  static BrokenTarget driver(String name, String defect, DriverParts parts) {
    return driver(name, defect, new AuroraDriver(parts));
  }

  /** A target with another driver. */
  static BrokenTarget driver(String name, String defect, DriverImage image) {
    return BrokenTarget.of(name, defect, Level.DRIVER, () -> tampered(image, () -> Tampering.NONE));
  }

  /** A target whose driver is right and whose answers are not. */
  static BrokenTarget bytes(String name, String defect, Supplier<Tampering> tampering) {
    return BrokenTarget.of(
        name, defect, Level.BYTES, () -> tampered(new AuroraDriver(), tampering));
  }

  /** The emulator with this driver. */
  static Target emulator(DriverImage image) {
    return new EmulatorTarget("emulator", () -> image);
  }

  private static Target tampered(DriverImage image, Supplier<Tampering> tampering) {
    return new TamperedTarget(emulator(image), tampering);
  }
}
