package dev.auroraedr.km.emulator.ob;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Handles of one process: multiples of 4 from 4 on; closed ones are used again in the order of
 * their closing. Looking up takes no lock. Thread-safe.
 */
public final class HandleTable {
  private static final int FIRST_CAPACITY = 16;

  private final ArrayDeque<Integer> closed = new ArrayDeque<>();
  private volatile AtomicReferenceArray<HandleEntry> entries =
      new AtomicReferenceArray<>(FIRST_CAPACITY);
  private int used = 1;

  HandleTable() {}

  synchronized long insert(HandleEntry entry) {
    entry.object().handleOpened();
    Integer slot = closed.poll();
    int index = slot == null ? used++ : slot;
    if (index == entries.length()) {
      grow();
    }
    entries.set(index, entry);
    return index * 4L;
  }

  /** Gives a fresh table an entry under the value that it has in the parent's table. */
  synchronized void insertInherited(long handle, HandleEntry entry) {
    entry.object().handleOpened();
    int index = (int) (handle >>> 2);
    while (index >= entries.length()) {
      grow();
    }
    entries.set(index, entry);
    used = Math.max(used, index + 1);
  }

  private void grow() {
    AtomicReferenceArray<HandleEntry> larger = new AtomicReferenceArray<>(entries.length() * 2);
    for (int i = 0; i < entries.length(); i++) {
      larger.set(i, entries.get(i));
    }
    entries = larger;
  }

  /** The entry of a handle, or null; its object is not referenced. */
  HandleEntry get(long handle) {
    AtomicReferenceArray<HandleEntry> now = entries;
    long index = handle >>> 2;
    return handle <= 0 || index >= now.length() ? null : now.get((int) index);
  }

  /** Takes a handle out and returns its entry, or null; the object still counts the handle. */
  synchronized HandleEntry remove(long handle) {
    HandleEntry entry = get(handle);
    if (entry != null) {
      int index = (int) (handle >>> 2);
      entries.set(index, null);
      closed.add(index);
    }
    return entry;
  }

  /** All open handles, in rising order. */
  public synchronized long[] handles() {
    long[] open = new long[used];
    int count = 0;
    for (int i = 1; i < used; i++) {
      if (entries.get(i) != null) {
        open[count++] = i * 4L;
      }
    }
    return Arrays.copyOf(open, count);
  }
}
