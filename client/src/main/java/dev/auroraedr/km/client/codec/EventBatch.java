package dev.auroraedr.km.client.codec;

import static dev.auroraedr.km.abi.EventBatchLayout.DROPPED_OFFSET;
import static dev.auroraedr.km.abi.EventBatchLayout.EVENT_COUNT_OFFSET;

import dev.auroraedr.km.abi.EventBatchLayout;
import dev.auroraedr.km.abi.EventLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A received batch, read where it lies. Reusable: {@link #wrap} checks the whole batch, {@link
 * #release} ends its validity. Wrapping and reading allocate nothing. Not thread-safe.
 */
public final class EventBatch {
  private final EventCursor cursor = new EventCursor();
  private final BatchCheck check = new BatchCheck();
  private ByteBuffer bytes;
  private int length;

  /**
   * Checks a batch, the first of its stream or one by itself, and makes it the current one.
   *
   * @see #wrap(ByteBuffer, int, StreamToken, long)
   */
  public void wrap(ByteBuffer answer, int length, StreamToken token) throws ProtocolException {
    wrap(answer, length, token, 0);
  }

  /**
   * Checks a batch and makes it the current one.
   *
   * @param answer little-endian buffer whose first {@code length} bytes are the batch
   * @param length IoStatus.Information of the receive
   * @param token the stream's
   * @param after last sequence of the stream's previous batch, which this one must exceed
   * @throws ProtocolException if anything in it breaks the protocol; no batch is current then
   */
  public void wrap(ByteBuffer answer, int length, StreamToken token, long after)
      throws ProtocolException {
    if (answer.order() != ByteOrder.LITTLE_ENDIAN) {
      throw new IllegalArgumentException("the buffer must be little-endian, as the protocol is");
    }
    if (length < 0 || length > answer.limit()) {
      throw new IllegalArgumentException(
          "length=" + length + " must be 0.." + answer.limit() + ", the buffer's limit");
    }
    release();
    check.check(answer, length, token, after);
    this.bytes = answer;
    this.length = length;
  }

  /** Ends the batch's validity; cursors and names of it refuse to be read from now on. */
  public void release() {
    bytes = null;
    length = 0;
    cursor.release();
  }

  /** Number of events, at least 1. */
  public int eventCount() {
    return current().getInt(EVENT_COUNT_OFFSET);
  }

  /**
   * Events dropped between the building of the previous batch and of this one, wherever their
   * numbers lie; stops at 4,294,967,295 (STR-8).
   */
  public long dropped() {
    return Integer.toUnsignedLong(current().getInt(DROPPED_OFFSET));
  }

  /** Size in bytes, header included. */
  public int totalBytes() {
    current();
    return length;
  }

  /** Sequence of the first event. */
  public long firstSequence() {
    return current().getLong(EventBatchLayout.SIZE + EventLayout.SEQUENCE_OFFSET);
  }

  /** Sequence of the last event. */
  public long lastSequence() {
    current();
    return check.lastSequence();
  }

  /** The batch's one cursor, put before the first event. */
  public EventCursor events() {
    cursor.rewind(current(), length);
    return cursor;
  }

  /** Copies of all events, to keep. */
  public List<Event> toEvents() {
    List<Event> copies = new ArrayList<>(eventCount());
    for (EventCursor event = events(); event.next(); ) {
      copies.add(event.toEvent());
    }
    return List.copyOf(copies);
  }

  private ByteBuffer current() {
    if (bytes == null) {
      throw EventCursor.stale();
    }
    return bytes;
  }
}
