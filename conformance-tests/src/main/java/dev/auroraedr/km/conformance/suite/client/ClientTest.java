package dev.auroraedr.km.conformance.suite.client;

import dev.auroraedr.km.client.DriverConnection;
import dev.auroraedr.km.client.DriverException;
import dev.auroraedr.km.client.EventStream;
import dev.auroraedr.km.client.codec.EventCursor;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Base of the client's clause tests. */
abstract class ClientTest extends ClauseTest {
  /** A call of the client. */
  interface ClientCall {
    void run() throws DriverException;
  }

  final DriverConnection connect(TestBed bed) throws DriverException {
    return DriverConnection.open(device(bed));
  }

  final String device(TestBed bed) {
    return bed.machine().clientDevice().orElseThrow();
  }

  /** Polls until so many events came; returns the numbers of each batch. */
  final List<List<Long>> receive(EventStream stream, int events) throws DriverException {
    List<List<Long>> batches = new ArrayList<>();
    int seen = 0;
    while (seen < events) {
      int handed = stream.poll(Duration.ofSeconds(20), batch -> batches.add(numbers(batch)));
      judge().that(handed > 0, "events must arrive", seen + " of " + events);
      seen += handed;
    }
    return batches;
  }

  private static List<Long> numbers(dev.auroraedr.km.client.codec.EventBatch batch) {
    List<Long> numbers = new ArrayList<>();
    for (EventCursor event = batch.events(); event.next(); ) {
      numbers.add(event.sequence());
    }
    return numbers;
  }

  static List<Long> flat(List<List<Long>> batches) {
    return batches.stream().flatMap(List::stream).toList();
  }

  static List<Long> upTo(long last) {
    return java.util.stream.LongStream.rangeClosed(1, last).boxed().toList();
  }

  /** The exception that the call must throw. */
  final <E extends DriverException> E fails(Class<E> type, ClientCall call, String what) {
    try {
      call.run();
    } catch (DriverException e) {
      judge().that(type.isInstance(e), what + " must throw " + type.getSimpleName(), e);
      return type.cast(e);
    }
    throw judge().fail(what + " must throw " + type.getSimpleName() + "; was no exception", 0, 0);
  }
}
