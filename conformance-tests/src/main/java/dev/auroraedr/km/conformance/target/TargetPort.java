package dev.auroraedr.km.conformance.target;

import java.time.Duration;
import java.util.List;

/** A completion port. */
public interface TargetPort extends AutoCloseable {
  /** Takes up to {@code max} packets, waiting at most this long for the first. */
  List<Packet> dequeue(int max, Duration limit);

  /** Number of packets that wait. */
  int depth();

  @Override
  void close();

  /**
   * A completion packet.
   *
   * @param key of the handle
   * @param submission the request that ended
   * @param completion how, with the output as it is after dequeuing
   */
  record Packet(long key, Submission submission, Completion completion) {}
}
