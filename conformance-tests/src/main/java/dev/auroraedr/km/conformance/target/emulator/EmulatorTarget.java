package dev.auroraedr.km.conformance.target.emulator;

import dev.auroraedr.km.conformance.target.BootOptions;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.Target;
import dev.auroraedr.km.conformance.target.TargetMachine;
import dev.auroraedr.km.emulator.DriverImage;
import dev.auroraedr.km.emulator.driver.AuroraDriver;
import dev.auroraedr.km.fixtures.MachineProfiles;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** The pure-Java emulator with the Aurora driver, or with another image in its place. */
public final class EmulatorTarget implements Target {
  private static final Set<Capability> ALL = Set.copyOf(EnumSet.allOf(Capability.class));

  private final String name;
  private final Supplier<? extends DriverImage> driver;

  /** The emulator with the driver as it ships; for {@link java.util.ServiceLoader}. */
  public EmulatorTarget() {
    this("emulator", AuroraDriver::new);
  }

  /**
   * The emulator with another driver.
   *
   * @param name for reports; the clauses are those that the emulator shows
   * @param driver makes the image that a machine loads
   */
  public EmulatorTarget(String name, Supplier<? extends DriverImage> driver) {
    this.name = name;
    this.driver = driver;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String kind() {
    return "emulator";
  }

  @Override
  public Set<Capability> capabilities() {
    return ALL;
  }

  @Override
  public List<String> profiles() {
    return MachineProfiles.names();
  }

  @Override
  public String unavailableReason() {
    return "";
  }

  @Override
  public TargetMachine boot(BootOptions options) {
    return new Machine(MachineSetup.of(options), driver.get());
  }
}
