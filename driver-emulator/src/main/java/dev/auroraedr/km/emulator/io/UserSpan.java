package dev.auroraedr.km.emulator.io;

/**
 * A pointer into a caller's memory and how many bytes behind it may be touched. Input and output
 * may share an array, overlap, or be {@link #NULL}; lengths told to the system are separate and may
 * be larger, then the probe finds out. Immutable; the bytes belong to the caller.
 */
public final class UserSpan {
  /** The NULL pointer. */
  public static final UserSpan NULL = new UserSpan(null, 0, 0);

  private final byte[] memory;
  private final int offset;
  private final int accessible;

  private UserSpan(byte[] memory, int offset, int accessible) {
    this.memory = memory;
    this.offset = offset;
    this.accessible = accessible;
  }

  /** All of an array. */
  public static UserSpan of(byte[] memory) {
    return new UserSpan(memory, 0, memory.length);
  }

  /**
   * A part of an array.
   *
   * @param offset where it begins
   * @param accessible bytes that may be touched from there
   */
  public static UserSpan of(byte[] memory, int offset, int accessible) {
    java.util.Objects.checkFromIndexSize(offset, accessible, memory.length);
    return new UserSpan(memory, offset, accessible);
  }

  /** Whether this is the NULL pointer. */
  public boolean isNull() {
    return memory == null;
  }

  /** ProbeForWrite, or a read of every page: whether so many bytes may be touched. */
  boolean covers(long length) {
    return length <= accessible;
  }

  void copyOut(byte[] into, int length) {
    if (length > 0) {
      System.arraycopy(memory, offset, into, 0, length);
    }
  }

  void copyIn(byte[] from, int length) {
    if (length > 0) {
      System.arraycopy(from, 0, memory, offset, length);
    }
  }
}
