package dev.auroraedr.km.emulator.driver;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What a stream must do, in the words of STR-4 to STR-10, without rings, locks and IRPs. */
final class StreamModel {
  /** An event that waits: its number and size. */
  record Waiting(long number, int size) {}

  /** A batch: the numbers in it and what its header tells as dropped. */
  record Batch(List<Long> numbers, long dropped) {}

  private final int queueBytes;
  private final Deque<Waiting> queue = new ArrayDeque<>();
  private final Deque<Integer> receives = new ArrayDeque<>();
  private long lastNumber;
  private long delivered;
  private long droppedSinceBatch;

  StreamModel(int queueBytes) {
    this.queueBytes = queueBytes;
  }

  /** Returns the index of the receive that gets the event, or -1. */
  int event(int size) {
    lastNumber++;
    if (!receives.isEmpty()) {
      return receives.remove();
    }
    if (queue.stream().mapToInt(Waiting::size).sum() + size <= queueBytes) {
      queue.add(new Waiting(lastNumber, size));
    } else {
      droppedSinceBatch++;
    }
    return -1;
  }

  void lostEvent() {
    lastNumber++;
    droppedSinceBatch++;
  }

  /** The batch of the newest event, given to a receive at once. */
  Batch newest() {
    return batchOf(List.of(lastNumber));
  }

  /** The batch that a receive finds, or null if it pends. */
  Batch receive(int index, int outputLength) {
    if (queue.isEmpty()) {
      receives.add(index);
      return null;
    }
    int room = Math.min(outputLength, 65536) - 32;
    List<Long> numbers = new ArrayList<>();
    while (!queue.isEmpty() && queue.peek().size() <= room) {
      room -= queue.peek().size();
      numbers.add(queue.remove().number());
    }
    return batchOf(numbers);
  }

  private Batch batchOf(List<Long> numbers) {
    Batch batch = new Batch(numbers, droppedSinceBatch);
    delivered += numbers.size();
    droppedSinceBatch = 0;
    return batch;
  }

  boolean cancel(int index) {
    return receives.remove(index);
  }

  List<Integer> pending() {
    return List.copyOf(receives);
  }

  StreamTotals stop() {
    return new StreamTotals(delivered, lastNumber - delivered);
  }
}
