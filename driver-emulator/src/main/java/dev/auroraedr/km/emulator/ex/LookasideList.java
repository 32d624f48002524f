package dev.auroraedr.km.emulator.ex;

import dev.auroraedr.km.emulator.ke.KernelCalls;
import java.util.ArrayList;
import java.util.List;

/**
 * A LOOKASIDE_LIST_EX of non-paged blocks of one size: freed blocks are kept for the next caller,
 * with what they held. Thread-safe.
 */
public final class LookasideList {
  private static final int DEPTH = 64;

  private final KernelCalls calls;
  private final Pool pool;
  private final int blockBytes;
  private final String tag;
  private final PoolBlock[] kept = new PoolBlock[DEPTH];
  private int count;

  /** ExInitializeLookasideListEx for non-paged memory. */
  public LookasideList(KernelCalls calls, Pool pool, int blockBytes, String tag) {
    this.calls = calls;
    this.pool = pool;
    this.blockBytes = blockBytes;
    this.tag = tag;
  }

  /**
   * ExAllocateFromLookasideListEx.
   *
   * @return a block with old data, or null when memory is short
   */
  public PoolBlock allocate() {
    if (calls.enter("ExAllocateFromLookasideListEx")) {
      return null;
    }
    PoolBlock block = takeKept();
    return block != null ? block : pool.allocateNonPaged(blockBytes, tag);
  }

  /** ExFreeToLookasideListEx. */
  public void free(PoolBlock block) {
    calls.enter("ExFreeToLookasideListEx");
    if (!keep(block)) {
      pool.free(block, tag);
    }
  }

  /** ExDeleteLookasideListEx: frees what is kept. */
  public void delete() {
    calls.enter("ExDeleteLookasideListEx");
    drain().forEach(block -> pool.free(block, tag));
  }

  private synchronized PoolBlock takeKept() {
    return count == 0 ? null : kept[--count];
  }

  private synchronized boolean keep(PoolBlock block) {
    if (count == DEPTH) {
      return false;
    }
    kept[count++] = block;
    return true;
  }

  private synchronized List<PoolBlock> drain() {
    List<PoolBlock> blocks = new ArrayList<>(count);
    while (count > 0) {
      blocks.add(kept[--count]);
    }
    return blocks;
  }
}
