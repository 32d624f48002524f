package dev.auroraedr.km.client;

/** Where a stream stands between its START and the freeing of its buffers. */
enum StreamPhase {
  /** Receives are submitted. */
  OPEN,
  /** STOP is on its way: nothing is submitted, cancelled receives are expected. */
  STOPPING,
  /** STOP has succeeded: what was delivered before is handed out, then the stream ends. */
  STOPPED,
  /** Closed on this side: what still comes is thrown away. */
  CLOSED,
  /** A receive or STOP failed: what still comes is thrown away, then the failure is thrown. */
  FAILED;

  /** Whether batches that still come are handed out. */
  boolean handsOut() {
    return this == OPEN || this == STOPPING || this == STOPPED;
  }

  /** Whether the stream is over once no receive is in flight. */
  boolean isFinal() {
    return this == STOPPED || this == CLOSED || this == FAILED;
  }
}
