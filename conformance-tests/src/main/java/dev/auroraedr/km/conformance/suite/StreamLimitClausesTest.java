package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.Requests;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.target.CallerProcess;
import dev.auroraedr.km.conformance.target.CallerSpec.Account;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** STR-3: how many streams there may be, and how large. */
class StreamLimitClausesTest extends ClauseTest {
  private static final long LARGEST = 4_194_304;
  private static final long SMALLEST = 16_384;

  @Test
  @Clause(Clauses.STR_3)
  void str3_handle_hasAtMostEightStreams() {
    CallerProcess process = bed().process(Account.SYSTEM);
    Session session = bed().session(process);
    List<Stream> streams = open(session, 8);
    refused(session, SMALLEST, "the ninth stream of a handle");
    bed().session(process).openStream();
    streams.get(3).stop();
    session.openStream();
    refused(session, SMALLEST, "the ninth stream of a handle again");
    judge().equal(9L, session.activeStreams(), "active_streams");
  }

  @Test
  @Clause(Clauses.STR_3)
  void str3_machine_hasAtMost64Streams() {
    CallerProcess process = bed().process(Account.SYSTEM);
    List<Session> sessions = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      sessions.add(bed().session(process));
      open(sessions.get(i), 8);
    }
    Session another = bed().session(process);
    refused(another, SMALLEST, "the 65th stream of all");
    judge().equal(64L, another.activeStreams(), "active_streams");
    sessions.get(0).close();
    bed().machine().quiesce();
    judge().equal(56L, another.activeStreams(), "active_streams after a handle's close");
    open(another, 8);
    refused(another, SMALLEST, "the ninth stream of a handle");
  }

  @Test
  @Clause(Clauses.STR_3)
  void str3_queues_takeAtMost64MiBInAll() {
    CallerProcess process = bed().process(Account.SYSTEM);
    Session first = bed().session(process);
    Session second = bed().session(process);
    Session third = bed().session(process);
    List<Stream> streams = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      streams.add((i < 8 ? first : second).openStream(1, LARGEST));
    }
    refused(third, SMALLEST, "one more queue after 64 MiB");
    streams.get(0).stop();
    Stream filler = third.openStream(1, LARGEST - SMALLEST - 1);
    judge().equal(LARGEST - SMALLEST, filler.queueBytes(), "queue_bytes granted");
    refused(third, SMALLEST + 1, "a queue that only its rounding makes too large");
    third.openStream(1, SMALLEST);
    refused(third, SMALLEST, "one more queue after 64 MiB again");
    judge().equal(17L, third.activeStreams(), "active_streams");
  }

  @Test
  @Clause({Clauses.STR_3, Clauses.STR_11})
  void str3_closedHandle_givesItsQueuesBack() {
    CallerProcess process = bed().process(Account.SYSTEM);
    for (int round = 0; round < 3; round++) {
      List<Session> sessions = List.of(bed().session(process), bed().session(process));
      for (Session session : sessions) {
        for (int i = 0; i < 8; i++) {
          session.openStream(1, LARGEST);
        }
      }
      refused(bed().session(process), SMALLEST, "one more queue after 64 MiB");
      sessions.forEach(Session::close);
      bed().machine().quiesce();
    }
  }

  @Test
  @Clause(Clauses.STR_3)
  void str3_refusedOpens_useUpNothing() {
    Session session = session();
    List<Stream> streams = open(session, 8);
    for (int i = 0; i < 200; i++) {
      refused(session, LARGEST, "the ninth stream");
    }
    streams.forEach(Stream::stop);
    for (int i = 0; i < 8; i++) {
      session.openStream(1, LARGEST);
    }
  }

  private static void refused(Session session, long queueBytes, String what) {
    session.refused(NtStatus.INSUFFICIENT_RESOURCES, Requests.open(1, queueBytes), what);
  }

  private static List<Stream> open(Session session, int count) {
    List<Stream> streams = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      streams.add(session.openStream(1, SMALLEST));
    }
    return streams;
  }
}
