package dev.auroraedr.km.conformance.target;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Something the suite can judge: a driver on a system. Found through {@link
 * java.util.ServiceLoader}. Raw bytes only: no client types, no codecs.
 */
public interface Target {
  /** Name for reports and {@code --target}: emulator, hosted, wine, windows. */
  String name();

  /**
   * Which of the clause catalogue's kinds of target this is; a target of another name that can do
   * what the emulator can is judged as one.
   */
  default String kind() {
    return name();
  }

  /** What this target can do; a clause that needs more is not applicable, with the reason. */
  Set<Capability> capabilities();

  /** Names of the machine profiles that it can boot; the first is the default. */
  List<String> profiles();

  /** Empty if the target runs on this machine, else what is missing and the one thing to do. */
  String unavailableReason();

  /**
   * The same target with another image of the driver.
   *
   * @throws UnsupportedOperationException if the target loads no image of one's choice
   */
  default Target withImage(Path image) {
    throw new UnsupportedOperationException("target " + name() + " loads no image of one's choice");
  }

  /** For reports: file and digest of the image that it judges; null where there is none. */
  default String image() {
    return null;
  }

  /** Boots a machine without the driver. */
  TargetMachine boot(BootOptions options);
}
