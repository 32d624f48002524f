package dev.auroraedr.km.client;

import dev.auroraedr.km.client.codec.EventBatch;

/** Receives the batches of a stream, in sequence order. */
@FunctionalInterface
public interface BatchHandler {
  /**
   * Handles one batch. The batch, its cursor and names are valid until this method returns.
   *
   * @param batch at least one event; the same object every time
   */
  void onBatch(EventBatch batch);
}
