package dev.auroraedr.km.emulator.ex;

import dev.auroraedr.km.emulator.ke.BugCheckException;
import dev.auroraedr.km.emulator.ke.KernelCalls;
import dev.auroraedr.km.emulator.ke.Verifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The machine's non-paged pool: size classes are powers of two, free blocks are handed out again
 * dirty. The system's own allocations (names below) pass the gate under names of their own, so that
 * a plan to fail the driver's nth allocation never hits them. Thread-safe.
 */
public final class NonPagedPool implements Pool {
  /** Fills memory that is handed out, if the machine poisons. */
  public static final byte POISON = (byte) 0xCC;

  private static final int SMALLEST = 32;
  private static final int FREE_BLOCKS = 256;
  private static final int FREE_BYTES = 1 << 22;
  private static final int BAD_POOL_CALLER = 0xC2;

  private final KernelCalls calls;
  private final Verifier verifier;
  private final PoolLimits limits;
  private final AtomicLong used = new AtomicLong();
  private final FreeList[] free = new FreeList[32];
  private final Map<String, PoolTag> tags = new ConcurrentHashMap<>();

  /** Makes an empty pool. */
  public NonPagedPool(KernelCalls calls, Verifier verifier, PoolLimits limits) {
    this.calls = calls;
    this.verifier = verifier;
    this.limits = limits;
    for (int i = 0; i < free.length; i++) {
      free[i] = new FreeList(Math.max(1, Math.min(FREE_BLOCKS, FREE_BYTES >>> Math.min(i, 30))));
    }
  }

  @Override
  public PoolBlock allocateNonPaged(int bytes, String tag) {
    boolean fail = calls.enter("ExAllocatePool2");
    if (bytes <= 0 || tag.length() != 4) {
      throw verifier.violation("ExAllocatePool2 of " + bytes + " bytes with tag '" + tag + "'");
    }
    return fail ? null : allocate(bytes, tagOf(tag, false));
  }

  /**
   * Memory for the system's own use.
   *
   * @param call name under which the allocation passes the gate
   * @return the block, or null when memory is short or the call was told to fail
   */
  public PoolBlock allocateForSystem(int bytes, String tag, String call) {
    return calls.enter(call) ? null : allocate(bytes, tagOf(tag, true));
  }

  private PoolBlock allocate(int bytes, PoolTag tag) {
    if (bytes > limits.largestBlock()) {
      return null;
    }
    int sizeClass = sizeClass(bytes);
    long size = 1L << sizeClass;
    if (used.addAndGet(size) > limits.bytes()) {
      used.addAndGet(-size);
      return null;
    }
    PoolBlock block = free[sizeClass].take();
    if (block == null) {
      block = new PoolBlock(this, new byte[(int) size], sizeClass);
    }
    if (limits.poison()) {
      Arrays.fill(block.raw(), POISON);
    }
    block.allocated(bytes, tag);
    tag.allocated(bytes);
    return block;
  }

  @Override
  public void free(PoolBlock block, String tag) {
    calls.enter("ExFreePoolWithTag");
    if (!block.tag().equals(tag)) {
      throw badPool("block of tag " + block.tag() + " freed with tag " + tag);
    }
    freeForSystem(block);
  }

  /** Gives memory of {@link #allocateForSystem} back. */
  public void freeForSystem(PoolBlock block) {
    PoolTag tag = block.poolTag();
    int size = block.size();
    if (!block.freed()) {
      throw badPool("block of tag " + tag.name() + " freed twice");
    }
    tag.freed(size);
    used.addAndGet(-(1L << block.sizeClass));
    free[block.sizeClass].put(block);
  }

  private BugCheckException badPool(String detail) {
    return verifier.bugCheck(BAD_POOL_CALLER, "BAD_POOL_CALLER", detail);
  }

  BugCheckException touchedAfterFree(PoolBlock block) {
    return verifier.bugCheck(
        0x50, "PAGE_FAULT_IN_NONPAGED_AREA", "pool of tag " + block.tag() + " used after its free");
  }

  /** What drivers have allocated, all tags together. */
  public PoolUsage driverUsage() {
    PoolUsage sum = new PoolUsage("*", 0, 0, 0);
    for (PoolTag tag : tags.values()) {
      sum = tag.system() ? sum : sum.plus(tag.usage());
    }
    return sum;
  }

  /** Tags of drivers under which blocks live, in order of tag. */
  public List<PoolUsage> driverBlocks() {
    return tags.values().stream()
        .filter(tag -> !tag.system())
        .map(PoolTag::usage)
        .filter(usage -> usage.blocks() != 0)
        .sorted((a, b) -> a.tag().compareTo(b.tag()))
        .toList();
  }

  /** Bytes that the system itself holds, such as buffers of requests under way. */
  public long systemBytes() {
    return tags.values().stream().filter(PoolTag::system).mapToLong(t -> t.usage().bytes()).sum();
  }

  private PoolTag tagOf(String name, boolean system) {
    PoolTag tag = tags.get(name);
    return tag != null ? tag : tags.computeIfAbsent(name, key -> new PoolTag(key, system));
  }

  private static int sizeClass(int bytes) {
    return 32 - Integer.numberOfLeadingZeros(Math.max(bytes, SMALLEST) - 1);
  }
}
