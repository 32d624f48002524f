package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.Batch;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.RawStruct;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.target.CallerSpec.Account;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.FileStimulus;
import dev.auroraedr.km.conformance.target.KernelCosts;
import dev.auroraedr.km.conformance.target.Submission;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * STR-12 and STR-13: what nobody listens to costs nothing, and a stalled client costs others
 * nothing.
 */
class CostClausesTest extends ClauseTest {
  private static final int QUERY_LIMITED_INFORMATION = 0x1000;

  @Test
  @Clause(Clauses.STR_12)
  @Requires(Capability.KERNEL_TRACE)
  void str12_noStream_fileOperationsCostNothing() {
    bed();
    costNothing(this::fileOperations, "file operations without any stream");
  }

  @Test
  @Clause(Clauses.STR_12)
  @Requires(Capability.KERNEL_TRACE)
  void str12_streamsOfOtherTypes_fileOperationsCostNothing() {
    Session session = session();
    session.openStream(EventMask.PROCESS | EventMask.HANDLE_ACCESS | EventMask.TAMPER, 0);
    session.openStream(EventMask.REGISTRY, 0).pend(3);
    costNothing(this::fileOperations, "file operations with streams of other types");
  }

  @Test
  @Clause(Clauses.STR_12)
  @Requires(Capability.KERNEL_TRACE)
  void str12_streamStopped_fileOperationsCostNothingAgain() {
    Session session = session();
    Stream stopped = session.openStream(0, 0);
    Session closed = session();
    closed.openStream(0, 0);
    fileOperations();
    stopped.stop();
    closed.close();
    bed().machine().quiesce();
    costNothing(this::fileOperations, "file operations after the last stream");
  }

  @Test
  @Clause(Clauses.STR_12)
  @Requires(Capability.KERNEL_TRACE)
  void str12_streamOfOneFileType_leavesTheOthersFree() {
    session().openStream(EventMask.FILE_CLEANUP, 0);
    long file = bed().activity().keepFile().id();
    costNothing(
        () -> bed().machine().stimulate(new FileStimulus.WriteFile(file, 0, 10)),
        "a write while only cleanups are wanted");
    costNothing(() -> bed().activity().keepFile(), "an open while only cleanups are wanted");
  }

  @Test
  @Clause(Clauses.STR_12)
  @Requires(Capability.KERNEL_TRACE)
  void str12_handleWithoutStrippedBits_costsNothing() {
    session().openStream(EventMask.HANDLE_ACCESS, 0);
    long id = bed().activity().startProtectedProcess().id();
    costNothing(
        () -> bed().activity().openProcess(id, QUERY_LIMITED_INFORMATION),
        "an open of a process that asks for none of the stripped bits");
  }

  @Test
  @Clause(Clauses.STR_12)
  @Requires(Capability.KERNEL_TRACE)
  void str12_emptyBlockedKeys_registryAsksForNoName() {
    session().openStream(EventMask.FILE_CREATE, 0);
    bed().activity().setValue();
    costNothing(() -> bed().activity().setValue(), "a registry operation that nobody wants");
  }

  private void fileOperations() {
    bed().activity().createFiles(20);
    long file = bed().activity().keepFile().id();
    bed().machine().stimulate(new FileStimulus.WriteFile(file, 0, 4096));
    bed().machine().stimulate(new FileStimulus.CloseFile(file));
  }

  private void costNothing(Runnable operations, String what) {
    KernelCosts before = bed().machine().costs();
    operations.run();
    KernelCosts after = bed().machine().costs();
    judge().equal(0L, after.allocations() - before.allocations(), "allocations of " + what);
    judge().equal(0L, after.locksTaken() - before.locksTaken(), "locks taken by " + what);
    judge().equal(0L, after.nameQueries() - before.nameQueries(), "name queries of " + what);
  }

  @Test
  @Clause(Clauses.STR_13)
  void str13_stalledClient_delaysNoOperationAndNoOtherClient() {
    Stream stalled = session().openStream(1, 16_384);
    Stream lively = bed().session(bed().process(Account.SYSTEM)).openStream();
    List<String> expected = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      Submission receive = lively.pend();
      String path = bed().activity().createFile();
      expected.add(path);
      seen.addAll(lively.batch(receive).names());
    }
    judge().equal(expected, seen, "events of the lively client");
    judge().equal(0L, lively.stop().get("dropped"), "dropped at the lively client");
    RawStruct counts = stalled.stop();
    judge().equal(300L, counts.get("dropped"), "dropped at the stalled client, queue included");
  }

  @Test
  @Clause(Clauses.STR_13)
  @Requires(Capability.KERNEL_TRACE)
  void str13_stalledClient_costsItsQueueAndNoMore() {
    Session session = session();
    KernelCosts before = bed().machine().costs();
    session.openStream(1, 65_536);
    bed().activity().createFiles(300);
    KernelCosts full = bed().machine().costs();
    bed().activity().createFiles(300);
    KernelCosts overfull = bed().machine().costs();
    judge().equal(0L, overfull.poolBytes() - full.poolBytes(), "pool bytes of events without room");
    long cost = full.poolBytes() - before.poolBytes();
    judge().that(cost >= 65_536, "a stream's queue must be reserved", cost);
    judge()
        .that(
            cost < 65_536 + 8192,
            "a stalled client must cost its queue and a stream's state",
            cost);
  }

  @Test
  @Clause(Clauses.STR_13)
  void str13_stalledClient_leavesOperationsTheirResult() {
    int alone =
        bed()
            .machine()
            .stimulate(
                FileStimulus.CreateFile.open(
                    bed().machine().systemVolume() + "\\Windows\\System32\\calm.exe"))
            .status();
    Stream stalled = session().openStream(1, 16_384);
    bed().activity().createFiles(100);
    int beside =
        bed()
            .machine()
            .stimulate(
                FileStimulus.CreateFile.open(
                    bed().machine().systemVolume() + "\\Windows\\System32\\calm.exe"))
            .status();
    judge().status(alone, beside, "an open beside a stalled client");
    Batch batch = stalled.receive();
    judge().equal(101L - batch.events().size(), batch.dropped(), "dropped at the stalled client");
  }
}
