package dev.auroraedr.km.client.codec;

import static dev.auroraedr.km.abi.EventLayout.DETAIL0_OFFSET;
import static dev.auroraedr.km.abi.EventLayout.DETAIL1_OFFSET;
import static dev.auroraedr.km.abi.EventLayout.DETAIL2_OFFSET;
import static dev.auroraedr.km.abi.EventLayout.FLAGS_OFFSET;
import static dev.auroraedr.km.abi.EventLayout.NAME2_BYTES_OFFSET;
import static dev.auroraedr.km.abi.EventLayout.NAME_BYTES_OFFSET;
import static dev.auroraedr.km.abi.EventLayout.PROCESS_ID_OFFSET;
import static dev.auroraedr.km.abi.EventLayout.SEQUENCE_OFFSET;
import static dev.auroraedr.km.abi.EventLayout.SIZE;
import static dev.auroraedr.km.abi.EventLayout.SIZE_OFFSET;
import static dev.auroraedr.km.abi.EventLayout.THREAD_ID_OFFSET;
import static dev.auroraedr.km.abi.EventLayout.TIMESTAMP_OFFSET;
import static dev.auroraedr.km.abi.EventLayout.TYPE_OFFSET;

import dev.auroraedr.km.abi.EventBatchLayout;
import java.nio.ByteBuffer;

/**
 * Moves over the events of a received batch without copying them and without allocating. Starts
 * before the first event; {@link #next} steps. Valid only while its batch is handled: afterwards
 * every accessor throws {@link IllegalStateException}, as the buffer then belongs to the system
 * again. To keep an event take {@link #toEvent}. Not thread-safe.
 */
public final class EventCursor implements EventView {
  private final EventName name = new EventName();
  private final EventName name2 = new EventName();
  private ByteBuffer bytes;
  private int limit;
  private int next;
  private int base = -1;

  EventCursor() {}

  /** Stands before the first event of a batch that was checked. */
  void rewind(ByteBuffer batch, int length) {
    bytes = batch;
    limit = length;
    next = EventBatchLayout.SIZE;
    leave();
  }

  void release() {
    bytes = null;
    limit = 0;
    next = 0;
    leave();
  }

  /** Steps to the next event; false once there is none. */
  public boolean next() {
    if (next >= limit) {
      leave();
      return false;
    }
    base = next;
    next += bytes.getInt(base + SIZE_OFFSET);
    int nameBytes = u16(NAME_BYTES_OFFSET);
    name.wrap(bytes, base + SIZE, nameBytes);
    name2.wrap(bytes, base + SIZE + nameBytes, u16(NAME2_BYTES_OFFSET));
    return true;
  }

  /** A copy of the current event, to keep. */
  public Event toEvent() {
    return Event.copyOf(this);
  }

  /** Bytes of the event in the batch, a multiple of 8. */
  public int size() {
    return u32(SIZE_OFFSET);
  }

  @Override
  public EventType type() {
    return EventType.ofCode(u16(TYPE_OFFSET));
  }

  @Override
  public int flags() {
    return u16(FLAGS_OFFSET);
  }

  @Override
  public long sequence() {
    return u64(SEQUENCE_OFFSET);
  }

  @Override
  public long timestamp() {
    return u64(TIMESTAMP_OFFSET);
  }

  @Override
  public int processId() {
    return u32(PROCESS_ID_OFFSET);
  }

  @Override
  public int threadId() {
    return u32(THREAD_ID_OFFSET);
  }

  @Override
  public int detail0() {
    return u32(DETAIL0_OFFSET);
  }

  @Override
  public int detail1() {
    return u32(DETAIL1_OFFSET);
  }

  @Override
  public long detail2() {
    return u64(DETAIL2_OFFSET);
  }

  @Override
  public EventName name() {
    at(0);
    return name;
  }

  @Override
  public EventName name2() {
    at(0);
    return name2;
  }

  static IllegalStateException stale() {
    return new IllegalStateException(
        "no current event: read a cursor between next() and the end of its batch's handling, and"
            + " keep toEvent() copies");
  }

  private void leave() {
    base = -1;
    name.wrap(null, 0, 0);
    name2.wrap(null, 0, 0);
  }

  private int u16(int field) {
    return Short.toUnsignedInt(bytes.getShort(at(field)));
  }

  private int u32(int field) {
    return bytes.getInt(at(field));
  }

  private long u64(int field) {
    return bytes.getLong(at(field));
  }

  private int at(int field) {
    if (base < 0) {
      throw stale();
    }
    return base + field;
  }
}
