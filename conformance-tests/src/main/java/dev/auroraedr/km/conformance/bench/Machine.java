package dev.auroraedr.km.conformance.bench;

import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * Where a run was measured.
 *
 * @param jdk version of the Java runtime
 * @param os operating system and processor type
 * @param cpus processors that the runtime sees
 * @param loadBefore load average of the last minute before the run; negative if unknown
 * @param loadAfter the same after it, the run's own threads included
 */
record Machine(String jdk, String os, int cpus, double loadBefore, double loadAfter) {
  private static final int OWN_THREADS = 2;
  private static final double TOLERATED = 0.5;

  static double loadNow() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  /** This machine, at the end of a run. */
  static Machine measured(double loadBefore) {
    return new Machine(
        Runtime.version().toString(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        loadBefore,
        loadNow());
  }

  /** Whether other work ran beside the benchmarks, so that neither figures nor ratios hold. */
  boolean disturbed() {
    return loadBefore > TOLERATED || loadAfter > OWN_THREADS + TOLERATED;
  }

  /** What to print below the figures; empty for an undisturbed run. */
  String warning() {
    return disturbed()
        ? String.format(
            Locale.ROOT,
            "other work ran on this machine (load %.1f before, %.1f after): these figures and"
                + " ratios judge nothing, run again when it is idle%n",
            loadBefore,
            loadAfter)
        : "";
  }
}
