package dev.auroraedr.km.emulator.rtl;

import java.util.Arrays;

/**
 * A UNICODE_STRING: UTF-16LE bytes with a length in bytes, which may be odd and whose units need
 * not be valid UTF-16. Immutable.
 */
public final class UnicodeString implements CharSequence {
  /** The string of length 0. */
  public static final UnicodeString EMPTY = new UnicodeString(new byte[0]);

  private final byte[] bytes;

  private UnicodeString(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Counted string of the units of {@code text}, unpaired surrogates and NULs included. */
  public static UnicodeString of(String text) {
    byte[] bytes = new byte[text.length() * 2];
    for (int i = 0; i < text.length(); i++) {
      bytes[2 * i] = (byte) text.charAt(i);
      bytes[2 * i + 1] = (byte) (text.charAt(i) >> 8);
    }
    return new UnicodeString(bytes);
  }

  /** Counted string of a copy of {@code utf16le}; an odd length is kept as it is. */
  public static UnicodeString ofBytes(byte[] utf16le) {
    return new UnicodeString(utf16le.clone());
  }

  /** Length in bytes. */
  public int lengthBytes() {
    return bytes.length;
  }

  /** Length in whole UTF-16 units; an odd last byte doesn't count. */
  public int units() {
    return bytes.length >> 1;
  }

  /** UTF-16 unit at an index from 0 to {@link #units()} - 1. */
  public char unit(int index) {
    return (char) (bytes[2 * index] & 0xFF | bytes[2 * index + 1] << 8);
  }

  /** Length in whole units, as {@link #units()}. */
  @Override
  public int length() {
    return units();
  }

  @Override
  public char charAt(int index) {
    return unit(index);
  }

  /** A copy of some of the units. */
  @Override
  public UnicodeString subSequence(int start, int end) {
    return new UnicodeString(Arrays.copyOfRange(bytes, 2 * start, 2 * end));
  }

  /** Copies the first {@code count} bytes to {@code target} from {@code at} on. */
  public void copyTo(byte[] target, int at, int count) {
    System.arraycopy(bytes, 0, target, at, count);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof UnicodeString that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The whole units as text, unpaired surrogates included. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(units());
    for (int i = 0; i < units(); i++) {
      text.append(unit(i));
    }
    return text.toString();
  }
}
