package dev.auroraedr.km.conformance.clause;

import dev.auroraedr.km.conformance.target.BootOptions;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.MachineVariation;
import dev.auroraedr.km.conformance.target.Target;
import dev.auroraedr.km.conformance.target.TargetMachine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the suite judges right now. Static because jqwik is an engine of its own that Jupiter's
 * extensions don't reach; one run at a time in a JVM. Thread-safe.
 */
public final class CurrentRun {
  private static volatile CurrentRun current;

  private final Target target;
  private final String profile;
  private final long seed;
  private final List<String> replaySequence;
  private final List<Measurement> measurements = new ArrayList<>();
  private final List<FaultSweep> sweeps = new ArrayList<>();
  private List<String> sequence = List.of();

  private CurrentRun(Target target, String profile, long seed, List<String> replaySequence) {
    this.target = target;
    this.profile = profile;
    this.seed = seed;
    this.replaySequence = replaySequence;
  }

  /** Starts a run; the engine does this before it launches tests. */
  public static CurrentRun begin(Target target, String profile, long seed) {
    return begin(target, profile, seed, List.of());
  }

  /** Starts a run that replays a stored failure; the sequence may be empty. */
  public static CurrentRun begin(
      Target target, String profile, long seed, List<String> replaySequence) {
    CurrentRun run = new CurrentRun(target, profile, seed, List.copyOf(replaySequence));
    current = run;
    return run;
  }

  /** Ends the run. */
  public static void end() {
    current = null;
  }

  /**
   * The run under way.
   *
   * @throws IllegalStateException if tests are started without the engine
   */
  public static CurrentRun get() {
    return active()
        .orElseThrow(
            () -> new IllegalStateException("no target: start the suite with edrkm conform"));
  }

  /** The run under way, if any. */
  public static Optional<CurrentRun> active() {
    return Optional.ofNullable(current);
  }

  /** The target under judgement. */
  public Target target() {
    return target;
  }

  /** The run's seed. Every random choice of a test must derive from it, so that it can be rerun. */
  public long seed() {
    return seed;
  }

  /** The machine profile. */
  public String profile() {
    return profile;
  }

  /**
   * Boots a machine for one test, with the driver's image signed as it ships; {@code deterministic}
   * as in {@link BootOptions}.
   */
  public TargetMachine boot(boolean deterministic) {
    return boot(deterministic, MachineVariation.NONE);
  }

  private TargetMachine boot(boolean deterministic, MachineVariation variation) {
    boolean varies = target.capabilities().contains(Capability.VARIATIONS);
    MachineVariation signed =
        varies ? own -> variation.apply(MachineVariation.SHIPPED.apply(own)) : variation;
    return target.boot(new BootOptions(profile, seed, deterministic, signed));
  }

  /** Boots a deterministic machine that differs from the run's profile. */
  public TargetMachine boot(MachineVariation variation) {
    return boot(true, variation);
  }

  /** Hands measured durations to the report. */
  public void measure(Measurement measurement) {
    synchronized (measurements) {
      measurements.add(measurement);
    }
  }

  /** What was measured so far. */
  public List<Measurement> measurements() {
    synchronized (measurements) {
      return List.copyOf(measurements);
    }
  }

  /** Hands one scenario of the fault sweep to the report. */
  public void sweep(String scenario, List<String> statuses, List<String> sites) {
    synchronized (sweeps) {
      sweeps.add(new FaultSweep(profile, scenario, statuses, sites));
    }
  }

  /** Scenarios of the fault sweep so far. */
  public List<FaultSweep> sweeps() {
    synchronized (sweeps) {
      return List.copyOf(sweeps);
    }
  }

  /**
   * Notes the shortest sequence of actions that a test knows to fail, one action a line. It is
   * printed with the test's failure and stored for its replay; the last note of a test counts.
   */
  public synchronized void noteSequence(List<String> actions) {
    sequence = List.copyOf(actions);
  }

  /** Returns the noted sequence and forgets it; the engine does this after each test. */
  public synchronized List<String> takeSequence() {
    List<String> taken = sequence;
    sequence = List.of();
    return taken;
  }

  /** The stored sequence that this run replays; empty in an ordinary run. */
  public List<String> replaySequence() {
    return replaySequence;
  }
}
