package dev.auroraedr.km.client.codec;

import java.nio.ByteBuffer;

/**
 * A name where it lies in the received buffer: valid as long as the {@link EventCursor} that gave
 * it stands on its event. Reading units, copying and comparing allocate nothing; {@link #toString}
 * and {@link #subSequence} copy. Not thread-safe. To order two names use {@link
 * CharSequence#compare(CharSequence, CharSequence)}.
 */
public final class EventName implements CharSequence {
  private ByteBuffer bytes;
  private int offset;
  private int units;

  EventName() {}

  /** Points at UTF-16LE units in a little-endian buffer; null once nothing is behind it. */
  void wrap(ByteBuffer bytes, int offset, int byteLength) {
    this.bytes = bytes;
    this.offset = offset;
    this.units = byteLength / Character.BYTES;
  }

  @Override
  public int length() {
    requireValid();
    return units;
  }

  @Override
  public char charAt(int index) {
    requireValid();
    if (index < 0 || index >= units) {
      throw new IndexOutOfBoundsException("index " + index + " of a name with " + units + " units");
    }
    return bytes.getChar(offset + index * Character.BYTES);
  }

  /**
   * Copies all units to {@code target} from {@code targetOffset} on.
   *
   * @return how many units were copied
   * @throws IndexOutOfBoundsException if they don't fit
   */
  public int copyTo(char[] target, int targetOffset) {
    int length = length();
    if (targetOffset < 0 || targetOffset > target.length - length) {
      throw new IndexOutOfBoundsException(
          length + " units don't fit at " + targetOffset + " of " + target.length);
    }
    for (int i = 0; i < length; i++) {
      target[targetOffset + i] = bytes.getChar(offset + i * Character.BYTES);
    }
    return length;
  }

  /** Appends all units. */
  public void appendTo(StringBuilder target) {
    target.append(this, 0, length());
  }

  /** Whether the units are the same, one by one. */
  public boolean contentEquals(CharSequence other) {
    return length() == other.length() && CharSequence.compare(this, other) == 0;
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return toString().subSequence(start, end);
  }

  @Override
  public String toString() {
    char[] copy = new char[length()];
    copyTo(copy, 0);
    return new String(copy);
  }

  private void requireValid() {
    if (bytes == null) {
      throw EventCursor.stale();
    }
  }
}
