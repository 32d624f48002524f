package dev.auroraedr.km.emulator.ex;

/**
 * How much pool there is and what it looks like.
 *
 * @param bytes of all size classes together
 * @param largestBlock largest single allocation in bytes, at most 2^30
 * @param poison true fills memory with 0xCC before handing it out, so that bytes which a driver did
 *     not write are seen
 */
public record PoolLimits(long bytes, int largestBlock, boolean poison) {
  /** 1 GiB, blocks up to 256 MiB. */
  public static PoolLimits standard(boolean poison) {
    return new PoolLimits(1L << 30, 1 << 28, poison);
  }
}
