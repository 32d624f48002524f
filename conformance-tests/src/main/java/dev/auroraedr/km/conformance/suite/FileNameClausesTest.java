package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.FileUse;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.FileChange.QueryFileId;
import dev.auroraedr.km.conformance.target.FileChange.SetShortName;
import dev.auroraedr.km.conformance.target.FileStimulus.CloseFile;
import dev.auroraedr.km.conformance.target.FileStimulus.OpenFile;
import dev.auroraedr.km.conformance.target.FileStimulus.Opener;
import dev.auroraedr.km.conformance.target.FileStimulus.WriteFile;
import dev.auroraedr.km.conformance.target.VolumeStimulus.Kind;
import dev.auroraedr.km.conformance.target.VolumeStimulus.MountVolume;
import dev.auroraedr.km.conformance.target.VolumeStimulus.RemoveVolume;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import org.junit.jupiter.api.Test;

/** FIL-7, and FIL-1 and FIL-3 where only real files show them: the names that events carry. */
class FileNameClausesTest extends ClauseTest {
  private static final String NAME_QUERY = "FltGetFileNameInformation";
  private static final String STICK = "\\Device\\HarddiskVolume9";

  private Session session;
  private Stream stream;
  private FileUse files;

  private void open(int mask) {
    session = session();
    stream = session.openStream(mask, 0);
    files = new FileUse(bed());
  }

  private String shortNamed() {
    String path = files.monitored("a long name.exe");
    long file = files.keep(path);
    files.done(new SetShortName(file, "ALONGN~1.EXE"));
    files.close(file);
    files.events(stream);
    return path;
  }

  @Test
  @Clause(Clauses.FIL_3)
  void fil3_shortNames_matchAndShowAsTheirLongOnes() {
    open(FileUse.FILE_EVENTS);
    files.once(files.path("\\PROGRA~1\\short.exe"));
    String path = files.path("\\Program Files\\short.exe");
    files.expect(stream, "a file below PROGRA~1", "CREATE " + path, "CLEANUP " + path);
    String named = shortNamed();
    files.once(files.monitored("alongn~1.exe"));
    files.expect(stream, "a file by its 8.3 name", "CREATE " + named, "CLEANUP " + named);
  }

  @Test
  @Clause(Clauses.FIL_3)
  void fil3_shortNameWithAMonitoredLook_doesNotMatch() {
    open(FileUse.FILE_EVENTS);
    String path = files.monitored("a long name.text");
    long file = files.keep(path);
    files.done(new SetShortName(file, "ALONGN~1.EXE"));
    files.close(file);
    files.once(files.monitored("ALONGN~1.EXE"));
    files.expect(stream, "a file whose 8.3 name alone ends in .EXE");
  }

  @Test
  @Clause(Clauses.FIL_3)
  void fil3_streams_showWithTheirNameAndWithoutTheirType() {
    open(EventMask.FILE_CREATE);
    files.once(files.monitored("a.exe::$DATA"));
    files.once(files.monitored("a.exe:s"));
    files.once(files.monitored("a.txt:p.exe:$DATA"));
    files.once(files.monitored("a.txt:p"));
    files.expect(
        stream,
        "streams",
        "CREATE " + files.monitored("a.exe"),
        "CREATE " + files.monitored("a.exe:s"),
        "CREATE " + files.monitored("a.txt:p.exe"));
  }

  @Test
  @Clause(Clauses.FIL_1)
  void fil1_remoteFiles_countTheirDirectoriesNotServerAndShare() {
    open(EventMask.FILE_CREATE);
    files.done(new MountVolume("\\Device\\Mup", Kind.NETWORK, false));
    files.makeDirectory("\\Device\\Mup\\System32\\Program Files\\d");
    files.makeDirectory("\\Device\\Mup\\server\\share\\System32");
    files.once("\\Device\\Mup\\System32\\Program Files\\d\\a.exe");
    files.once("\\Device\\Mup\\server\\share\\System32\\a.exe");
    files.expect(stream, "remote files", "CREATE \\Device\\Mup\\server\\share\\System32\\a.exe");
  }

  @Test
  @Clause(Clauses.FIL_1)
  void fil1_longestPath_isMatchedWhole() {
    open(EventMask.FILE_CREATE);
    StringBuilder path = new StringBuilder(files.path("\\"));
    String tail = "System32\\a.exe";
    while (path.length() + tail.length() < 32_767) {
      int room = 32_767 - path.length() - tail.length();
      path.append("d".repeat(Math.max(1, Math.min(200, room) - 1))).append('\\');
    }
    files.makeDirectory(path + "System32");
    judge().equal(32_767, (path + tail).length(), "length of the longest path, in the test");
    files.once(path + tail);
    files.expect(stream, "a path of 32,767 units", "CREATE " + path.substring(0, 1024));
  }

  @Test
  @Clause(Clauses.FIL_7)
  void fil7_openByFileId_showsTheFilesName() {
    open(FileUse.FILE_EVENTS);
    String path = files.monitored("known.exe");
    long file = files.keep(path);
    long id = files.done(new QueryFileId(file)).id();
    files.events(stream);
    OpenFile byId = OpenFile.once("", FileUse.READ, FileUse.OPEN).byId(file, id);
    files.done(byId);
    files.expect(stream, "an open by file id", "CREATE " + path, "CLEANUP " + path);
    files.done(byId.by(Opener.WITHOUT_TRAVERSE));
    files.expect(stream, "an open by file id without traverse access", "CLEANUP " + path);
    files.close(file);
  }

  @Test
  @Clause(Clauses.FIL_7)
  void fil7_openRelativeToAHandle_showsTheWholeName() {
    open(EventMask.FILE_CREATE);
    long directory = files.keepDirectory(files.path("\\PROGRA~1"));
    files.done(OpenFile.once("relative.exe", FileUse.READ, FileUse.OPEN_IF).relativeTo(directory));
    String path = files.path("\\Program Files\\relative.exe");
    files.expect(stream, "an open relative to a directory", "CREATE " + path);
    long file = files.keep(path);
    files.events(stream);
    files.done(OpenFile.once("", FileUse.READ, FileUse.OPEN).relativeTo(file));
    files.expect(stream, "an open of the same file without a name", "CREATE " + path);
    files.close(file);
    files.close(directory);
  }

  @Test
  @Clause(Clauses.FIL_7)
  @Requires(Capability.FAULTS)
  void fil7_normalisedNameFails_createShowsTheOpenedOne() {
    open(EventMask.FILE_CREATE);
    shortNamed();
    bed().machine().kernelControl().fail(NAME_QUERY, 1);
    files.once(files.monitored("ALONGN~1.EXE"));
    files.expect(
        stream,
        "a create whose normalised name can't be had",
        "CREATE " + files.monitored("ALONGN~1.EXE"));
    bed().machine().kernelControl().clear();
  }

  @Test
  @Clause(Clauses.FIL_7)
  @Requires(Capability.FAULTS)
  void fil7_openedName_showsAndMatchesWithItsStreamsType() {
    open(EventMask.FILE_CREATE);
    for (String name : List.of("a.exe::$DATA", "a.txt:p.exe:$DATA")) {
      bed().machine().kernelControl().fail(NAME_QUERY, 1);
      files.once(files.monitored(name));
      files.expect(stream, "a create by " + name, "CREATE " + files.monitored(name));
    }
    bed().machine().kernelControl().clear();
  }

  @Test
  @Clause(Clauses.FIL_7)
  @Requires(Capability.FAULTS)
  void fil7_normalisedNameFails_writeAndCleanupShowNothing() {
    open(EventMask.FILE_WRITE | EventMask.FILE_CLEANUP);
    String path = files.monitored("once.exe");
    long file = files.keep(path);
    bed().machine().kernelControl().fail(NAME_QUERY, 1);
    files.done(new WriteFile(file, 0, 1));
    files.expect(stream, "a write whose normalised name can't be had");
    files.done(new WriteFile(file, 0, 1));
    files.expect(stream, "the write after it", "WRITE " + path);
    bed().machine().kernelControl().fail(NAME_QUERY, 1);
    files.close(file);
    files.expect(stream, "a cleanup whose normalised name can't be had");
    bed().machine().kernelControl().clear();
  }

  @Test
  @Clause(Clauses.FIL_7)
  void fil7_streamOpenedDuringACleanup_getsNothingOfIt() {
    open(EventMask.FILE_CREATE);
    long file = files.keep(files.monitored("late.exe"));
    long cleanup = files.hold(new CloseFile(file));
    Stream late = session.openStream(EventMask.FILE_CLEANUP, 0);
    files.finish(cleanup);
    files.expect(late, "a cleanup that nobody wanted when it began");
  }

  @Test
  @Clause(Clauses.FIL_7)
  void fil7_streamClosedDuringACleanup_leavesNothingBehind() {
    open(EventMask.FILE_CLEANUP);
    long file = files.keep(files.monitored("late.exe"));
    long cleanup = files.hold(new CloseFile(file));
    stream.stop();
    files.finish(cleanup);
    stream = session.openStream(EventMask.FILE_CLEANUP, 0);
    files.expect(stream, "a cleanup that nobody wanted any more when it ended");
  }

  @Test
  @Clause(Clauses.FIL_7)
  void fil7_instanceTornDownDuringACleanup_reportsNothing() {
    open(EventMask.FILE_CLEANUP);
    files.done(new MountVolume(STICK, Kind.REMOVABLE, false));
    files.makeDirectory(STICK + "\\System32");
    long file = files.keep(STICK + "\\System32\\gone.exe");
    long cleanup = files.hold(new CloseFile(file));
    files.done(new RemoveVolume(STICK));
    files.expect(stream, "a cleanup that is drained");
    files.finish(cleanup);
    files.expect(stream, "the end of a cleanup that was drained");
  }
}
