package dev.auroraedr.km.client.codec;

import dev.auroraedr.km.abi.Limits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads one fixed-size answer and refuses what the protocol forbids. */
final class Answer {
  private final ByteBuffer bytes;
  private final String struct;

  /** Takes the bytes between position and limit, which must be exactly the struct's size. */
  Answer(ByteBuffer answer, String struct, int size) throws ProtocolException {
    this.bytes = answer.slice().order(ByteOrder.LITTLE_ENDIAN);
    this.struct = struct;
    if (bytes.limit() != size) {
      throw refuse(0, "the answer has " + bytes.limit() + " bytes, must have " + size);
    }
  }

  int u32(int offset) {
    return bytes.getInt(offset);
  }

  long u64(int offset) {
    return bytes.getLong(offset);
  }

  boolean flag(int offset, String field) throws ProtocolException {
    byte value = bytes.get(offset);
    if (value != 0 && value != 1) {
      throw refuse(offset, field + "=" + (value & 0xFF) + " must be 0 or 1");
    }
    return value == 1;
  }

  void version(int offset) throws ProtocolException {
    if (u32(offset) != Limits.ABI_VERSION) {
      throw refuse(offset, mustBe("abi_version", u32(offset), String.valueOf(Limits.ABI_VERSION)));
    }
  }

  void zero(int offset, int length) throws ProtocolException {
    for (int i = offset; i < offset + length; i++) {
      if (bytes.get(i) != 0) {
        throw refuse(i, "a zero field holds 0x" + String.format("%02X", bytes.get(i)));
      }
    }
  }

  <E> E known(int offset, String field, E[] values) throws ProtocolException {
    int value = u32(offset);
    if (value < 0 || value >= values.length) {
      throw refuse(offset, mustBe(field, value, "0.." + (values.length - 1)));
    }
    return values[value];
  }

  int atMost(int offset, String field, int max) throws ProtocolException {
    int value = u32(offset);
    if (Integer.compareUnsigned(value, max) > 0) {
      throw refuse(offset, mustBe(field, value, "0.." + max));
    }
    return value;
  }

  StreamToken token(int offset) throws ProtocolException {
    StreamToken token = StreamToken.read(bytes, offset);
    if (!token.isWellFormed()) {
      throw refuse(offset, "token " + token + " is no version 4, variant 1 UUID (STR-2)");
    }
    return token;
  }

  ProtocolException refuse(int offset, String reason) {
    return ProtocolException.at(bytes, struct, offset, reason);
  }

  private static String mustBe(String field, int value, String allowed) {
    return field + "=" + Integer.toUnsignedString(value) + " must be " + allowed;
  }
}
