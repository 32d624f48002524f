package dev.auroraedr.km.conformance.target.hosted;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The parameters of an operation as {@code driver/host/src/ffi/message.rs} reads them: numbers
 * little-endian, texts as a count of UTF-16 units and the units, bytes likewise, and a count of all
 * ones for what is not there. Not thread-safe.
 */
final class Message {
  /** Count of a text or of bytes that are not there. */
  static final int NONE = 0xFFFFFFFF;

  private ByteBuffer buffer = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);

  private ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      int wanted = Math.addExact(buffer.position(), bytes);
      ByteBuffer larger = ByteBuffer.allocate(Math.max(wanted, 2 * buffer.capacity()));
      buffer = larger.order(ByteOrder.LITTLE_ENDIAN).put(buffer.flip());
    }
    return buffer;
  }

  Message u32(int number) {
    room(Integer.BYTES).putInt(number);
    return this;
  }

  Message u64(long number) {
    room(Long.BYTES).putLong(number);
    return this;
  }

  Message flag(boolean flag) {
    return u32(flag ? 1 : 0);
  }

  /** A text of any UTF-16 units; null for none. */
  Message text(String text) {
    if (text == null) {
      return u32(NONE);
    }
    u32(text.length());
    ByteBuffer room = room(text.length() * Character.BYTES);
    text.chars().forEach(unit -> room.putChar((char) unit));
    return this;
  }

  /** Bytes; null for none. */
  Message bytes(byte[] bytes) {
    if (bytes == null) {
      return u32(NONE);
    }
    u32(bytes.length);
    room(bytes.length).put(bytes);
    return this;
  }

  /** What was written so far. */
  byte[] toBytes() {
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  /** Reads what an operation replied, from front to back. Not thread-safe. */
  static final class Reply {
    private final ByteBuffer buffer;

    Reply(byte[] bytes) {
      buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    int u32() {
      return buffer.getInt();
    }

    long u64() {
      return buffer.getLong();
    }

    boolean flag() {
      return u32() != 0;
    }

    /** A text; null if it is not there. */
    String text() {
      int units = u32();
      if (units == NONE) {
        return null;
      }
      char[] text = new char[checked(units, Character.BYTES)];
      for (int i = 0; i < text.length; i++) {
        text[i] = buffer.getChar();
      }
      return new String(text);
    }

    /** A count, and that many texts. */
    List<String> texts() {
      int count = checked(u32(), Integer.BYTES);
      List<String> texts = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        texts.add(text());
      }
      return List.copyOf(texts);
    }

    /** Bytes; null if they are not there. */
    byte[] bytes() {
      int count = u32();
      if (count == NONE) {
        return null;
      }
      byte[] bytes = new byte[checked(count, 1)];
      buffer.get(bytes);
      return bytes;
    }

    private int checked(int count, int size) {
      if (count < 0 || (long) count * size > buffer.remaining()) {
        throw new IllegalStateException(
            "the hosted kernel's reply names " + count + " of which it holds fewer");
      }
      return count;
    }

    /** All that is left, as the words of a refusal. */
    String words() {
      byte[] words = new byte[buffer.remaining()];
      buffer.get(words);
      return new String(words, StandardCharsets.UTF_8);
    }
  }
}
