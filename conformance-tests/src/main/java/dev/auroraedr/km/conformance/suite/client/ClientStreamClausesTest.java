package dev.auroraedr.km.conformance.suite.client;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.client.DriverConnection;
import dev.auroraedr.km.client.DriverException;
import dev.auroraedr.km.client.EventStream;
import dev.auroraedr.km.client.StreamOptions;
import dev.auroraedr.km.client.StreamStatistics;
import dev.auroraedr.km.client.StreamSummary;
import dev.auroraedr.km.client.codec.Event;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.suite.support.Together;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.fixtures.Clauses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

/** CLI-2 and CLI-3: streams of the client. */
@Requires(Capability.CLIENT)
class ClientStreamClausesTest extends ClientTest {
  private static final StreamOptions FILES =
      StreamOptions.defaults().withEventMask(EventMask.FILE_CREATE);

  @Test
  @Clause(Clauses.CLI_2)
  void cli2_stream_keepsSeveralReceivesInFlight() throws DriverException {
    try (DriverConnection connection = connect(bed())) {
      EventStream stream = connection.startEventStream(FILES.withReceives(8));
      stream.poll(Duration.ZERO, batch -> {});
      bed().activity().createFiles(8);
      List<List<Long>> batches = receive(stream, 8);
      judge().equal(8, batches.size(), "batches of eight events that found eight receives");
      judge().equal(upTo(8), flat(batches), "numbers in the order handed out");
    }
  }

  @Test
  @Clause(Clauses.CLI_2)
  @Requires(Capability.CONCURRENCY)
  void cli2_events_comeInSequenceOrder() throws DriverException {
    TestBed bed = concurrentBed();
    try (DriverConnection connection = connect(bed)) {
      EventStream stream =
          connection.startEventStream(FILES.withReceives(16).withQueueBytes(4_194_304));
      List<List<Long>> batches = new ArrayList<>();
      List<Callable<?>> threads = new ArrayList<>();
      threads.add(() -> batches.addAll(receive(stream, 900)));
      for (int i = 0; i < 3; i++) {
        threads.add(Executors.callable(() -> bed.activity().createFiles(300)));
      }
      Together.run(threads);
      judge().equal(upTo(900), flat(batches), "numbers in the order handed out");
      StreamSummary summary = stream.stop();
      judge().equal(new StreamSummary(900, 0), summary, "the driver's account");
    }
  }

  @Test
  @Clause(Clauses.CLI_2)
  void cli2_losses_areReported() throws DriverException {
    try (DriverConnection connection = connect(bed())) {
      EventStream stream = connection.startEventStream(FILES.withQueueBytes(16_384));
      bed().activity().createFiles(100);
      receive(stream, 64);
      bed().activity().createFile();
      receive(stream, 1);
      judge()
          .equal(new StreamStatistics(65, 36, 36), stream.statistics(), "the stream's statistics");
      judge().equal(new StreamSummary(65, 36), stream.stop(), "the driver's account");
    }
  }

  @Test
  @Clause(Clauses.CLI_2)
  @Requires(Capability.CONCURRENCY)
  void cli2_subscriberWithoutDemand_holdsEventsBack() throws DriverException {
    TestBed bed = concurrentBed();
    try (DriverConnection connection = connect(bed)) {
      EventStream stream = connection.startEventStream(FILES.withQueueBytes(16_384));
      Collector collector = new Collector();
      stream.publisher().subscribe(collector);
      bed.activity().createFiles(64);
      judge().equal(0, collector.count(), "events without demand");
      collector.demand(1);
      collector.await(1);
      collector.demand(2);
      collector.await(3);
      judge().equal(3, collector.count(), "events for a demand of three");
      collector.demand(Long.MAX_VALUE);
      collector.await(64);
      judge().equal(upTo(64), collector.numbers(), "numbers in the order published");
      judge().equal(new StreamSummary(64, 0), stream.stop(), "the driver's account");
      collector.awaitEnd();
    }
  }

  @Test
  @Clause(Clauses.CLI_3)
  void cli3_everyStream_hasAHandleOfItsOwn() throws DriverException {
    Session watcher = session();
    try (DriverConnection connection = connect(bed())) {
      List<EventStream> streams = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        streams.add(connection.startEventStream(FILES.withQueueBytes(16_384)));
        streams.get(i).poll(Duration.ZERO, batch -> {});
      }
      judge().equal(20L, watcher.activeStreams(), "streams, of which a handle has at most 8");
      judge()
          .equal(20, connection.queryMinifilterStatus().activeStreams(), "active_streams queried");
      streams.get(5).close();
      bed().activity().createFile();
      receive(streams.get(4), 1);
      receive(streams.get(6), 1);
      judge().equal(19L, watcher.activeStreams(), "active_streams after one stream's close");
    }
    bed().machine().quiesce();
    judge().equal(0L, watcher.activeStreams(), "active_streams after the connection's close");
  }

  @Test
  @Clause(Clauses.CLI_3)
  void cli3_packets_reachTheStreamOfTheirToken() throws DriverException {
    try (DriverConnection connection = connect(bed())) {
      EventStream files = connection.startEventStream(FILES);
      EventStream values =
          connection.startEventStream(StreamOptions.defaults().withEventMask(EventMask.REGISTRY));
      files.poll(Duration.ZERO, batch -> {});
      values.poll(Duration.ZERO, batch -> {});
      judge().that(!files.token().equals(values.token()), "tokens must differ", files.token());
      bed().activity().createFiles(3);
      bed().activity().setValue();
      judge().equal(upTo(1), flat(receive(values, 1)), "numbers of the registry stream");
      judge().equal(upTo(3), flat(receive(files, 3)), "numbers of the file stream");
      judge().equal(0, values.poll(Duration.ZERO, batch -> {}), "events left to the first one");
    }
  }

  @Test
  @Clause(Clauses.CLI_3)
  void cli3_queries_neverWaitForAStream() throws DriverException {
    try (DriverConnection connection = connect(bed())) {
      EventStream stream = connection.startEventStream(FILES.withReceives(64));
      stream.poll(Duration.ZERO, batch -> {});
      connection.queryCallbackHealth();
      judge().equal(1, connection.queryMinifilterStatus().activeStreams(), "active_streams");
    }
  }

  /** A subscriber that keeps what it gets. */
  private final class Collector implements Flow.Subscriber<Event> {
    private final List<Long> numbers = new ArrayList<>();
    private Flow.Subscription subscription;
    private boolean ended;

    @Override
    public synchronized void onSubscribe(Flow.Subscription given) {
      subscription = given;
    }

    @Override
    public synchronized void onNext(Event event) {
      numbers.add(event.sequence());
      notifyAll();
    }

    @Override
    public void onError(Throwable thrown) {
      onComplete();
    }

    @Override
    public synchronized void onComplete() {
      ended = true;
      notifyAll();
    }

    void demand(long events) {
      subscription.request(events);
    }

    synchronized int count() {
      return numbers.size();
    }

    synchronized List<Long> numbers() {
      return List.copyOf(numbers);
    }

    synchronized void await(int count) {
      waitFor(() -> numbers.size() >= count, count + " events");
    }

    synchronized void awaitEnd() {
      waitFor(() -> ended, "the end");
    }

    private void waitFor(java.util.function.BooleanSupplier condition, String what) {
      long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (!condition.getAsBoolean()) {
        judge().that(System.nanoTime() < deadline, "the subscriber must get " + what, numbers);
        try {
          wait(100);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException("interrupted while waiting for " + what, e);
        }
      }
    }
  }
}
