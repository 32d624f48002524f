package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.Requests;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.target.CallerProcess;
import dev.auroraedr.km.conformance.target.CallerSpec.Account;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** STR-3: a stream counts before its queue is allocated, and until that is freed. */
@Requires({Capability.FAULTS, Capability.INTERLEAVE})
class ReservationClausesTest extends ClauseTest {
  private static final long LARGEST = 4_194_304;
  private static final long SMALLEST = 16_384;

  private final List<Stream> streams = new ArrayList<>();
  private int asked;

  /** In the middle of an open, when it asks for memory for the first time. */
  private void whileAllocating(Runnable action) {
    for (String allocation : QueueClausesTest.ALLOCATIONS) {
      bed()
          .machine()
          .kernelControl()
          .at(
              allocation,
              1,
              () -> {
                if (asked++ == 0) {
                  action.run();
                }
              });
    }
  }

  private void happened(String what) {
    bed().machine().kernelControl().clear();
    judge().that(asked > 0, what, "it never happened");
  }

  private Session filled(CallerProcess process, int count, long queueBytes) {
    Session session = bed().session(process);
    for (int i = 0; i < count; i++) {
      streams.add(session.openStream(1, queueBytes));
    }
    return session;
  }

  private static void refused(Session session, long queueBytes, String what) {
    session.refused(NtStatus.INSUFFICIENT_RESOURCES, Requests.open(1, queueBytes), what);
  }

  @Test
  @Clause(Clauses.STR_3)
  void str3_queueThatIsBeingAllocated_countsAlready() {
    CallerProcess process = bed().process(Account.SYSTEM);
    filled(process, 8, LARGEST);
    Session last = filled(process, 7, LARGEST);
    Session other = bed().session(process);
    whileAllocating(() -> refused(other, LARGEST, "a queue beside the one that takes the rest"));
    last.openStream(1, LARGEST);
    happened("the last queue must be allocated");
    judge().equal(16L, other.activeStreams(), "active_streams");
  }

  @Test
  @Clause(Clauses.STR_3)
  void str3_streamThatIsBeingOpened_countsAlready() {
    CallerProcess process = bed().process(Account.SYSTEM);
    Session session = filled(process, 7, SMALLEST);
    whileAllocating(() -> refused(session, SMALLEST, "a ninth stream beside the eighth's open"));
    session.openStream(1, SMALLEST);
    happened("the eighth stream's queue must be allocated");
    judge().equal(8L, session.activeStreams(), "active_streams");
  }

  @Test
  @Clause({Clauses.FST_4, Clauses.STR_3})
  void str3_streamThatIsBeingOpened_isNotOpen() {
    Session session = session();
    whileAllocating(() -> judge().equal(0L, session.activeStreams(), "active_streams meanwhile"));
    session.openStream(1, SMALLEST);
    happened("the stream's queue must be allocated");
  }

  @Test
  @Clause(Clauses.STR_3)
  void str3_openThatFails_givesItsReservationBack() {
    CallerProcess process = bed().process(Account.SYSTEM);
    filled(process, 8, LARGEST);
    Session last = filled(process, 7, LARGEST);
    for (int i = 0; i < 3; i++) {
      QueueClausesTest.ALLOCATIONS.forEach(bed().machine().kernelControl()::failAll);
      refused(last, LARGEST, "a stream without memory");
      bed().machine().kernelControl().clear();
      bed().machine().kernelControl().fail("BCryptGenRandom", 1);
      refused(last, LARGEST, "a stream without randomness");
      bed().machine().kernelControl().clear();
    }
    last.openStream(1, LARGEST);
  }

  @Test
  @Clause({Clauses.STR_3, Clauses.STR_10})
  void str3_queueOfAStreamThatIsStopping_countsUntilItIsFreed() {
    CallerProcess process = bed().process(Account.SYSTEM);
    filled(process, 8, LARGEST);
    filled(process, 8, LARGEST);
    Session other = bed().session(process);
    Stream stopped = streams.get(0);
    stopped.pend();
    bed()
        .machine()
        .kernelControl()
        .at(
            "IofCompleteRequest",
            1,
            () -> {
              asked++;
              refused(other, LARGEST, "a queue beside one that is not freed yet");
              judge().equal(15L, other.activeStreams(), "active_streams meanwhile");
            });
    stopped.stop();
    happened("the stopped stream's receive must be completed");
    other.openStream(1, LARGEST);
  }
}
