package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.FileUse;
import dev.auroraedr.km.conformance.suite.support.RawEvent;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.FileChange.MakeJunction;
import dev.auroraedr.km.conformance.target.FileStimulus;
import dev.auroraedr.km.conformance.target.FileStimulus.OpenFile;
import dev.auroraedr.km.conformance.target.FileStimulus.Opener;
import dev.auroraedr.km.conformance.target.FileStimulus.Path;
import dev.auroraedr.km.conformance.target.FileStimulus.WriteFile;
import dev.auroraedr.km.conformance.target.PeerFilters;
import dev.auroraedr.km.conformance.target.PeerFilters.LoggedOperation;
import dev.auroraedr.km.conformance.target.VolumeStimulus.Kind;
import dev.auroraedr.km.conformance.target.VolumeStimulus.MountVolume;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** FIL-5 and FIL-6: which operations are no events, and fast I/O. */
class FileKindClausesTest extends ClauseTest {
  private static final int SL_OPEN_PAGING_FILE = 0x2;
  private static final int SL_OPEN_TARGET_DIRECTORY = 0x4;
  private static final int SL_CASE_SENSITIVE = 0x80;
  private static final int IRP_MJ_WRITE = 0x4;
  private static final String OTHER = "\\Device\\HarddiskVolume9";

  private Stream stream;
  private FileUse files;

  private void open(int mask) {
    stream = session().openStream(mask, 0);
    files = new FileUse(bed());
  }

  @Test
  @Clause(Clauses.FIL_5)
  void fil5_createOfADirectory_isNotReportedNorIsItsCleanup() {
    open(FileUse.FILE_EVENTS);
    files.close(files.keepDirectory(files.monitored("directory.exe")));
    files.expect(stream, "a create with FILE_DIRECTORY_FILE, and its cleanup");
  }

  @Test
  @Clause(Clauses.FIL_5)
  void fil5_directoryOpenedWithoutTheFlag_givesACreateOnly() {
    open(FileUse.FILE_EVENTS);
    String path = files.monitored("directory.exe");
    files.makeDirectory(path);
    long directory = files.done(OpenFile.keep(path, FileUse.READ, FileUse.OPEN)).id();
    bed().machine().stimulate(new WriteFile(directory, 0, 1));
    files.close(directory);
    files.expect(stream, "a directory opened without FILE_DIRECTORY_FILE", "CREATE " + path);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        SL_OPEN_PAGING_FILE,
        SL_OPEN_TARGET_DIRECTORY,
        SL_OPEN_PAGING_FILE | SL_CASE_SENSITIVE,
        SL_OPEN_TARGET_DIRECTORY | SL_CASE_SENSITIVE
      })
  @Clause(Clauses.FIL_5)
  void fil5_createForTheSystemsOwnPurpose_isNotReported(int flags) {
    open(EventMask.FILE_CREATE);
    String path = files.path("\\Windows\\System32\\x.exe\\own.sys");
    files.makeDirectory(files.path("\\Windows\\System32\\x.exe"));
    files.done(OpenFile.once(path, FileUse.READ, FileUse.OPEN_IF).withFlags(flags));
    files.expect(stream, "a create with operation flags " + flags);
    files.done(OpenFile.once(path, FileUse.READ, FileUse.OPEN_IF));
    files.done(OpenFile.once(path, FileUse.READ, FileUse.OPEN).withFlags(SL_CASE_SENSITIVE));
    files.expect(stream, "the same create without them", "CREATE " + path, "CREATE " + path);
  }

  @Test
  @Clause(Clauses.FIL_5)
  void fil5_theVolumeItself_isNotReported() {
    open(FileUse.FILE_EVENTS);
    files.makeDirectory(files.path("\\System32"));
    long volume = files.keep(bed().machine().systemVolume());
    files.done(new WriteFile(volume, 0, 512));
    files.close(volume);
    files.expect(stream, "open, write and cleanup of a volume");
  }

  @ParameterizedTest
  @EnumSource(
      value = Path.class,
      names = {"PAGING", "PAGING_NAMED"})
  @Clause(Clauses.FIL_5)
  void fil5_writesOfTheMemoryManager_areNotReported(Path by) {
    open(EventMask.FILE_WRITE);
    String path = files.monitored("paged.exe");
    long file = files.keep(path);
    files.done(new WriteFile(file, 0, 4096));
    files.expect(stream, "a write", "WRITE " + path);
    files.done(new WriteFile(file, 0, 4096, by));
    files.expect(stream, "the same write with IRP_PAGING_IO");
    files.close(file);
  }

  @Test
  @Clause(Clauses.FIL_5)
  void fil5_filesOfTheSystemItself_areReported() {
    open(FileUse.FILE_EVENTS);
    String path = files.monitored("system.exe");
    long file =
        files.done(OpenFile.keep(path, FileUse.WRITE, FileUse.OPEN_IF).by(Opener.SYSTEM)).id();
    files.expect(stream, "a create in the system's process", "CREATE " + path);
    files.close(file);
  }

  @Test
  @Clause(Clauses.FIL_5)
  void fil5_writePastTheCache_isReported() {
    open(EventMask.FILE_WRITE);
    String path = files.monitored("uncached.exe");
    long file = files.keep(path);
    files.done(new WriteFile(file, 0, 4096, Path.UNCACHED));
    files.expect(stream, "a write that bypasses the cache", "WRITE " + path);
    files.close(file);
  }

  @Test
  @Clause(Clauses.FIL_5)
  void fil5_streamOfADirectory_isAFile() {
    open(FileUse.FILE_EVENTS);
    files.makeDirectory(files.monitored("directory"));
    String path = files.monitored("directory:p.exe");
    long file = files.keep(path);
    files.done(new WriteFile(file, 0, 1));
    files.close(file);
    files.expect(
        stream, "a stream of a directory", "CREATE " + path, "WRITE " + path, "CLEANUP " + path);
  }

  @Test
  @Clause(Clauses.FIL_5)
  void fil5_openOfAFileWithoutAName_isNoVolume() {
    open(EventMask.FILE_CREATE);
    String path = files.monitored("again.exe");
    long file = files.keep(path);
    files.events(stream);
    files.done(OpenFile.once("", FileUse.READ, FileUse.OPEN).relativeTo(file));
    files.expect(stream, "an open without a name, relative to a file", "CREATE " + path);
    files.close(file);
  }

  @Test
  @Clause(Clauses.FIL_5)
  void fil5_writeIntoTheCache_isReportedOnceByItsFirstHalf() {
    open(EventMask.FILE_WRITE);
    String path = files.monitored("cached.exe");
    long file = files.keep(path);
    files.done(new WriteFile(file, 0, 4096, Path.MDL));
    files.done(new WriteFile(file, 0, 4096, Path.MDL_COMPLETE));
    files.expect(stream, "a write by IRP_MN_MDL and IRP_MN_COMPLETE_MDL", "WRITE " + path);
    files.close(file);
  }

  @Test
  @Clause(Clauses.FIL_5)
  void fil5_createAgainAfterAReparse_isACreateOfItsOwn() {
    open(EventMask.FILE_CREATE);
    files.done(new MountVolume(OTHER, Kind.FIXED, false));
    files.makeDirectory(OTHER + "\\System32");
    junction(files.monitored("away"), OTHER + "\\System32");
    files.events(stream);
    files.once(files.monitored("away\\a.exe"));
    files.expect(
        stream,
        "a create through a junction to another volume",
        "CREATE " + files.monitored("away\\a.exe"),
        "CREATE " + OTHER + "\\System32\\a.exe");
  }

  private void junction(String path, String target) {
    long directory = files.keepDirectory(path);
    files.done(new MakeJunction(directory, target));
    files.close(directory);
  }

  @ParameterizedTest
  @EnumSource(
      value = Path.class,
      names = {"IRP", "FAST_IO"})
  @Clause(Clauses.FIL_6)
  void fil6_oneWrite_isOneEvent(Path by) {
    open(EventMask.FILE_WRITE);
    String path = files.monitored("written.exe");
    long file = files.keep(path);
    files.done(new WriteFile(file, 7, 11, by));
    List<RawEvent> events = files.events(stream);
    judge().equal(1, events.size(), "events of one write by " + by);
    judge().equal(path, events.get(0).name(), "name of a write by " + by);
    judge().equal(11L, events.get(0).get("detail0"), "detail0 of a write by " + by);
    judge().equal(7L, events.get(0).get("detail2"), "detail2 of a write by " + by);
    files.close(file);
  }

  @Test
  @Clause(Clauses.FIL_6)
  @Requires(Capability.PEER)
  void fil6_fastWriteThatIsReported_comesBelowAsAnIrpOnly() {
    open(EventMask.FILE_WRITE);
    judge()
        .equal(
            List.of(false),
            fastIoBelow(files.monitored("fast.exe")),
            "whether writes below the driver are fast I/O, where the file is monitored");
  }

  @Test
  @Clause(Clauses.FIL_6)
  @Requires(Capability.PEER)
  void fil6_fastWriteThatIsNotReported_staysFast() {
    open(EventMask.FILE_WRITE);
    judge()
        .equal(
            List.of(true),
            fastIoBelow(files.path("\\Users\\fast.exe")),
            "whether writes below the driver are fast I/O, where the file is not monitored");
  }

  @Test
  @Clause(Clauses.FIL_6)
  @Requires(Capability.PEER)
  void fil6_fastWriteThatNobodyWants_staysFast() {
    open(EventMask.FILE_CREATE | EventMask.FILE_CLEANUP);
    judge()
        .equal(
            List.of(true),
            fastIoBelow(files.monitored("fast.exe")),
            "whether writes below the driver are fast I/O, where no stream wants writes");
  }

  @Test
  @Clause(Clauses.FIL_6)
  @Requires({Capability.PEER, Capability.FAULTS})
  void fil6_fastWriteWhoseNameFails_staysFast() {
    open(EventMask.FILE_WRITE);
    Runnable fault = () -> bed().machine().kernelControl().fail("FltGetFileNameInformation", 1);
    judge()
        .equal(
            List.of(true),
            fastIoBelow(files.monitored("fast.exe"), fault),
            "whether writes below the driver are fast I/O, where the name can't be had");
    bed().machine().kernelControl().clear();
  }

  private List<Boolean> fastIoBelow(String path) {
    return fastIoBelow(path, () -> {});
  }

  /** One fast write, and how writes reach a filter below. */
  private List<Boolean> fastIoBelow(String path, Runnable before) {
    PeerFilters filters = bed().machine().peer().filters();
    long file = files.keep(path);
    long log = filters.log("370000");
    before.run();
    files.done(new FileStimulus.WriteFile(file, 0, 1, Path.FAST_IO));
    List<Boolean> fast =
        filters.logged(log).stream()
            .filter(one -> one.majorFunction() == IRP_MJ_WRITE && !one.up())
            .map(LoggedOperation::fastIo)
            .toList();
    filters.unregister(log);
    files.close(file);
    return fast;
  }
}
