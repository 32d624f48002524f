package dev.auroraedr.km.conformance.bench;

import dev.auroraedr.km.client.codec.EventBatch;
import dev.auroraedr.km.client.codec.EventCursor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Drives an event path: the calling thread produces, one thread of its own receives from all
 * streams by turns. The producer never runs further ahead than the window, so that nothing is
 * dropped; a drop, a gap or a wrong name fails the run.
 */
final class StreamPump implements AutoCloseable {
  private static final int IDLE_ROUNDS_BEFORE_YIELD = 64;
  private static final long LONGEST_STALL_NANOS = 10_000_000_000L;

  private final EventPath path;
  private final int window;
  private final int nameUnits;
  private final long[] received;
  private final EventSink sink = this::check;
  private final AtomicLong receivedByAll = new AtomicLong();
  private final Thread receiver;
  private volatile boolean closing;
  private volatile Throwable failure;
  private volatile long batches;
  private long batchCount;
  private long produced;

  StreamPump(EventPath path, PathShape shape) {
    this.path = path;
    this.window = shape.window();
    this.nameUnits = shape.name().length();
    this.received = new long[path.streams()];
    this.receiver = new Thread(this::receiveAll, "bench-receiver");
    receiver.setDaemon(true);
    receiver.start();
  }

  /** Produces that many events and returns once every stream has received them all. */
  void pump(int events) {
    for (int i = 0; i < events; i++) {
      awaitReceived(produced + 1 - window);
      path.produce();
      produced++;
    }
    awaitReceived(produced);
  }

  /** Events received so far, over all streams; exact between two pumps. */
  long received() {
    return receivedByAll.get() * path.streams();
  }

  /** Batches received so far, over all streams. */
  long batches() {
    return batches;
  }

  private void awaitReceived(long needed) {
    if (receivedByAll.get() >= needed) {
      return;
    }
    long begun = System.nanoTime();
    for (int spins = 1; receivedByAll.get() < needed; spins++) {
      checkReceiver(needed, begun);
      pause(spins);
    }
  }

  private void checkReceiver(long needed, long begun) {
    if (failure != null) {
      throw new IllegalStateException("the receiver failed", failure);
    }
    if (System.nanoTime() - begun > LONGEST_STALL_NANOS) {
      throw new IllegalStateException(
          "event " + needed + " did not arrive; each stream has " + receivedByAll.get());
    }
  }

  private void receiveAll() {
    try {
      for (int idle = 0; !closing; ) {
        idle = receiveRound() > 0 ? 0 : idle + 1;
        pause(idle);
      }
    } catch (RuntimeException | Error e) {
      failure = e;
    }
  }

  private int receiveRound() {
    int events = 0;
    long slowest = Long.MAX_VALUE;
    for (int stream = 0; stream < received.length; stream++) {
      events += path.receive(stream, Waiting.SPINNING, sink);
      slowest = Math.min(slowest, received[stream]);
    }
    if (events > 0) {
      batches = batchCount;
      receivedByAll.lazySet(slowest);
    }
    return events;
  }

  private void check(int stream, EventBatch batch) {
    if (batch.dropped() != 0) {
      throw new IllegalStateException("stream " + stream + " dropped " + batch.dropped());
    }
    for (EventCursor event = batch.events(); event.next(); ) {
      long expected = ++received[stream];
      if (event.sequence() != expected || event.name().length() != nameUnits) {
        throw new IllegalStateException(
            "stream " + stream + ": sequence " + event.sequence() + " instead of " + expected);
      }
    }
    batchCount++;
  }

  private static void pause(int idle) {
    if (idle == 0) {
      return;
    }
    if (idle % IDLE_ROUNDS_BEFORE_YIELD == 0) {
      Thread.yield();
    } else {
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    closing = true;
    Threads.join(receiver);
    path.close();
  }
}
