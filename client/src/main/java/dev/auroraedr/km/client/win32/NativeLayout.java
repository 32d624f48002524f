package dev.auroraedr.km.client.win32;

import com.sun.jna.Native;
import com.sun.jna.Pointer;

/**
 * Offsets and sizes in OVERLAPPED and OVERLAPPED_ENTRY, which depend on the pointer's size.
 *
 * @param pointerSize 4 or 8 bytes
 */
record NativeLayout(int pointerSize) {
  /** What Internal holds from the call until the status is written: STATUS_PENDING. */
  static final int PENDING = 0x103;

  static NativeLayout ofThisProcess() {
    return new NativeLayout(Native.POINTER_SIZE);
  }

  /** OVERLAPPED: Internal, InternalHigh, Offset, OffsetHigh, hEvent. */
  int overlappedSize() {
    return 3 * pointerSize + 8;
  }

  int internalHighOffset() {
    return pointerSize;
  }

  int eventOffset() {
    return 2 * pointerSize + 8;
  }

  /** OVERLAPPED_ENTRY: key, OVERLAPPED pointer, Internal, transferred bytes (32 bits, padded). */
  int entrySize() {
    return 4 * pointerSize;
  }

  int entryOverlappedOffset() {
    return pointerSize;
  }

  /** Reads a pointer-sized number without making an object. */
  long readAddress(Pointer memory, long offset) {
    return pointerSize == 8
        ? memory.getLong(offset)
        : Integer.toUnsignedLong(memory.getInt(offset));
  }

  void writeAddress(Pointer memory, long offset, long value) {
    if (pointerSize == 8) {
      memory.setLong(offset, value);
    } else {
      memory.setInt(offset, (int) value);
    }
  }
}
