package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.FileUse;
import dev.auroraedr.km.conformance.suite.support.RawEvent;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.FileStimulus.CloseFile;
import dev.auroraedr.km.conformance.target.FileStimulus.FinishHeld;
import dev.auroraedr.km.conformance.target.FileStimulus.OpenFile;
import dev.auroraedr.km.conformance.target.FileStimulus.WriteFile;
import dev.auroraedr.km.conformance.target.PeerFilters;
import dev.auroraedr.km.conformance.target.PeerFilters.LoggedOperation;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** FIL-4: creates and writes are told of before, cleanups after, and nothing is changed. */
class FileOrderClausesTest extends ClauseTest {
  private static final String BELOW = "370000";
  private static final String ABOVE = "389999";
  private static final int DELETE = 0x0001_0000;

  private Session session;
  private Stream stream;
  private FileUse files;

  private void open() {
    session = session();
    stream = session.openStream(FileUse.FILE_EVENTS, 0);
    files = new FileUse(bed());
  }

  @Test
  @Clause(Clauses.FIL_4)
  void fil4_createAndWrite_areReportedBeforeTheFileSystemDoesThem() {
    open();
    String path = files.monitored("before.exe");
    long create = files.hold(OpenFile.keep(path, FileUse.WRITE, FileUse.OPEN_IF));
    files.expect(stream, "a create that the file system still has", "CREATE " + path);
    long file = files.finish(create).id();
    files.expect(stream, "the end of a create");
    long write = files.hold(new WriteFile(file, 0, 10));
    files.expect(stream, "a write that the file system still has", "WRITE " + path);
    files.finish(write);
    files.close(file);
    files.expect(stream, "the end of a write, and a cleanup", "CLEANUP " + path);
  }

  @Test
  @Clause(Clauses.FIL_4)
  void fil4_cleanup_isReportedAfterTheFileSystemHasDoneIt() {
    open();
    String path = files.monitored("after.exe");
    long file = files.keep(path);
    long cleanup = files.hold(new CloseFile(file));
    files.expect(stream, "a cleanup that the file system still has", "CREATE " + path);
    files.finish(cleanup);
    files.expect(stream, "the end of a cleanup", "CLEANUP " + path);
  }

  @ParameterizedTest
  @CsvSource({"1,CREATE", "2,WRITE", "4,CLEANUP"})
  @Clause(Clauses.FIL_4)
  void fil4_eachType_isReportedToWhoWantsItAlone(int mask, String verb) {
    session = session();
    stream = session.openStream(mask, 0);
    files = new FileUse(bed());
    String path = files.monitored("alone.exe");
    long file = files.keep(path);
    files.done(new WriteFile(file, 0, 1));
    files.close(file);
    files.expect(stream, "a stream of mask " + mask + " alone", verb + ' ' + path);
  }

  @Test
  @Clause(Clauses.FIL_4)
  void fil4_cleanupCompletedElsewhere_isReportedAtDispatchLevel() {
    open();
    String path = files.monitored("elsewhere.exe");
    long file = files.keep(path);
    List<RawEvent> create = files.events(stream);
    long cleanup = files.hold(new CloseFile(file));
    files.done(new FinishHeld(cleanup, true));
    List<RawEvent> events = files.events(stream);
    judge().equal(1, events.size(), "events of a cleanup that ends at DISPATCH_LEVEL");
    judge().equal(path, events.get(0).name(), "name of a cleanup that ends at DISPATCH_LEVEL");
    judge()
        .equal(
            create.get(0).get("thread_id"),
            events.get(0).get("thread_id"),
            "thread_id of a cleanup that ends in another thread");
  }

  @Test
  @Clause(Clauses.FIL_4)
  void fil4_createThatFails_isReportedAndKeepsItsStatus() {
    open();
    String path = files.monitored("missing.exe");
    files.expectMissing(OpenFile.once(path, FileUse.READ, FileUse.OPEN), "opening " + path);
    String nowhere = files.monitored("no\\missing.exe");
    files.expectStatus(
        NtStatus.OBJECT_PATH_NOT_FOUND,
        OpenFile.once(nowhere, FileUse.READ, FileUse.OPEN),
        "opening " + nowhere);
    files.expect(stream, "two creates that fail", "CREATE " + path, "CREATE " + nowhere);
  }

  @ParameterizedTest
  @ValueSource(strings = {"FltGetFileNameInformation", "FltParseFileNameInformation"})
  @Clause(Clauses.FIL_4)
  @Requires(Capability.FAULTS)
  void fil4_noNameToBeHad_noEventAndTheOperationPasses(String call) {
    open();
    bed().machine().kernelControl().failAll(call);
    long file = files.keep(files.monitored("nameless.exe"));
    files.done(new WriteFile(file, 0, 10));
    files.done(
        new WriteFile(file, 0, 10, dev.auroraedr.km.conformance.target.FileStimulus.Path.FAST_IO));
    files.close(file);
    bed().machine().kernelControl().clear();
    files.expect(stream, "operations with " + call + " failing");
  }

  @Test
  @Clause(Clauses.FIL_4)
  @Requires(Capability.FAULTS)
  void fil4_notKnownWhetherADirectory_theOperationPasses() {
    open();
    bed().machine().kernelControl().failAll("FltIsDirectory");
    String path = files.monitored("unknown.exe");
    long file = files.keep(path);
    files.done(new WriteFile(file, 0, 10));
    files.close(file);
    bed().machine().kernelControl().clear();
    files.expect(stream, "operations with FltIsDirectory failing", "CREATE " + path);
  }

  @Test
  @Clause(Clauses.FIL_4)
  @Requires(Capability.PEER)
  void fil4_filtersAboveAndBelow_seeTheSameAsWithoutTheDriver() {
    bareBed();
    List<LoggedOperation> alone = logged(ABOVE, false);
    bareBed();
    List<LoggedOperation> aloneBelow = logged(BELOW, false);
    bareBed();
    judge().equal(alone, logged(ABOVE, true), "what a filter above the driver sees");
    bareBed();
    judge().equal(aloneBelow, logged(BELOW, true), "what a filter below the driver sees");
  }

  private List<LoggedOperation> logged(String altitude, boolean withDriver) {
    PeerFilters filters = bed().machine().peer().filters();
    if (withDriver) {
      bed().load();
      open();
    }
    files = new FileUse(bed());
    long log = filters.log(altitude);
    useFiles();
    List<LoggedOperation> seen = filters.logged(log);
    filters.unregister(log);
    return seen;
  }

  private void useFiles() {
    int access = FileUse.WRITE | DELETE;
    OpenFile open = OpenFile.keep(files.monitored("same.exe"), access, FileUse.OPEN_IF | 0x4060);
    long file = files.done(open).id();
    files.done(new WriteFile(file, 5, 10));
    files.close(file);
    bed()
        .machine()
        .stimulate(OpenFile.once(files.monitored("none.exe"), FileUse.READ, FileUse.OPEN));
    files.once(files.path("\\Users\\plain.txt"));
  }

  @Test
  @Clause(Clauses.FIL_4)
  @Requires(Capability.PEER)
  void fil4_createCompletedBelow_isReportedAndKeepsThatStatus() {
    open();
    String path = files.monitored("refused.exe");
    long peer = peer().completeCreates(BELOW, path, NtStatus.SHARING_VIOLATION);
    files.expectStatus(
        NtStatus.SHARING_VIOLATION,
        OpenFile.once(path, FileUse.READ, FileUse.OPEN_IF),
        "a create that a filter below the driver completes");
    files.expect(stream, "a create that a filter below completes", "CREATE " + path);
    peer().unregister(peer);
  }

  @Test
  @Clause(Clauses.FIL_4)
  @Requires(Capability.PEER)
  void fil4_createCompletedAbove_neverReachesTheDriver() {
    open();
    String path = files.monitored("hidden.exe");
    long peer = peer().completeCreates(ABOVE, path, NtStatus.SHARING_VIOLATION);
    bed().machine().stimulate(OpenFile.once(path, FileUse.READ, FileUse.OPEN_IF));
    files.expect(stream, "a create that a filter above completes");
    peer().unregister(peer);
  }

  private PeerFilters peer() {
    return bed().machine().peer().filters();
  }
}
