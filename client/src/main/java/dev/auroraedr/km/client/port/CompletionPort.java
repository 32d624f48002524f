package dev.auroraedr.km.client.port;

/** A queue of completion packets, first in first out. Thread-safe. */
public interface CompletionPort extends AutoCloseable {
  /** For {@link #dequeue}: wait without limit. */
  long FOREVER = Long.MAX_VALUE;

  /**
   * Takes packets, waiting for the first one if there is none. A waiting thread is parked; spin by
   * calling with 0.
   *
   * @param into receives the requests whose packets were taken; a {@link #wake} gives null
   * @param timeoutNanos longest wait; 0 polls, {@link #FOREVER} waits without limit
   * @return how many entries were written; 0 after a time-out or once the port is closed
   */
  int dequeue(OverlappedRequest[] into, long timeoutNanos);

  /** Posts a packet without a request, to end another thread's wait; nothing once closed. */
  void wake();

  /** Whether the port is closed: packets that were not dequeued are lost. */
  boolean isClosed();

  /** Closes the port; waiting threads return 0. Idempotent. */
  @Override
  void close();
}
