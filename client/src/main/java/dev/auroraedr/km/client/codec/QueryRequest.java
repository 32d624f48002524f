package dev.auroraedr.km.client.codec;

import dev.auroraedr.km.abi.Limits;
import dev.auroraedr.km.abi.QueryRequestLayout;
import java.nio.ByteBuffer;

/** Input of both queries (IOC-7). */
public record QueryRequest() {
  /** Returns the request's 8 bytes, little-endian, ready to send. */
  public ByteBuffer encode() {
    return Encoding.buffer(QueryRequestLayout.SIZE)
        .putInt(QueryRequestLayout.ABI_VERSION_OFFSET, Limits.ABI_VERSION);
  }
}
