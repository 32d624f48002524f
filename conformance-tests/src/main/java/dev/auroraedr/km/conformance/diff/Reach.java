package dev.auroraedr.km.conformance.diff;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** What a run reached. Not thread-safe: each thread has its own, and they are added up. */
public final class Reach {
  private final Map<String, Map<String, Long>> operations = new TreeMap<>();
  private final Map<String, Long> faults = new TreeMap<>();
  private final Map<String, Long> profiles = new TreeMap<>();
  private final Map<Integer, Long> events = new TreeMap<>();
  private long machines;
  private long steps;
  private long leftOut;
  private long stopped;
  private int mostStreams;
  private int mostPending;

  void step(Operation operation, Facts facts) {
    steps++;
    String outcome = facts.outcome();
    if (outcome.startsWith("step: left out")) {
      leftOut++;
      outcome = "left out";
    } else if (outcome.startsWith("step: failed")) {
      outcome = outcome.substring("step: ".length());
    }
    operations
        .computeIfAbsent(operation.name(), name -> new TreeMap<>())
        .merge(outcome, 1L, Long::sum);
    if (operation instanceof FaultOperation.Fail fail) {
      faults.merge(fail.call(), 1L, Long::sum);
    } else if (operation instanceof FaultOperation.FailAll fail) {
      faults.merge(fail.call() + " (all)", 1L, Long::sum);
    }
  }

  void machine(Script script, LiveMachine live, boolean hasStopped) {
    machines++;
    stopped += hasStopped ? 1 : 0;
    profiles.merge(script.machine().profile(), 1L, Long::sum);
    mostStreams = Math.max(mostStreams, live.requests().mostStreams());
    mostPending = Math.max(mostPending, live.requests().mostPending());
    live.requests().events().forEach((type, count) -> events.merge(type, count, Long::sum));
  }

  /** Adds what another thread reached. */
  public void add(Reach other) {
    other.operations.forEach(
        (name, outcomes) ->
            outcomes.forEach(
                (outcome, count) ->
                    operations
                        .computeIfAbsent(name, key -> new TreeMap<>())
                        .merge(outcome, count, Long::sum)));
    other.faults.forEach((call, count) -> faults.merge(call, count, Long::sum));
    other.profiles.forEach((name, count) -> profiles.merge(name, count, Long::sum));
    other.events.forEach((type, count) -> events.merge(type, count, Long::sum));
    machines += other.machines;
    steps += other.steps;
    leftOut += other.leftOut;
    stopped += other.stopped;
    mostStreams = Math.max(mostStreams, other.mostStreams);
    mostPending = Math.max(mostPending, other.mostPending);
  }

  /** Counts of outcomes by operation: a status's name, or a word where there is none. */
  public Map<String, Map<String, Long>> operations() {
    return Collections.unmodifiableMap(operations);
  }

  /** Faults asked for by kernel call. */
  public Map<String, Long> faults() {
    return Collections.unmodifiableMap(faults);
  }

  /** Machines by profile. */
  public Map<String, Long> profiles() {
    return Collections.unmodifiableMap(profiles);
  }

  /** Events received by type. */
  public Map<Integer, Long> events() {
    return Collections.unmodifiableMap(events);
  }

  /** Machines booted on each side. */
  public long machines() {
    return machines;
  }

  /** Steps performed on each side. */
  public long steps() {
    return steps;
  }

  /** Steps left out as what they concern was not there. */
  public long leftOut() {
    return leftOut;
  }

  /** Machines that stopped on both sides alike: something is not modelled. */
  public long stopped() {
    return stopped;
  }

  /** Most streams open at once. */
  public int mostStreams() {
    return mostStreams;
  }

  /** Most requests that pended at once. */
  public int mostPending() {
    return mostPending;
  }
}
