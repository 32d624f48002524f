package dev.auroraedr.km.conformance.report;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * What one call of the command has shown. Immutable.
 *
 * @param kit version of this kit
 * @param seed of everything random
 * @param started when the run began, in whole seconds
 * @param jdk version and vendor of the Java runtime
 * @param os name, version and architecture of the system
 * @param targets one entry a target
 */
public record ConformanceReport(
    String kit, long seed, Instant started, String jdk, String os, List<TargetReport> targets) {

  /** A report of this kit on this machine. */
  public static ConformanceReport here(long seed, Instant started, List<TargetReport> targets) {
    return new ConformanceReport(
        KitVersion.text(),
        seed,
        started.truncatedTo(ChronoUnit.SECONDS),
        System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"),
        List.copyOf(targets));
  }

  /** Whether every target is green. */
  public boolean green() {
    return targets.stream().allMatch(TargetReport::green);
  }
}
