package dev.auroraedr.km.client.win32;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;

/** An array of OVERLAPPED_ENTRY with its count, to be filled by one dequeuing call. */
final class PacketBlock {
  private final NativeLayout layout;
  private final int capacity;
  private final Memory entries;
  private final Memory removed = new Memory(Integer.BYTES);
  private int wanted;

  PacketBlock(NativeLayout layout, int capacity) {
    this.layout = layout;
    this.capacity = capacity;
    this.entries = new Memory((long) layout.entrySize() * capacity);
  }

  int capacity() {
    return capacity;
  }

  PacketBlock want(int count) {
    wanted = count;
    removed.setInt(0, 0);
    return this;
  }

  int wanted() {
    return wanted;
  }

  Pointer entries() {
    return entries;
  }

  Pointer removed() {
    return removed;
  }

  /** How many entries the call filled. */
  int count() {
    return removed.getInt(0);
  }

  /** Address of the OVERLAPPED of an entry; 0 for a packet that was posted to wake. */
  long overlapped(int index) {
    return layout.readAddress(
        entries, (long) index * layout.entrySize() + layout.entryOverlappedOffset());
  }
}
