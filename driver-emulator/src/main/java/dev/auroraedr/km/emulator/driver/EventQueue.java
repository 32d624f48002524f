package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.EventLayout;
import dev.auroraedr.km.emulator.ex.PoolBlock;

/**
 * Events of one stream that wait for a receive: a ring in the non-paged memory that was reserved
 * when the stream was opened (STR-16). An event may lie across the ring's end, so that nothing but
 * its own size counts. Guarded by its stream's lock.
 */
public class EventQueue {
  private final PoolBlock memory;
  private int head;
  private int usedBytes;
  private int count;

  /** Makes an empty queue over a block whose size is the granted queue_bytes. */
  public EventQueue(PoolBlock memory) {
    this.memory = memory;
  }

  /** The block to free when the stream has ended. */
  public final PoolBlock memory() {
    return memory;
  }

  /** Whether no event waits. */
  public final boolean isEmpty() {
    return count == 0;
  }

  /** Events that wait. */
  public final int count() {
    return count;
  }

  /** Sum of the sizes of the events that wait. */
  public final int usedBytes() {
    return usedBytes;
  }

  /** STR-16: the queued sizes and the new one are at most the granted bytes. */
  protected boolean fits(int size) {
    return size <= memory.size() - usedBytes;
  }

  /**
   * Puts an event at the tail.
   *
   * @return false if it does not fit; the queue is then unchanged
   */
  public boolean append(byte[] event, int size) {
    if (!fits(size)) {
      return false;
    }
    copyIn(event, size);
    usedBytes += size;
    count++;
    return true;
  }

  /** Size of the oldest event; the queue must not be empty. */
  public final int oldestSize() {
    return LittleEndian.u32(memory.bytes(), head + EventLayout.SIZE_OFFSET);
  }

  /**
   * Moves the oldest event to {@code target} from {@code at} on; the queue must not be empty.
   *
   * @return its size
   */
  public int removeOldest(byte[] target, int at) {
    int size = oldestSize();
    copyOut(target, at, size);
    head = wrapped(head + size);
    usedBytes -= size;
    count--;
    return size;
  }

  /** Copies an event behind the last one, in two pieces where the ring ends inside it. */
  protected void copyIn(byte[] event, int size) {
    int tail = wrapped(head + usedBytes);
    int first = Math.min(size, memory.size() - tail);
    System.arraycopy(event, 0, memory.bytes(), tail, first);
    System.arraycopy(event, first, memory.bytes(), 0, size - first);
  }

  /** Copies the oldest event out, in two pieces where the ring ends inside it. */
  protected void copyOut(byte[] target, int at, int size) {
    int first = Math.min(size, memory.size() - head);
    System.arraycopy(memory.bytes(), head, target, at, first);
    System.arraycopy(memory.bytes(), 0, target, at + first, size - first);
  }

  private int wrapped(int offset) {
    return offset >= memory.size() ? offset - memory.size() : offset;
  }
}
