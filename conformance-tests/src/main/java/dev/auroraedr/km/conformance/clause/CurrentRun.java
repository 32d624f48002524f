package dev.auroraedr.km.conformance.clause;

import dev.auroraedr.km.conformance.target.BootOptions;
import dev.auroraedr.km.conformance.target.Target;
import dev.auroraedr.km.conformance.target.TargetMachine;

/**
 * What the suite judges right now. Static because jqwik is an engine of its own that Jupiter's
 * extensions don't reach; one run at a time in a JVM.
 */
public final class CurrentRun {
  private static volatile CurrentRun current;

  private final Target target;
  private final String profile;
  private final long seed;

  private CurrentRun(Target target, String profile, long seed) {
    this.target = target;
    this.profile = profile;
    this.seed = seed;
  }

  /** Starts a run; the engine does this before it launches tests. */
  public static void begin(Target target, String profile, long seed) {
    current = new CurrentRun(target, profile, seed);
  }

  /**
   * The run under way.
   *
   * @throws IllegalStateException if tests are started without the engine
   */
  public static CurrentRun get() {
    CurrentRun run = current;
    if (run == null) {
      throw new IllegalStateException("no target: start the suite with edrkm conform");
    }
    return run;
  }

  /** The target under judgement. */
  public Target target() {
    return target;
  }

  /** The run's seed. */
  public long seed() {
    return seed;
  }

  /** The machine profile. */
  public String profile() {
    return profile;
  }

  /** Boots a machine for one test; {@code deterministic} as in {@link BootOptions}. */
  public TargetMachine boot(boolean deterministic) {
    return target.boot(new BootOptions(profile, seed, deterministic));
  }
}
