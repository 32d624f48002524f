package dev.auroraedr.km.emulator.ex;

/**
 * A block of pool. Its array may be longer than asked for and is not zeroed: as on Windows, what
 * the driver did not write is somebody's old data (or poison).
 */
public final class PoolBlock {
  private final byte[] bytes;
  private final int size;
  private final String tag;

  PoolBlock(byte[] bytes, int size, String tag) {
    this.bytes = bytes;
    this.size = size;
    this.tag = tag;
  }

  /** The memory; only the first {@link #size()} bytes may be used. */
  public byte[] bytes() {
    return bytes;
  }

  /** Bytes asked for. */
  public int size() {
    return size;
  }

  /** Four-character pool tag. */
  public String tag() {
    return tag;
  }
}
