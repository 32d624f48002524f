package dev.auroraedr.km.emulator.ex;

import dev.auroraedr.km.emulator.ke.KernelCalls;
import dev.auroraedr.km.emulator.ke.Verifier;

/** Pool blocks without a machine, poisoned as the pool's are. */
public final class PoolBlocks {
  private PoolBlocks() {}

  /** Block of {@code size} bytes of 0xCC. */
  public static PoolBlock of(int size) {
    NonPagedPool pool =
        new NonPagedPool(new KernelCalls(), new Verifier(), PoolLimits.standard(true));
    return pool.allocateNonPaged(size, "Test");
  }
}
