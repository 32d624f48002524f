package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.ex.PoolBlock;
import dev.auroraedr.km.emulator.ke.SpinLock;
import java.util.Arrays;

/**
 * Which process events the main and twin routines have handled (HLT-1): for each process the event
 * handled last, the one used longest ago giving way. As a process is created, then exits, and only
 * then gives its id to another, an event is new exactly when its process's entry tells another one,
 * even where two processes of one id were created at the same reading of the clock. An event is
 * never lost; it is handled twice only if as many other processes as there are entries start or end
 * while other drivers' routines that stand between the two hold it up. Non-paged memory, 96 KiB,
 * reserved at load. Thread-safe.
 */
public final class HandledEvents {
  private static final String TAG = "AurP";
  private static final int ENTRIES = 4096;
  private static final int ENTRY_BYTES = 24;
  private static final int ID_OFFSET = 0;
  private static final int KIND_OFFSET = 4;
  private static final int TIME_OFFSET = 8;
  private static final int USE_OFFSET = 16;

  private final Kernel kernel;
  private final SpinLock lock;
  private PoolBlock memory;
  private long uses;

  /** Nothing handled, and no memory yet. */
  public HandledEvents(Kernel kernel) {
    this.kernel = kernel;
    this.lock = kernel.ke().newSpinLock();
  }

  /** Takes the memory; false if it is short. Called before a routine stands. */
  public boolean reserve() {
    memory = kernel.pool().allocateNonPaged(ENTRIES * ENTRY_BYTES, TAG);
    if (memory != null) {
      Arrays.fill(memory.bytes(), 0, memory.size(), (byte) 0);
    }
    return memory != null;
  }

  /** Gives the memory back. Called once no routine stands. */
  public void release() {
    kernel.pool().free(memory, TAG);
    memory = null;
  }

  /**
   * Notes an event.
   *
   * @return whether it is the first call for it
   */
  public boolean isFirst(int processId, long createTime, boolean exit) {
    lock.acquire();
    try {
      return note(memory.bytes(), processId, createTime, exit ? 2 : 1);
    } finally {
      lock.release();
    }
  }

  private boolean note(byte[] bytes, int processId, long createTime, int kind) {
    int entry = entryOf(bytes, processId);
    LittleEndian.putU64(bytes, entry + USE_OFFSET, ++uses);
    boolean seen =
        LittleEndian.u32(bytes, entry + ID_OFFSET) == processId
            && LittleEndian.u64(bytes, entry + TIME_OFFSET) == createTime
            && LittleEndian.u32(bytes, entry + KIND_OFFSET) == kind;
    LittleEndian.putU32(bytes, entry + ID_OFFSET, processId);
    LittleEndian.putU64(bytes, entry + TIME_OFFSET, createTime);
    LittleEndian.putU32(bytes, entry + KIND_OFFSET, kind);
    return !seen;
  }

  /** The process's entry, else the one to give way. */
  private static int entryOf(byte[] bytes, int processId) {
    int oldest = 0;
    for (int entry = 0; entry < ENTRIES * ENTRY_BYTES; entry += ENTRY_BYTES) {
      if (LittleEndian.u32(bytes, entry + ID_OFFSET) == processId) {
        return entry;
      }
      if (LittleEndian.u64(bytes, entry + USE_OFFSET)
          < LittleEndian.u64(bytes, oldest + USE_OFFSET)) {
        oldest = entry;
      }
    }
    return oldest;
  }
}
