package dev.auroraedr.km.client;

import dev.auroraedr.km.abi.StartStreamResponseLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Keeps one buffer for short answers, as a direct buffer costs more to make than a query to run.
 * Thread-safe: who finds it taken makes another one.
 */
final class AnswerBuffers {
  /** The longest of the fixed-size answers. */
  private static final int CAPACITY = StartStreamResponseLayout.SIZE;

  private final AtomicReference<ByteBuffer> spare = new AtomicReference<>();

  /** A zeroed buffer of that many bytes, so that no answer can pass for the one before it. */
  ByteBuffer take(int size) {
    ByteBuffer kept = spare.getAndSet(null);
    if (kept == null) {
      return ByteBuffer.allocateDirect(CAPACITY).order(ByteOrder.LITTLE_ENDIAN).limit(size);
    }
    kept.clear();
    for (int at = 0; at < CAPACITY; at += Long.BYTES) {
      kept.putLong(at, 0);
    }
    return kept.limit(size);
  }

  /** Keeps a buffer that nobody reads any more. */
  void giveBack(ByteBuffer answer) {
    spare.set(answer);
  }
}
