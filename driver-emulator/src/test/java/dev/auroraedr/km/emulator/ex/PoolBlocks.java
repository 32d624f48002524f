package dev.auroraedr.km.emulator.ex;

import java.util.Arrays;

/** Pool blocks without a machine, poisoned as the pool's are. */
public final class PoolBlocks {
  private PoolBlocks() {}

  /** Block of {@code size} bytes of 0xCC. */
  public static PoolBlock of(int size) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) 0xCC);
    return new PoolBlock(bytes, size, "Test");
  }
}
