package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.suite.support.Together;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.Completion;
import dev.auroraedr.km.conformance.target.Submission;
import dev.auroraedr.km.conformance.target.TargetHandle;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** STR-9: taking receives back, alone and against real threads. */
class CancelClausesTest extends ClauseTest {
  private static final int RACES = 300;

  @Test
  @Clause(Clauses.STR_9)
  void str9_cancelledReceive_endsAndLosesNoEvent() {
    Session session = session();
    Stream stream = session.openStream();
    Submission receive = stream.pend();
    judge().that(session.handle().cancel(receive), "CancelIoEx must find the receive", "nothing");
    cancelled(receive);
    judge().that(!session.handle().cancel(receive), "an ended receive can't be found", "found");
    String path = bed().activity().createFile();
    judge().equal(List.of(path), stream.receive().names(), "the event after the cancellation");
    judge().equal(1L, stream.stop().get("delivered"), "delivered");
  }

  @Test
  @Clause(Clauses.STR_9)
  void str9_cancelInTheMiddle_keepsTheOrderOfTheOthers() {
    for (int cancelled = 0; cancelled < 5; cancelled++) {
      Stream stream = session().openStream();
      List<Submission> receives = new ArrayList<>(stream.pend(5));
      Submission taken = receives.remove(cancelled);
      stream.session().handle().cancel(taken);
      cancelled(taken);
      bed().activity().createFiles(5);
      for (int i = 0; i < 4; i++) {
        judge()
            .equal(
                List.of(i + 1L),
                stream.batch(receives.get(i)).sequences(),
                "receive " + i + " of those left when number " + cancelled + " was cancelled");
      }
      judge().equal(List.of(5L), stream.receive().sequences(), "the event left for the queue");
    }
  }

  @Test
  @Clause(Clauses.STR_9)
  void str9_allCancelled_eventGoesToTheTailOfTheQueue() {
    Session session = session();
    Stream stream = session.openStream();
    List<Submission> receives = stream.pend(64);
    session.handle().cancelAll();
    receives.forEach(this::cancelled);
    bed().activity().createFiles(3);
    judge().equal(List.of(1L, 2L, 3L), stream.receive().sequences(), "events after the cancels");
    stream.pend(64);
  }

  @Test
  @Clause(Clauses.STR_9)
  void str9_cancelOfServedReceive_changesNothing() {
    Session session = session();
    Stream stream = session.openStream();
    Submission receive = stream.pend();
    bed().activity().createFile();
    session.handle().cancel(receive);
    judge().equal(List.of(1L), stream.batch(receive).sequences(), "the batch of the receive");
    bed().activity().createFile();
    judge().equal(List.of(2L), stream.receive().sequences(), "the next event");
  }

  @Test
  @Clause(Clauses.STR_9)
  @Requires(Capability.PROCESSES)
  void str9_cancel_takesTheCallingProcesssReceivesAlone() {
    Session owner = session();
    Stream stream = owner.openStream();
    Session duplicate =
        owner.duplicate(
            bed().process(dev.auroraedr.km.conformance.target.CallerSpec.Account.SYSTEM));
    Submission first = stream.pend();
    Submission second = duplicate.same(stream).pend();
    duplicate.handle().cancelAll();
    cancelled(second);
    bed().machine().quiesce();
    judge().that(!first.ended(), "another process's receive must stay pending", "ended");
    bed().activity().createFile();
    stream.batch(first);
  }

  @Test
  @Clause(Clauses.STR_9)
  @Requires(Capability.CONCURRENCY)
  void str9_cancelRacingAnEvent_neitherLosesNorDoublesIt() {
    TestBed bed = concurrentBed();
    Session session = bed.session();
    Stream stream = session.openStream();
    for (long event = 1; event <= RACES; event++) {
      Submission receive = stream.pend();
      Together.run(() -> session.handle().cancel(receive), () -> bed.activity().createFile());
      Completion end = receive.await(TargetHandle.PATIENCE);
      List<Long> seen =
          end.status() == NtStatus.CANCELLED
              ? stream.receive().sequences()
              : stream.batch(end).sequences();
      judge().equal(List.of(event), seen, "events of race " + event);
    }
    judge().equal((long) RACES, stream.stop().get("delivered"), "delivered");
  }

  @Test
  @Clause(Clauses.STR_9)
  @Requires(Capability.CONCURRENCY)
  void str9_cancelRacingAReceive_endsItOnce() {
    TestBed bed = concurrentBed();
    Session session = bed.session();
    Stream stream = session.openStream();
    for (int i = 0; i < RACES; i++) {
      List<Submission> submitted = new ArrayList<>();
      Together.run(() -> submitted.add(stream.submit()), () -> session.handle().cancelAll());
      session.handle().cancelAll();
      cancelled(submitted.get(0));
    }
    bed.activity().createFile();
    judge().equal(List.of(1L), stream.receive().sequences(), "the event after all races");
  }

  private void cancelled(Submission receive) {
    assertThat(receive.await(TargetHandle.PATIENCE), "a cancelled receive")
        .failedWith(NtStatus.CANCELLED);
  }
}
