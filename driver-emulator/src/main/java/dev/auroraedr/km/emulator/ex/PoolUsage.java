package dev.auroraedr.km.emulator.ex;

/**
 * What is or was allocated under one tag, or under all tags of drivers.
 *
 * @param tag pool tag; {@code *} for a sum
 * @param allocations allocations since boot
 * @param blocks blocks that live now
 * @param bytes their sizes in bytes, as asked for
 */
public record PoolUsage(String tag, long allocations, long blocks, long bytes) {
  PoolUsage plus(PoolUsage other) {
    return new PoolUsage(
        "*", allocations + other.allocations, blocks + other.blocks, bytes + other.bytes);
  }
}
