package dev.auroraedr.km.conformance.suite.support;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/** Work at a steady rate, and what its durations amount to. */
public final class Pace {
  private Pace() {}

  /**
   * Runs an action so often a second, parked in between: a thread that spins would be taken off its
   * processor sooner or later, and its absence would be measured. Catches up where it fell behind.
   */
  public static void run(int perSecond, int count, IntConsumer action) {
    long step = TimeUnit.SECONDS.toNanos(1) / perSecond;
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      long due = i * step;
      while (System.nanoTime() - start < due) {
        LockSupport.parkNanos(due - (System.nanoTime() - start));
      }
      action.accept(i);
    }
  }

  /** Later minus earlier, element by element. */
  public static long[] differences(long[] earlier, long[] later) {
    long[] durations = new long[earlier.length];
    for (int i = 0; i < durations.length; i++) {
      durations[i] = later[i] - earlier[i];
    }
    return durations;
  }

  /** The value that this share of the durations does not exceed. */
  public static long percentile(long[] durations, double share) {
    long[] sorted = durations.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1L, (long) Math.ceil(share * sorted.length) - 1)];
  }
}
