package dev.auroraedr.km.conformance.bench;

import java.util.Map;

/**
 * One figure beside its floor.
 *
 * @param name benchmark and figure, such as {@code latency.p99.9}
 * @param parameters in the order in which tables show them
 * @param ours what the driver's path gave
 * @param floor what the floor gave in the same run
 * @param aim what is hoped for
 */
record BenchResult(
    String name, Map<String, String> parameters, Figure ours, Figure floor, Aim aim) {
  /** Ours divided by the floor; 1 where there is nothing on either side. */
  double ratio() {
    return ours.score() == floor.score() ? 1 : ours.score() / floor.score();
  }

  /** Whether the aim is met. */
  boolean met() {
    return aim.met(ratio(), ours.score() - floor.score());
  }

  /**
   * A measured figure.
   *
   * @param score its value
   * @param unit its unit
   * @param error half the width of the 99.9 % confidence interval; NaN where there is none
   */
  record Figure(double score, String unit, double error) {}

  /** What a ratio or a difference should be. */
  enum Aim {
    /** More is better: at least half of the floor's. */
    AT_LEAST_HALF,
    /** Less is better: at most twice the floor's. */
    AT_MOST_TWICE,
    /** Less is better: at most a tenth of the floor's. */
    A_TENTH,
    /** Less is better: at most 20 nanoseconds more than the floor. */
    WITHIN_20_NS,
    /** Less is better: not even half a unit more than the floor. */
    NO_MORE,
    /** For information. */
    NONE;

    boolean met(double ratio, double difference) {
      return switch (this) {
        case AT_LEAST_HALF -> ratio >= 0.5;
        case AT_MOST_TWICE -> ratio <= 2;
        case A_TENTH -> ratio <= 0.1;
        case WITHIN_20_NS -> difference <= 20;
        case NO_MORE -> difference < 0.5;
        case NONE -> true;
      };
    }

    /** How tables and files write it. */
    String text() {
      return switch (this) {
        case AT_LEAST_HALF -> ">= 0.5";
        case AT_MOST_TWICE -> "<= 2";
        case A_TENTH -> "<= 0.1";
        case WITHIN_20_NS -> "<= floor + 20 ns";
        case NO_MORE -> "<= floor";
        case NONE -> "";
      };
    }
  }
}
