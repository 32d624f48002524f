package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.suite.support.Together;
import dev.auroraedr.km.conformance.target.CallerProcess;
import dev.auroraedr.km.conformance.target.CallerSpec.Account;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.KernelCosts;
import dev.auroraedr.km.conformance.target.Submission;
import dev.auroraedr.km.conformance.target.TargetHandle;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** STR-11: the end of a handle and of a process. */
class CloseClausesTest extends ClauseTest {
  @Test
  @Clause(Clauses.STR_11)
  void str11_closingTheHandle_closesItsStreamsAndCancelsItsReceives() {
    Session watcher = session();
    Session session = session();
    List<Submission> receives = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      receives.addAll(session.openStream().pend(8));
    }
    session.close();
    for (Submission receive : receives) {
      assertThat(receive.await(TargetHandle.PATIENCE), "a receive of a closed handle")
          .failedWith(NtStatus.CANCELLED);
    }
    bed().machine().quiesce();
    judge().equal(0L, watcher.activeStreams(), "active_streams after the close");
    bed().activity().createFile();
  }

  @Test
  @Clause(Clauses.STR_11)
  void str11_closingWithQueuedEvents_closesTheStreams() {
    Session watcher = session();
    Session session = session();
    session.openStream(1, 16_384);
    session.openStream(0, 4_194_304);
    bed().activity().createFiles(200);
    session.close();
    bed().machine().quiesce();
    judge().equal(0L, watcher.activeStreams(), "active_streams after the close");
  }

  @Test
  @Clause(Clauses.STR_11)
  @Requires(Capability.PROCESSES)
  void str11_duplicates_keepTheSessionUntilTheLastOneCloses() {
    Session watcher = session();
    Session session = session();
    Stream stream = session.openStream();
    Session second = session.duplicate(bed().process(Account.SYSTEM));
    Session third = second.duplicate(session.process());
    Submission receive = third.same(stream).pend();
    session.close();
    bed().machine().quiesce();
    judge().equal(1L, watcher.activeStreams(), "active_streams with two handles left");
    second.close();
    bed().machine().quiesce();
    judge().that(!receive.ended(), "its receive must stay pending", "ended");
    third.close();
    assertThat(receive.await(TargetHandle.PATIENCE), "a receive after the last close")
        .failedWith(NtStatus.CANCELLED);
    bed().machine().quiesce();
    judge().equal(0L, watcher.activeStreams(), "active_streams after the last close");
  }

  @Test
  @Clause(Clauses.STR_11)
  @Requires(Capability.PROCESSES)
  void str11_processDeath_closesItsStreams() {
    Session watcher = session();
    CallerProcess process = bed().process(Account.ADMINISTRATOR);
    for (int i = 0; i < 3; i++) {
      Session session = bed().session(process);
      session.openStream().pend(10);
      session.openStream();
    }
    bed().activity().createFile();
    judge().equal(6L, watcher.activeStreams(), "active_streams of the process");
    process.kill();
    bed().machine().quiesce();
    judge().equal(0L, watcher.activeStreams(), "active_streams after its death");
  }

  @Test
  @Clause(Clauses.STR_11)
  @Requires(Capability.PROCESSES)
  void str11_processDeathWithADuplicateElsewhere_leavesTheSession() {
    CallerProcess process = bed().process(Account.ADMINISTRATOR);
    Session session = bed().session(process);
    Stream stream = session.openStream();
    stream.pend(3);
    Session survivor = session.duplicate(bed().process(Account.SYSTEM));
    process.kill();
    bed().machine().quiesce();
    judge().equal(1L, survivor.activeStreams(), "active_streams while a duplicate is open");
    bed().activity().createFile();
    judge()
        .equal(
            List.of(1L),
            survivor.same(stream).receive().sequences(),
            "events after the receives died with their process");
  }

  @Test
  @Clause(Clauses.STR_11)
  @Requires({Capability.KERNEL_TRACE, Capability.PROCESSES})
  void str11_manySessions_leaveNoMemoryBehind() {
    Session watcher = session();
    useAndKill();
    KernelCosts before = bed().machine().costs();
    for (int i = 0; i < 20; i++) {
      useAndKill();
    }
    judge().equal(0L, watcher.activeStreams(), "active_streams");
    KernelCosts after = bed().machine().costs();
    judge().equal(before.poolBytes(), after.poolBytes(), "pool bytes after 20 sessions");
    judge().equal(before.poolBlocks(), after.poolBlocks(), "pool blocks after 20 sessions");
  }

  private void useAndKill() {
    CallerProcess process = bed().process(Account.SYSTEM);
    Session session = bed().session(process);
    session.openStream().pend(5);
    session.openStream();
    bed().activity().createFiles(2);
    process.kill();
    bed().machine().quiesce();
  }

  @Test
  @Clause(Clauses.STR_11)
  @Requires(Capability.CONCURRENCY)
  void str11_closeRacingReceivesAndEvents_endsEveryReceive() {
    TestBed bed = concurrentBed();
    Session watcher = bed.session();
    for (int i = 0; i < 50; i++) {
      Session session = bed.session(watcher.process());
      Stream stream = session.openStream();
      List<Submission> receives = new ArrayList<>(stream.pend(3));
      Together.run(session::close, () -> bed.activity().createFiles(2));
      receives.forEach(receive -> receive.await(TargetHandle.PATIENCE));
    }
    bed.machine().quiesce();
    judge().equal(0L, watcher.activeStreams(), "active_streams");
  }
}
