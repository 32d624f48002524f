package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.Batch;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.RawStruct;
import dev.auroraedr.km.conformance.suite.support.Requests;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.suite.support.Together;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.Completion;
import dev.auroraedr.km.conformance.target.Submission;
import dev.auroraedr.km.conformance.target.TargetHandle;
import dev.auroraedr.km.conformance.target.TargetPort;
import dev.auroraedr.km.conformance.target.TargetPort.Packet;
import dev.auroraedr.km.fixtures.Clauses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** STR-10: stopping a stream. */
class StopClausesTest extends ClauseTest {
  private static final int RACES = 100;

  @Test
  @Clause(Clauses.STR_10)
  void str10_stop_cancelsItsReceivesOldestFirstBeforeItCompletes() {
    Session session = session();
    TargetPort port = session.process().createPort();
    Stream stream = session.openStream();
    session.handle().bind(port, 1);
    List<Submission> expected = new ArrayList<>(stream.pend(64));
    expected.add(session.handle().submit(stream.stopRequest()));
    bed().machine().quiesce();
    List<Packet> packets = port.dequeue(100, Duration.ZERO);
    judge()
        .equal(
            expected, packets.stream().map(Packet::submission).toList(), "the order of the ends");
    for (Packet packet : packets.subList(0, 64)) {
      assertThat(packet.completion(), "a receive of a stopped stream")
          .failedWith(NtStatus.CANCELLED);
    }
    assertThat(packets.get(64).completion(), "STOP").answered("StopStreamResponse");
  }

  @Test
  @Clause(Clauses.STR_10)
  void str10_stop_countsTheQueueAsDropped() {
    Stream stream = session().openStream();
    bed().activity().createFiles(20);
    Batch batch = stream.batch(stream.submit(4096));
    RawStruct counts = stream.stop();
    judge().equal((long) batch.events().size(), counts.get("delivered"), "delivered");
    judge().equal(20L - batch.events().size(), counts.get("dropped"), "dropped");
  }

  @Test
  @Clause(Clauses.STR_10)
  void str10_stopOfAnUnusedStream_tellsZero() {
    RawStruct counts = session().openStream().stop();
    judge().equal(0L, counts.get("delivered"), "delivered");
    judge().equal(0L, counts.get("dropped"), "dropped");
    judge().equal(1L, counts.get("abi_version"), "abi_version");
  }

  @Test
  @Clause(Clauses.STR_10)
  void str10_stopWithoutOutput_stopsAllTheSame() {
    Session session = session();
    Stream stream = session.openStream();
    Submission receive = stream.pend();
    assertThat(session.control(Requests.stop(stream.token(), 0)), "STOP without output")
        .succeeded()
        .information(0);
    assertThat(receive.await(TargetHandle.PATIENCE), "its receive").failedWith(NtStatus.CANCELLED);
    judge().equal(0L, session.activeStreams(), "active_streams");
  }

  @Test
  @Clause(Clauses.STR_10)
  void str10_afterStop_theStreamIsNotFound() {
    Session session = session();
    Stream stream = session.openStream();
    bed().activity().createFile();
    stream.stop();
    session.refused(NtStatus.NOT_FOUND, stream.stopRequest(), "a second STOP");
    session.refused(
        NtStatus.NOT_FOUND, Requests.receive(stream.token(), 4096), "a receive after STOP");
    bed().activity().createFile();
    judge().equal(0L, session.activeStreams(), "active_streams");
  }

  @Test
  @Clause(Clauses.STR_10)
  void str10_stop_leavesOtherStreamsAlone() {
    Session session = session();
    Stream stopped = session.openStream();
    Stream kept = session.openStream();
    Submission receive = kept.pend();
    stopped.pend(3);
    stopped.stop();
    bed().activity().createFile();
    judge().equal(List.of(1L), kept.batch(receive).sequences(), "events of the other stream");
  }

  @Test
  @Clause(Clauses.STR_10)
  @Requires(Capability.CONCURRENCY)
  void str10_stopRacingReceives_endsEachOnce() {
    TestBed bed = concurrentBed();
    Session session = bed.session();
    for (int i = 0; i < RACES; i++) {
      Stream stream = session.openStream();
      List<Submission> receives = new ArrayList<>();
      Together.run(() -> submit(stream, receives), stream::stop);
      for (Submission receive : receives) {
        Completion end = receive.await(TargetHandle.PATIENCE);
        judge()
            .that(
                Set.of(NtStatus.CANCELLED, NtStatus.NOT_FOUND).contains(end.status()),
                "a receive that races a STOP must be cancelled or not find its stream",
                Integer.toHexString(end.status()));
      }
    }
    judge().equal(0L, session.activeStreams(), "active_streams");
  }

  private static void submit(Stream stream, List<Submission> receives) {
    for (int i = 0; i < 5; i++) {
      receives.add(stream.submit());
    }
  }

  @Test
  @Clause({Clauses.STR_8, Clauses.STR_10})
  @Requires(Capability.CONCURRENCY)
  void str10_stopRacingEvents_accountsForEachNumber() {
    TestBed bed = concurrentBed();
    Session session = bed.session();
    for (int i = 0; i < RACES; i++) {
      Stream stream = session.openStream();
      Submission receive = stream.pend();
      List<RawStruct> counts = new ArrayList<>();
      Together.run(() -> bed.activity().createFiles(3), () -> counts.add(stream.stop()));
      Completion end = receive.await(TargetHandle.PATIENCE);
      long seen = end.status() == NtStatus.SUCCESS ? stream.batch(end).events().size() : 0;
      judge().equal(seen, counts.get(0).get("delivered"), "delivered");
      long last = seen + counts.get(0).get("dropped");
      judge().that(last <= 3 && (seen == 1 || last == 0), "numbers of three events", last);
    }
  }
}
