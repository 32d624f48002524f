package dev.auroraedr.km.client;

import dev.auroraedr.km.client.codec.EventBatch;

/** Counts what a stream carried: written by its reader, read by any thread. */
final class StreamCounters {
  private volatile StreamStatistics shown = new StreamStatistics(0, 0, 0);
  private long received;
  private long dropped;
  private long lastSequence;

  /** Last sequence that was handed out; 0 before the first. */
  long lastSequence() {
    return lastSequence;
  }

  /** Counts a batch; makes the one small object that a batch may cost. */
  void count(EventBatch batch) {
    received += batch.eventCount();
    dropped += batch.dropped();
    lastSequence = batch.lastSequence();
    shown = new StreamStatistics(received, dropped, lastSequence - received);
  }

  StreamStatistics statistics() {
    return shown;
  }
}
