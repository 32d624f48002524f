package dev.auroraedr.km.conformance.bench;

import dev.auroraedr.km.abi.EventLayout;
import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.abi.Limits;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The floor's event as it stands on the wire; encoding it is the first of the three copies. */
final class FloorEvent {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long EPOCH = 116_444_736_000_000_000L;

  private final byte[] name;
  private final byte[] bytes;

  FloorEvent(String name) {
    this.name = name.getBytes(StandardCharsets.UTF_16LE);
    this.bytes = new byte[sizeFor(this.name.length)];
  }

  /** Bytes on the wire of an event with a name of that many bytes. */
  static int sizeFor(int nameBytes) {
    int used = EventLayout.SIZE + nameBytes;
    return used + Limits.EVENT_ALIGNMENT - 1 & -Limits.EVENT_ALIGNMENT;
  }

  byte[] bytes() {
    return bytes;
  }

  /** Writes every field, time included, and the name. */
  void encode() {
    INT.set(bytes, EventLayout.SIZE_OFFSET, bytes.length);
    INT.set(bytes, EventLayout.TYPE_OFFSET, EventType.FILE_CREATE);
    LONG.set(bytes, EventLayout.SEQUENCE_OFFSET, 0L);
    LONG.set(bytes, EventLayout.TIMESTAMP_OFFSET, EPOCH + System.currentTimeMillis() * 10_000);
    INT.set(bytes, EventLayout.PROCESS_ID_OFFSET, 4);
    INT.set(bytes, EventLayout.THREAD_ID_OFFSET, 8);
    INT.set(bytes, EventLayout.DETAIL0_OFFSET, 1);
    INT.set(bytes, EventLayout.DETAIL1_OFFSET, 2);
    LONG.set(bytes, EventLayout.DETAIL2_OFFSET, 3L);
    INT.set(bytes, EventLayout.NAME_BYTES_OFFSET, name.length);
    INT.set(bytes, EventLayout.ZERO_OFFSET, 0);
    System.arraycopy(name, 0, bytes, EventLayout.SIZE, name.length);
  }
}
