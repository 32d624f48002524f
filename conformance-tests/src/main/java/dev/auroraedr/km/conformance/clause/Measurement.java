package dev.auroraedr.km.conformance.clause;

/**
 * A series of durations that a test measured, for the report. The array is handed over: its owner
 * must not change it afterwards.
 *
 * @param clause clause that the series belongs to, such as {@code STR-14}
 * @param name what was measured: {@code event}, or {@code floor} for the same work without the
 *     driver
 * @param round which round of the measurement, from 1
 * @param nanoseconds the durations, in any order
 */
public record Measurement(String clause, String name, int round, long[] nanoseconds) {
  /** Name of the series that does the same work without the driver. */
  public static final String FLOOR = "floor";
}
