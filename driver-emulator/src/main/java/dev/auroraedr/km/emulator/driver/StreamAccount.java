package dev.auroraedr.km.emulator.driver;

/**
 * Numbers and counts of one stream (STR-8). Every event that the stream's mask has takes a number;
 * each ends as delivered or as dropped. Guarded by the stream's lock.
 */
public class StreamAccount {
  private static final long MAX_BATCH_DROPPED = 0xFFFFFFFFL;

  private long lastNumber;
  private long delivered;
  private long dropped;
  private long droppedSinceBatch;

  /** Takes the next number, from 1 on without holes. */
  public long numberNext() {
    return ++lastNumber;
  }

  /** Counts events that stand in a batch that was built. */
  public void countDelivered(int events) {
    delivered += events;
  }

  /** Counts events that no batch will hold. */
  public void countDropped(long events) {
    dropped += events;
    droppedSinceBatch = Math.min(MAX_BATCH_DROPPED, droppedSinceBatch + events);
  }

  /** For the batch being built: events dropped since the one before, stopping at 0xFFFFFFFF. */
  public int takeDroppedSinceBatch() {
    int taken = (int) droppedSinceBatch;
    droppedSinceBatch = 0;
    return taken;
  }

  /** Events in all batches built. */
  public final long delivered() {
    return delivered;
  }

  /** Events dropped, without limit. */
  public final long dropped() {
    return dropped;
  }
}
