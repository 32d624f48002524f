package dev.auroraedr.km.conformance.bench;

import java.time.Duration;

/**
 * How long to measure.
 *
 * @param forks JVMs for each JMH benchmark; 0 runs in this one
 * @param warmUps iterations before the measurement
 * @param iterations measured iterations
 * @param iteration length of an iteration
 * @param latencyRounds rounds of each latency measurement
 * @param latencyMillis length of a round
 */
record Effort(
    int forks,
    int warmUps,
    int iterations,
    Duration iteration,
    int latencyRounds,
    long latencyMillis) {
  /** Figures to publish: all benchmarks in under six minutes. */
  static final Effort FULL = new Effort(1, 3, 5, Duration.ofSeconds(1), 3, 3000);

  /** Shows that everything runs: all benchmarks in under a minute. */
  static final Effort QUICK = new Effort(1, 1, 2, Duration.ofMillis(200), 1, 500);

  /** The smallest form, in this JVM; for tests. */
  static final Effort SMOKE = new Effort(0, 0, 1, Duration.ofMillis(20), 1, 20);

  /** The same with iterations of at most that length, for benchmarks of many combinations. */
  Effort within(Duration longest) {
    Duration shorter = iteration.compareTo(longest) < 0 ? iteration : longest;
    return new Effort(forks, warmUps, iterations, shorter, latencyRounds, latencyMillis);
  }

  /** Length of a latency round's start that isn't recorded. */
  long latencyWarmUpMillis() {
    return latencyMillis / 4;
  }
}
