package dev.auroraedr.km.client;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.client.codec.EventBatch;
import dev.auroraedr.km.client.codec.ProtocolException;
import dev.auroraedr.km.client.port.CompletionPort;
import dev.auroraedr.km.client.port.OverlappedRequest;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;

/**
 * Submits a stream's receives, takes their packets and hands out their batches in order. One thread
 * at a time; other threads act through the phase and {@link CompletionPort#wake} only.
 */
final class StreamReader {
  /** Longest wait for packets of receives that were asked to end; they come at once on a system. */
  static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final StreamLink link;
  private final Waiting waiting;
  private final AtomicReference<StreamPhase> phase;
  private final ReceiveQueue receives;
  private final OverlappedRequest[] packets;
  private final EventBatch batch = new EventBatch();
  private final StreamCounters counters = new StreamCounters();
  private volatile DriverException failure;
  private volatile boolean released;
  private volatile boolean endedInOrder;

  StreamReader(StreamLink link, StreamOptions options, AtomicReference<StreamPhase> phase) {
    this.link = link;
    this.waiting = options.waiting();
    this.phase = phase;
    this.receives = new ReceiveQueue(link, options);
    this.packets = new OverlappedRequest[options.receives() + 1];
  }

  StreamCounters counters() {
    return counters;
  }

  /**
   * Hands out at most one batch.
   *
   * @param limit how many receives may be outstanding; asked again whenever some may be submitted
   * @return events handed out; 0 after the time-out; {@link EventStream#ENDED} at the end
   */
  int poll(BatchHandler handler, long timeoutNanos, IntSupplier limit) throws DriverException {
    long start = System.nanoTime();
    while (true) {
      submitUpTo(limit.getAsInt());
      int events = handOutHead(handler);
      if (events > 0) {
        return events;
      }
      if (isOver()) {
        return end();
      }
      long left = remaining(start, timeoutNanos);
      if (!takePackets(left) && left <= 0) {
        return 0;
      }
    }
  }

  /** Ends the stream without handing anything out, waiting for the packets in flight. */
  void drain(long timeoutNanos) {
    long start = System.nanoTime();
    while (receives.inFlight() > 0) {
      long left = remaining(start, timeoutNanos);
      if (!takePackets(left) && left <= 0) {
        throw new IllegalStateException(
            receives.inFlight()
                + " receives did not end within "
                + TimeUnit.NANOSECONDS.toMillis(timeoutNanos)
                + " ms of their cancellation; their buffers stay reserved, as the system may still write to them: report the driver");
      }
    }
    release();
  }

  boolean isReleased() {
    return released;
  }

  boolean endedInOrder() {
    return endedInOrder;
  }

  /** Ends the stream with this failure; whoever polls gets it once the packets are back. */
  void fail(DriverException cause) {
    failure = cause;
    phase.getAndUpdate(now -> now == StreamPhase.CLOSED ? now : StreamPhase.FAILED);
    abandonReceives();
  }

  /** Cancels what is in flight; closing the handle closes the stream in the driver (STR-11). */
  void abandonReceives() {
    link.session().handle().cancelAll();
    link.session().handle().close();
  }

  private void submitUpTo(int limit) {
    int wanted = Math.min(limit, receives.capacity());
    while (phase.get() == StreamPhase.OPEN && receives.outstanding() < wanted) {
      int error = receives.submit();
      if (error != 0) {
        submitFailed(error);
      }
    }
  }

  private void submitFailed(int error) {
    if (phase.get() == StreamPhase.OPEN) {
      fail(FailedCall.ofError(receiveCall(), error).whileCalling());
    }
  }

  private int handOutHead(BatchHandler handler) {
    for (OverlappedRequest head = receives.completedHead();
        head != null;
        head = receives.completedHead()) {
      int events = handOut(head, handler);
      if (events > 0) {
        return events;
      }
    }
    return 0;
  }

  private int handOut(OverlappedRequest head, BatchHandler handler) {
    try {
      if (!phase.get().handsOut() || !holdsBatch(head)) {
        return 0;
      }
      counters.count(batch);
      int events = batch.eventCount();
      handler.onBatch(batch);
      return events;
    } finally {
      batch.release();
      receives.recycleHead();
    }
  }

  /** Wraps the batch of a receive; a receive that has none ends the stream, unless it was asked. */
  private boolean holdsBatch(OverlappedRequest head) {
    if (head.status() == NtStatus.SUCCESS) {
      return wraps(head);
    }
    // A receive that loses the race to our own STOP ends so (STR-10).
    boolean expected =
        phase.get() != StreamPhase.OPEN
            && (head.status() == NtStatus.CANCELLED || head.status() == NtStatus.NOT_FOUND);
    if (!expected) {
      fail(FailedCall.ofStatus(receiveCall(), head.status()).whileCalling());
    }
    return false;
  }

  private boolean wraps(OverlappedRequest head) {
    try {
      int received = head.information();
      if (Integer.compareUnsigned(received, head.output().limit()) > 0) {
        throw ProtocolException.overrun("EventBatch", head.output().limit(), received);
      }
      batch.wrap(head.output(), received, link.opened().token(), counters.lastSequence());
      return true;
    } catch (ProtocolException e) {
      fail(new MalformedAnswerException(receiveCall(), e));
      return false;
    }
  }

  private boolean takePackets(long timeoutNanos) {
    int count = waiting.dequeue(link.port(), packets, timeoutNanos);
    for (int i = 0; i < count; i++) {
      if (packets[i] != null) {
        receives.completed(packets[i]);
      }
    }
    Arrays.fill(packets, 0, count, null);
    if (count == 0 && link.port().isClosed()) {
      throw portClosed();
    }
    return count > 0;
  }

  /** Nobody will ever learn whether the system is done with the buffers: they are not freed. */
  private IllegalStateException portClosed() {
    return new IllegalStateException(
        "the completion port was closed under "
            + receives.inFlight()
            + " receives; their buffers stay reserved: close streams before their port");
  }

  private boolean isOver() {
    return phase.get().isFinal() && receives.inFlight() == 0;
  }

  private int end() throws DriverException {
    release();
    if (phase.get() == StreamPhase.FAILED) {
      throw failure;
    }
    endedInOrder |= phase.get() == StreamPhase.STOPPED;
    return EventStream.ENDED;
  }

  private void release() {
    if (!released) {
      released = true;
      link.session().handle().close();
      link.port().close();
      receives.free();
    }
  }

  private String receiveCall() {
    return link.session().describe("START_EVENT_STREAM[receive]");
  }

  private static long remaining(long start, long timeoutNanos) {
    return timeoutNanos == CompletionPort.FOREVER
        ? CompletionPort.FOREVER
        : Math.max(0, timeoutNanos - (System.nanoTime() - start));
  }
}
