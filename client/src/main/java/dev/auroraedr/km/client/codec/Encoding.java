package dev.auroraedr.km.client.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Makes the buffers that requests are written into. */
final class Encoding {
  private Encoding() {}

  /** Zeroed and direct, as the Win32 port hands its address to the system. */
  static ByteBuffer buffer(int size) {
    return ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
