package dev.auroraedr.km.conformance.bench;

import dev.auroraedr.km.abi.EventLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Stands for a receive's system buffer: the second copy goes into it, the third out of it. */
final class FloorBlock {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] bytes;

  FloorBlock(int size) {
    this.bytes = new byte[size];
  }

  int size() {
    return bytes.length;
  }

  void copyFrom(FloorEvent event, long sequence) {
    System.arraycopy(event.bytes(), 0, bytes, 0, bytes.length);
    LONG.set(bytes, EventLayout.SEQUENCE_OFFSET, sequence);
  }

  /** Copies into the receiver's buffer; returns the offset behind it. */
  int copyTo(ByteBuffer user, int at) {
    user.put(at, bytes, 0, bytes.length);
    return at + bytes.length;
  }
}
