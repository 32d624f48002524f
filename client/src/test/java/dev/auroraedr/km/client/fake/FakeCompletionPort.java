package dev.auroraedr.km.client.fake;

import dev.auroraedr.km.client.port.CompletionPort;
import dev.auroraedr.km.client.port.OverlappedRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** First in, first out; can hold packets back and let them go in any order. */
public final class FakeCompletionPort implements CompletionPort {
  private final Deque<Optional<FakeRequest>> packets = new ArrayDeque<>();
  private final List<FakeRequest> held = new ArrayList<>();
  private boolean holding;
  private boolean closed;
  private int waiting;

  synchronized void post(FakeRequest request) {
    if (closed) {
      return;
    }
    if (holding) {
      held.add(request);
    } else {
      packets.add(Optional.of(request));
      notifyAll();
    }
  }

  /** From now on packets are kept back. */
  public synchronized void hold() {
    holding = true;
  }

  /** Lets held packets go, in this order of their positions; later ones go at once. */
  public synchronized void release(int... order) {
    for (int i : order) {
      packets.add(Optional.of(held.get(i)));
    }
    held.clear();
    holding = false;
    notifyAll();
  }

  public synchronized int heldCount() {
    return held.size();
  }

  @Override
  public synchronized boolean isClosed() {
    return closed;
  }

  /** Waits until a thread waits in {@link #dequeue}. */
  public synchronized void awaitWaiter() throws InterruptedException {
    while (waiting == 0 || !packets.isEmpty()) {
      wait(10);
    }
  }

  @Override
  public synchronized int dequeue(OverlappedRequest[] into, long timeoutNanos) {
    long deadline = System.nanoTime() + Math.min(timeoutNanos, Long.MAX_VALUE / 4);
    while (packets.isEmpty() && !closed && deadline - System.nanoTime() > 0) {
      pause(deadline);
    }
    int count = 0;
    while (count < into.length && !packets.isEmpty()) {
      FakeRequest request = packets.poll().orElse(null);
      if (request != null) {
        request.inFlight = false;
      }
      into[count++] = request;
    }
    return count;
  }

  private void pause(long deadline) {
    waiting++;
    notifyAll();
    try {
      long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      wait(Math.max(1, Math.min(millis, 1000)));
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while dequeuing", e);
    } finally {
      waiting--;
    }
  }

  @Override
  public synchronized void wake() {
    if (!closed) {
      packets.add(Optional.empty());
      notifyAll();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    packets.clear();
    notifyAll();
  }
}
