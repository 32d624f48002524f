package dev.auroraedr.km.conformance.bench;

import dev.auroraedr.km.abi.Limits;

/**
 * What an event path is asked to carry.
 *
 * @param streams streams that each event goes to, 1 to 64
 * @param name name in every event: a monitored file
 * @param waiting how its receiver waits
 */
record PathShape(int streams, String name, Waiting waiting) {
  private static final int LONGEST_WINDOW = 1024;

  /** Size of one event on the wire. */
  int eventBytes() {
    return FloorEvent.sizeFor(name.length() * Character.BYTES);
  }

  /**
   * How many events the producer may be ahead of the slowest receiver: what fits the default queue,
   * so that none is ever dropped (STR-16).
   */
  int window() {
    return Math.min(LONGEST_WINDOW, Limits.DEFAULT_QUEUE_BYTES / eventBytes());
  }
}
