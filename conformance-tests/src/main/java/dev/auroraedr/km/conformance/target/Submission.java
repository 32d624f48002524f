package dev.auroraedr.km.conformance.target;

import java.time.Duration;

/** A control request that was sent. */
public interface Submission {
  /** The status that the call returned at once; STATUS_PENDING if it pends or parks. */
  int returned();

  /** Whether the request has ended. */
  boolean ended();

  /**
   * Waits for the end. On a bound handle this does not dequeue the packet.
   *
   * @throws TargetTimeoutException if it has not ended in time
   */
  Completion await(Duration limit);
}
