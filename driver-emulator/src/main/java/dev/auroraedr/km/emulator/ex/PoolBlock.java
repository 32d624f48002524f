package dev.auroraedr.km.emulator.ex;

/**
 * A block of pool. Its array may be longer than asked for and is not zeroed: as on Windows, what
 * the driver did not write is somebody's old data (or poison). Objects are used again after {@link
 * Pool#free}, as addresses are.
 */
public final class PoolBlock {
  private final byte[] bytes;
  final int sizeClass;
  private final NonPagedPool pool;
  private int size;
  private PoolTag tag;
  private volatile boolean live;

  PoolBlock(NonPagedPool pool, byte[] bytes, int sizeClass) {
    this.pool = pool;
    this.bytes = bytes;
    this.sizeClass = sizeClass;
  }

  void allocated(int newSize, PoolTag newTag) {
    size = newSize;
    tag = newTag;
    live = true;
  }

  /** Ends its life; false if it had ended before. */
  boolean freed() {
    boolean was = live;
    live = false;
    return was;
  }

  PoolTag poolTag() {
    return tag;
  }

  /** The memory; only the first {@link #size()} bytes may be used. */
  public byte[] bytes() {
    if (!live) {
      throw pool.touchedAfterFree(this);
    }
    return bytes;
  }

  byte[] raw() {
    return bytes;
  }

  /** Bytes asked for. */
  public int size() {
    return size;
  }

  /** Four-character pool tag. */
  public String tag() {
    return tag.name();
  }
}
