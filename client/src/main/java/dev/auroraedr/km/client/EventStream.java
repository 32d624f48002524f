package dev.auroraedr.km.client;

import dev.auroraedr.km.client.codec.Event;
import dev.auroraedr.km.client.codec.StreamToken;
import dev.auroraedr.km.client.port.CompletionPort;
import java.time.Duration;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * The events of one stream, in sequence order (CLI-2). Used in one of two ways: {@link #poll} hands
 * batches to a handler on the caller's thread and allocates nothing per event; {@link #publisher}
 * publishes immutable records to one subscriber from a thread of its own.
 *
 * <p>Either way a reader that falls behind holds back its receives, so the driver's queue fills and
 * then drops the newest events (STR-13); {@link #statistics} and every batch tell how many.
 *
 * <p>{@link #stop} ends the stream in order and gives the driver's account. {@link #close} ends it
 * at once. Both free the receive buffers only after the last packet has come back. Thread-safe;
 * batches are handed out to one thread at a time.
 */
public final class EventStream implements AutoCloseable {
  /** What {@link #poll} returns once the stream was stopped or closed and nothing is left. */
  public static final int ENDED = -1;

  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

  private final AtomicReference<StreamPhase> phase = new AtomicReference<>(StreamPhase.OPEN);
  private final ReentrantLock reading = new ReentrantLock();
  private final StreamLink link;
  private final StreamReader reader;
  private final IntSupplier allReceives;
  private final Consumer<EventStream> onReleased;
  private final AtomicReference<EventPublisher> publisher = new AtomicReference<>();

  EventStream(StreamLink link, StreamOptions options, Consumer<EventStream> onReleased) {
    this.link = link;
    this.reader = new StreamReader(link, options, phase);
    this.allReceives = options::receives;
    this.onReleased = onReleased;
  }

  /** Names the stream in the driver. */
  public StreamToken token() {
    return link.opened().token();
  }

  /** Size in bytes of the driver's queue, as granted. */
  public int queueBytes() {
    return link.opened().queueBytes();
  }

  /** FILETIME at which the driver opened the stream. */
  public long openedAt() {
    return link.opened().openedAt();
  }

  /** Whether the stream still carries events: not stopped, closed or failed. */
  public boolean isOpen() {
    return phase.get() == StreamPhase.OPEN;
  }

  /** What was received, dropped and missing so far. */
  public StreamStatistics statistics() {
    return reader.counters().statistics();
  }

  /**
   * Hands out the next batch, waiting for one if there is none. The handler may call {@link #close}
   * but not {@link #poll} or {@link #stop}. If it throws, the batch counts as handled.
   *
   * @param timeout longest wait; zero only looks
   * @return events handed out; 0 after the time-out; {@link #ENDED} after the end
   * @throws DriverException if a receive failed or an answer was malformed; the stream is over
   * @throws IllegalStateException if called by the handler, or if the stream has a subscriber
   */
  public int poll(Duration timeout, BatchHandler handler) throws DriverException {
    if (hasSubscriber()) {
      throw new IllegalStateException("this stream is read by its publisher: don't poll it too");
    }
    boolean endless = timeout.compareTo(LONGEST) >= 0;
    return poll(endless ? CompletionPort.FOREVER : timeout.toNanos(), handler, allReceives);
  }

  /**
   * The stream's events as immutable records, for one subscriber. Receives are submitted only up to
   * the subscriber's demand. Cancelling the subscription closes the stream; after {@link #stop} the
   * subscriber gets what was delivered, then completion. A second subscriber gets an {@code
   * onError}.
   */
  public Flow.Publisher<Event> publisher() {
    publisher.compareAndSet(null, new EventPublisher(this));
    return publisher.get();
  }

  /** Stops the stream; batches that were not handed out yet are thrown away. */
  public StreamSummary stop() throws DriverException {
    return stop(batch -> {});
  }

  /**
   * Stops the stream in the driver, hands out what had been delivered before, and frees everything.
   * If the stream has a subscriber, that one gets the rest instead and this returns at once.
   *
   * @return the driver's account
   * @throws StreamClosedException if the stream is over already
   * @throws DriverException if STOP failed, or a receive before it
   */
  public StreamSummary stop(BatchHandler rest) throws DriverException {
    refuseInsideHandler("stop");
    if (!phase.compareAndSet(StreamPhase.OPEN, StreamPhase.STOPPING)) {
      throw new StreamClosedException(
          link.session().describe("STOP_EVENT_STREAM"),
          "the stream is " + phase.get() + " already; stop a stream once");
    }
    StreamSummary summary = stopInDriver();
    phase.compareAndSet(StreamPhase.STOPPING, StreamPhase.STOPPED);
    wake();
    if (!hasSubscriber()) {
      handOutRest(rest);
    }
    return summary;
  }

  /**
   * Closes the stream at once: cancels its receives, closes its handle, waits for their packets and
   * frees the buffers. Called by the handler, it takes effect when that returns. Idempotent.
   *
   * @throws IllegalStateException if packets don't come back within 30 s; the buffers then stay
   *     reserved, and closing may be tried again
   */
  @Override
  public void close() {
    close(StreamReader.DRAIN_NANOS);
  }

  void close(long drainNanos) {
    beginClose();
    if (!reading.isHeldByCurrentThread()) {
      reading.lock();
      try {
        drain(drainNanos);
      } finally {
        reading.unlock();
      }
    }
  }

  /** The part of closing that does not wait; the reading thread does the rest. */
  void beginClose() {
    StreamPhase before =
        phase.getAndUpdate(now -> now == StreamPhase.FAILED ? now : StreamPhase.CLOSED);
    if (before != StreamPhase.CLOSED && !reader.isReleased()) {
      reader.abandonReceives();
      wake();
    }
    EventPublisher subscribers = publisher.get();
    if (subscribers != null) {
      subscribers.wake();
    }
  }

  int poll(long timeoutNanos, BatchHandler handler, IntSupplier limit) throws DriverException {
    refuseInsideHandler("poll");
    reading.lock();
    try {
      return pollThenDrain(timeoutNanos, handler, limit);
    } finally {
      reading.unlock();
    }
  }

  /** Whether the calling thread is inside this stream's handler. */
  boolean isHandledByCaller() {
    return reading.isHeldByCurrentThread();
  }

  /** Whether what still comes is thrown away. */
  boolean isAbandoned() {
    return !phase.get().handsOut();
  }

  /** Whether everything that was delivered before STOP has been handed out. */
  boolean endedInOrder() {
    return reader.endedInOrder();
  }

  /** Makes a waiting reader look at phase and demand again. */
  void wake() {
    if (!reader.isReleased()) {
      link.port().wake();
    }
  }

  private StreamSummary stopInDriver() throws DriverException {
    try {
      return link.stop();
    } catch (DriverException e) {
      reader.fail(e);
      close();
      throw e;
    }
  }

  private void handOutRest(BatchHandler rest) throws DriverException {
    while (poll(CompletionPort.FOREVER, rest, () -> 0) != ENDED) {
      continue;
    }
  }

  private int pollThenDrain(long timeoutNanos, BatchHandler handler, IntSupplier limit)
      throws DriverException {
    try {
      return reader.poll(handler, timeoutNanos, limit);
    } finally {
      if (phase.get() == StreamPhase.CLOSED || reader.isReleased()) {
        drain(StreamReader.DRAIN_NANOS);
      }
    }
  }

  private void drain(long timeoutNanos) {
    reader.drain(timeoutNanos);
    onReleased.accept(this);
  }

  private boolean hasSubscriber() {
    EventPublisher subscribers = publisher.get();
    return subscribers != null && subscribers.isSubscribed();
  }

  private void refuseInsideHandler(String what) {
    if (reading.isHeldByCurrentThread()) {
      throw new IllegalStateException(
          what + " was called while a batch is being handled; call it after poll has returned");
    }
  }
}
