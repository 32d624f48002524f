package dev.auroraedr.km.conformance.bench;

import dev.auroraedr.km.client.codec.EventBatch;

/** Takes received batches, in the receiver's thread. */
@FunctionalInterface
interface EventSink {
  /** Handles one batch; it is valid during the call only. */
  void batch(int stream, EventBatch batch);
}
