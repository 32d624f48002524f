package dev.auroraedr.km.client.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

/**
 * Names an event stream: 16 bytes in the order of RFC 9562 (most significant first). Immutable.
 *
 * @param high the first eight bytes as they read, big-endian
 * @param low the last eight bytes as they read, big-endian; also the key of the stream's completion
 *     port binding (CLI-3)
 */
public record StreamToken(long high, long low) {
  /** The token that asks START to open a stream (STR-1). */
  public static final StreamToken NONE = new StreamToken(0, 0);

  /** Takes over a UUID's bytes. */
  public static StreamToken of(UUID uuid) {
    return new StreamToken(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
  }

  /** Reads 16 bytes at an absolute offset, whatever the buffer's byte order. */
  public static StreamToken read(ByteBuffer bytes, int offset) {
    return new StreamToken(bigEndian(bytes, offset), bigEndian(bytes, offset + 8));
  }

  /** Writes 16 bytes at an absolute offset, whatever the buffer's byte order. */
  public void write(ByteBuffer bytes, int offset) {
    boolean swap = bytes.order() == ByteOrder.LITTLE_ENDIAN;
    bytes.putLong(offset, swap ? Long.reverseBytes(high) : high);
    bytes.putLong(offset + 8, swap ? Long.reverseBytes(low) : low);
  }

  /** Whether the 16 bytes at the offset are this token; allocates nothing. */
  public boolean isAt(ByteBuffer bytes, int offset) {
    return bigEndian(bytes, offset) == high && bigEndian(bytes, offset + 8) == low;
  }

  /** Whether this is a version 4, variant 1 UUID, as every issued token is (STR-2). */
  public boolean isWellFormed() {
    return (high >>> 12 & 0xF) == 4 && low >>> 62 == 2;
  }

  /** The same 128 bits as a UUID. */
  public UUID toUuid() {
    return new UUID(high, low);
  }

  @Override
  public String toString() {
    return toUuid().toString();
  }

  private static long bigEndian(ByteBuffer bytes, int offset) {
    long value = bytes.getLong(offset);
    return bytes.order() == ByteOrder.LITTLE_ENDIAN ? Long.reverseBytes(value) : value;
  }
}
