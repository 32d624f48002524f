package dev.auroraedr.km.conformance.bench;

/**
 * A steady load of events.
 *
 * @param ratePerSecond events a second
 * @param warmUpEvents events at the start that aren't recorded
 * @param measuredEvents events that are
 */
record LatencyLoad(int ratePerSecond, int warmUpEvents, int measuredEvents) {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /** A load that lasts as long as told. */
  static LatencyLoad lasting(int ratePerSecond, long warmUpMillis, long measuredMillis) {
    return new LatencyLoad(
        ratePerSecond,
        (int) (ratePerSecond * warmUpMillis / 1000),
        (int) (ratePerSecond * measuredMillis / 1000));
  }

  int events() {
    return warmUpEvents + measuredEvents;
  }

  /** When the event with that number should be made, in nanoseconds after the first one. */
  long intendedNanos(long sequence) {
    return (sequence - 1) * NANOS_PER_SECOND / ratePerSecond;
  }
}
