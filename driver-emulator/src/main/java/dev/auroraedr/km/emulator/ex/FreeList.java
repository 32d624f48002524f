package dev.auroraedr.km.emulator.ex;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Free blocks of one size class, last in first out. Nobody waits for it: who finds it busy goes
 * without, which only costs the garbage collector a block.
 */
final class FreeList {
  private final AtomicBoolean busy = new AtomicBoolean();
  private final PoolBlock[] blocks;
  private int count;

  FreeList(int capacity) {
    blocks = new PoolBlock[capacity];
  }

  /** Takes a free block, or null if there is none or the list is busy. */
  PoolBlock take() {
    if (!busy.compareAndSet(false, true)) {
      return null;
    }
    PoolBlock block = null;
    if (count > 0) {
      block = blocks[--count];
      blocks[count] = null;
    }
    busy.set(false);
    return block;
  }

  void put(PoolBlock block) {
    if (!busy.compareAndSet(false, true)) {
      return;
    }
    if (count < blocks.length) {
      blocks[count++] = block;
    }
    busy.set(false);
  }
}
