package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.EventBatchLayout;
import dev.auroraedr.km.abi.EventLayout;
import dev.auroraedr.km.abi.Limits;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.CurrentRun;
import dev.auroraedr.km.conformance.clause.Measurement;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.Pace;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.suite.support.Together;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.Completion;
import dev.auroraedr.km.conformance.target.TargetPort;
import dev.auroraedr.km.conformance.target.TargetPort.Packet;
import dev.auroraedr.km.fixtures.Clauses;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * STR-14, the only clause judged by time. From before the operation that makes the event to after
 * the dequeuing of its packet, so more than the clause asks; beside it the same hand-over between
 * two threads through a plain queue, which is the scheduler's share.
 */
class LatencyClausesTest extends ClauseTest {
  private static final int ROUNDS = 3;

  /** A machine that is seen to be busy, as the plain queue misses the limit too, gets more. */
  private static final int ROUNDS_WHEN_BUSY = 20;

  private static final int EVENTS = 4_000;
  private static final int WARM_UP = 10_000;
  private static final int PER_SECOND = 10_000;
  private static final int IN_FLIGHT = 16;
  private static final long LIMIT = TimeUnit.MILLISECONDS.toNanos(1);

  @Test
  @Clause(Clauses.STR_14)
  @Requires({Capability.WALL_CLOCK, Capability.CONCURRENCY})
  void str14_eventAt10000PerSecond_arrivesWithinAMillisecond() {
    events(WARM_UP);
    floor(WARM_UP);
    long best = Long.MAX_VALUE;
    long worstFloor = 0;
    String found = "";
    for (int round = 1;
        round <= ROUNDS || round <= ROUNDS_WHEN_BUSY && needsMore(best, worstFloor);
        round++) {
      long[] floor = floor(EVENTS);
      long[] events = events(EVENTS);
      CurrentRun.get().measure(new Measurement(Clauses.STR_14, Measurement.FLOOR, round, floor));
      CurrentRun.get().measure(new Measurement(Clauses.STR_14, "event", round, events));
      best = Math.min(best, Pace.percentile(events, 0.99));
      worstFloor = Math.max(worstFloor, Pace.percentile(floor, 0.999));
      found += describe(round, floor, events);
    }
    judge().that(best < LIMIT, "the 99th percentile of the best round must be under 1 ms", found);
  }

  private static boolean needsMore(long best, long worstFloor) {
    return best >= LIMIT && worstFloor >= LIMIT;
  }

  private static String describe(int round, long[] floor, long[] events) {
    return String.format(
        "%nround %d: p99 %,d ns, p99.9 %,d ns; a plain queue in the same run p99 %,d ns, p99.9 %,d"
            + " ns",
        round,
        Pace.percentile(events, 0.99),
        Pace.percentile(events, 0.999),
        Pace.percentile(floor, 0.99),
        Pace.percentile(floor, 0.999));
  }

  private long[] events(int count) {
    TestBed bed = concurrentBed();
    Session session = bed.session();
    Stream stream = session.openStream();
    TargetPort port = session.process().createPort();
    judge().status(NtStatus.SUCCESS, session.handle().bind(port, 1), "binding to a port");
    for (int i = 0; i < IN_FLIGHT; i++) {
      stream.submit(Limits.MIN_RECEIVE_BYTES);
    }
    collectGarbage();
    long[] sent = new long[count];
    long[] arrived = new long[count];
    // What warm-up and the round before left behind must not be collected in the middle of this
    // one.
    System.gc();
    Together.run(
        List.of(
            Executors.callable(() -> consume(stream, port, arrived)),
            Executors.callable(
                () ->
                    Pace.run(
                        PER_SECOND,
                        count,
                        i -> {
                          sent[i] = System.nanoTime();
                          bed.activity().createFile();
                        }))));
    session.close();
    return Pace.differences(sent, arrived);
  }

  /** The suite's own garbage of earlier tests is nobody's latency. */
  private static void collectGarbage() {
    System.gc();
  }

  private void consume(Stream stream, TargetPort port, long[] arrived) {
    int seen = 0;
    while (seen < arrived.length) {
      List<Packet> packets =
          port.dequeue(IN_FLIGHT, dev.auroraedr.km.conformance.target.TargetHandle.PATIENCE);
      long now = System.nanoTime();
      judge().that(!packets.isEmpty(), "every event must arrive", seen + " of " + arrived.length);
      for (Packet packet : packets) {
        stream.submit(Limits.MIN_RECEIVE_BYTES);
        seen += note(packet.completion(), arrived, now);
      }
    }
  }

  /**
   * Notes when each event of a batch arrived; returns how many there were. Reads nothing but sizes
   * and sequences: whoever checks every field here measures the check.
   */
  private static int note(Completion completion, long[] arrived, long now) {
    ByteBuffer batch = ByteBuffer.wrap(completion.output()).order(ByteOrder.LITTLE_ENDIAN);
    int events = batch.getInt(EventBatchLayout.EVENT_COUNT_OFFSET);
    int at = EventBatchLayout.SIZE;
    for (int i = 0; i < events; i++) {
      arrived[(int) batch.getLong(at + EventLayout.SEQUENCE_OFFSET) - 1] = now;
      at += batch.getInt(at + EventLayout.SIZE_OFFSET);
    }
    return events;
  }

  private static long[] floor(int count) {
    LinkedBlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
    long[] sent = new long[count];
    long[] arrived = new long[count];
    Together.run(
        () -> take(queue, arrived),
        () ->
            Pace.run(
                PER_SECOND,
                count,
                i -> {
                  sent[i] = System.nanoTime();
                  queue.add(i);
                }));
    return Pace.differences(sent, arrived);
  }

  private static void take(LinkedBlockingQueue<Integer> queue, long[] arrived) {
    try {
      for (int i = 0; i < arrived.length; i++) {
        arrived[queue.take()] = System.nanoTime();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring", e);
    }
  }
}
