package dev.auroraedr.km.emulator.driver;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Name of a stream: 16 bytes in RFC 9562 order (STR-2).
 *
 * @param high bytes 0 to 7, first byte most significant
 * @param low bytes 8 to 15
 */
public record Token(long high, long low) {
  private static final VarHandle BIG_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** Reads the 16 bytes at {@code at}. */
  public static Token read(byte[] bytes, int at) {
    return new Token((long) BIG_ENDIAN.get(bytes, at), (long) BIG_ENDIAN.get(bytes, at + 8));
  }

  /** Writes 16 bytes at {@code at}. */
  public void write(byte[] bytes, int at) {
    BIG_ENDIAN.set(bytes, at, high);
    BIG_ENDIAN.set(bytes, at + 8, low);
  }

  /** Whether all bytes are 0, which asks START for a new stream (STR-1). */
  public boolean isZero() {
    return (high | low) == 0;
  }
}
