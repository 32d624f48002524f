package dev.auroraedr.km.conformance.bench;

import dev.auroraedr.km.client.codec.EventBatch;
import dev.auroraedr.km.client.codec.EventCursor;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/**
 * Measures from the moment at which an event should have been made to the moment at which its
 * packet was dequeued. As the intended moment counts and not the real one, a producer that a slow
 * path holds up does not hide the delay (coordinated omission).
 */
final class LatencyRun {
  private static final long HIGHEST_NANOS = 10_000_000_000L;
  private static final long START_DELAY_NANOS = 2_000_000;

  private final EventPath path;
  private final LatencyLoad load;
  private final PathShape shape;
  private final Histogram histogram = new Histogram(HIGHEST_NANOS, 3);
  private final AtomicLong received = new AtomicLong();
  private final CountDownLatch ready = new CountDownLatch(1);
  private volatile long start;
  private volatile Throwable failure;

  private LatencyRun(EventPath path, PathShape shape, LatencyLoad load) {
    this.path = path;
    this.shape = shape;
    this.load = load;
  }

  /** Runs the load over a new path of that kind; the histogram holds nanoseconds. */
  static Histogram measure(PathKind kind, PathShape shape, LatencyLoad load) {
    try (EventPath path = kind.events(shape)) {
      return new LatencyRun(path, shape, load).run();
    }
  }

  private Histogram run() {
    Thread receiver = new Thread(this::receiveAll, "bench-receiver");
    receiver.setDaemon(true);
    start = System.nanoTime() + START_DELAY_NANOS;
    receiver.start();
    try {
      produceAll();
    } finally {
      if (failure != null) {
        path.wakeReceivers();
      }
    }
    Threads.join(receiver);
    check();
    return histogram;
  }

  private void produceAll() {
    awaitReceiver();
    for (long sequence = 1; sequence <= load.events(); sequence++) {
      long due = start + load.intendedNanos(sequence);
      while (System.nanoTime() - due < 0 || sequence - received.get() > shape.window()) {
        check();
        Thread.onSpinWait();
      }
      path.produce();
    }
  }

  private void awaitReceiver() {
    try {
      ready.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted before the first event", e);
    }
  }

  private void check() {
    if (failure != null) {
      throw new IllegalStateException("the receiver failed", failure);
    }
  }

  private void receiveAll() {
    EventSink sink = this::record;
    ready.countDown();
    try {
      while (received.get() < load.events()) {
        if (path.receive(0, shape.waiting(), sink) == 0) {
          Thread.onSpinWait();
        }
      }
    } catch (RuntimeException | Error e) {
      failure = e;
    }
  }

  private void record(int stream, EventBatch batch) {
    long now = System.nanoTime() - start;
    if (batch.dropped() != 0) {
      throw new IllegalStateException("stream " + stream + " dropped " + batch.dropped());
    }
    long last = received.get();
    for (EventCursor event = batch.events(); event.next(); ) {
      if (event.sequence() != ++last) {
        throw new IllegalStateException("sequence " + event.sequence() + " instead of " + last);
      }
      if (last > load.warmUpEvents()) {
        histogram.recordValue(Math.max(0, now - load.intendedNanos(last)));
      }
    }
    received.lazySet(last);
  }
}
