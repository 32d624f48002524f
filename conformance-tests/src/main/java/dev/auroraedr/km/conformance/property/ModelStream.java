package dev.auroraedr.km.conformance.property;

import dev.auroraedr.km.abi.Limits;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * One stream as STR-4, STR-6 to STR-8, STR-10 and STR-16 describe it: the simplest thing that could
 * be right, to judge the driver by.
 */
final class ModelStream {
  private static final int HEADER = 32;

  private final int mask;
  private final long granted;
  private final Deque<Item> queue = new ArrayDeque<>();
  private long queuedBytes;
  private long lastNumber;
  private long delivered;
  private long dropped;
  private long droppedSinceBatch;

  ModelStream(int mask, long granted) {
    this.mask = mask;
    this.granted = granted;
  }

  private record Item(long number, int size) {}

  /** What a batch must be. */
  record Expected(List<Long> numbers, long dropped) {}

  boolean wants(int bit) {
    return (mask & bit) != 0;
  }

  boolean hasQueued() {
    return !queue.isEmpty();
  }

  /** An event for a pending receive. */
  Expected deliver() {
    delivered++;
    return new Expected(List.of(++lastNumber), takeDropped());
  }

  /** An event for the queue. */
  void enqueue(int size) {
    lastNumber++;
    if (queuedBytes + size <= granted) {
      queue.add(new Item(lastNumber, size));
      queuedBytes += size;
    } else {
      dropped++;
      droppedSinceBatch++;
    }
  }

  /** A receive that finds events. */
  Expected receive(int outputLength) {
    int room = Math.min(outputLength, Limits.MAX_BATCH_BYTES) - HEADER;
    List<Long> numbers = new ArrayList<>();
    while (!queue.isEmpty() && queue.peek().size <= room) {
      Item item = queue.remove();
      room -= item.size;
      queuedBytes -= item.size;
      numbers.add(item.number);
    }
    delivered += numbers.size();
    return new Expected(numbers, takeDropped());
  }

  private long takeDropped() {
    long taken = droppedSinceBatch;
    droppedSinceBatch = 0;
    return taken;
  }

  long delivered() {
    return delivered;
  }

  /** Dropped if the stream were stopped now. */
  long droppedAtStop() {
    return dropped + queue.size();
  }

  long lastNumber() {
    return lastNumber;
  }
}
