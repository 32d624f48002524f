package dev.auroraedr.km.emulator.cm;

import dev.auroraedr.km.abi.NtStatus;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * KEY_VALUE_PARTIAL_INFORMATION: TitleIndex, Type and DataLength, 4 bytes each, then the data.
 *
 * <p>Source: ZwQueryValueKey in the Windows driver documentation.
 */
public final class KeyValuePartialInformation {
  /** Offset of Type. */
  public static final int TYPE_OFFSET = 4;

  /** Offset of DataLength. */
  public static final int DATA_LENGTH_OFFSET = 8;

  /** Offset of Data: size of the head. */
  public static final int DATA_OFFSET = 12;

  private KeyValuePartialInformation() {}

  static QueryValueResult write(KeyValue value, byte[] buffer, int length) {
    int whole = DATA_OFFSET + value.data().length;
    if (length < DATA_OFFSET) {
      return new QueryValueResult(NtStatus.BUFFER_TOO_SMALL, whole);
    }
    int fits = Math.min(length, whole);
    ByteBuffer.wrap(buffer)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(0)
        .putInt(value.type())
        .putInt(value.data().length)
        .put(value.data(), 0, fits - DATA_OFFSET);
    return new QueryValueResult(fits < whole ? NtStatus.BUFFER_OVERFLOW : NtStatus.SUCCESS, whole);
  }
}
