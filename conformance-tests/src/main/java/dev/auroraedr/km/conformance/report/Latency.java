package dev.auroraedr.km.conformance.report;

import dev.auroraedr.km.conformance.clause.Measurement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A measured series, boiled down. Durations in nanoseconds.
 *
 * @param clause clause that it belongs to
 * @param name what was measured
 * @param round round of the measurement
 * @param count number of values
 * @param p50 median
 * @param p99 99th percentile
 * @param p999 99.9th percentile
 * @param max largest
 * @param buckets share of the values in {@value #BUCKETS} buckets of equal ratio from {@value
 *     #LOWEST} ns on, {@value #PER_DECADE} to the decade; the ends take what lies beyond
 */
record Latency(
    String clause,
    String name,
    int round,
    int count,
    long p50,
    long p99,
    long p999,
    long max,
    List<Double> buckets) {
  static final int LOWEST = 1_000;
  static final int PER_DECADE = 12;
  static final int BUCKETS = 48;

  static Latency of(Measurement measured) {
    long[] sorted = measured.nanoseconds().clone();
    Arrays.sort(sorted);
    return new Latency(
        measured.clause(),
        measured.name(),
        measured.round(),
        sorted.length,
        at(sorted, 0.5),
        at(sorted, 0.99),
        at(sorted, 0.999),
        at(sorted, 1),
        shares(sorted));
  }

  /** The smallest value that at least this share of all values does not exceed. */
  private static long at(long[] sorted, double share) {
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted.length == 0 ? 0 : sorted[Math.max(0, rank - 1)];
  }

  private static List<Double> shares(long[] sorted) {
    double[] counts = new double[BUCKETS];
    for (long value : sorted) {
      double position = Math.log10((double) Math.max(value, 1) / LOWEST) * PER_DECADE;
      counts[(int) Math.max(0, Math.min(BUCKETS - 1, Math.floor(position)))]++;
    }
    List<Double> shares = new ArrayList<>();
    for (double count : counts) {
      shares.add(Math.round(count / Math.max(1, sorted.length) * 1e6) / 1e6);
    }
    return shares;
  }

  boolean isFloor() {
    return name.equals(Measurement.FLOOR);
  }
}
