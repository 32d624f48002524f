package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.FileUse;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.target.FileChange.Control;
import dev.auroraedr.km.conformance.target.FileChange.HardLink;
import dev.auroraedr.km.conformance.target.FileChange.MakeJunction;
import dev.auroraedr.km.conformance.target.FileChange.MappedWrite;
import dev.auroraedr.km.conformance.target.FileChange.Rename;
import dev.auroraedr.km.conformance.target.FileChange.SetEndOfFile;
import dev.auroraedr.km.conformance.target.FileStimulus.WriteFile;
import dev.auroraedr.km.fixtures.Clauses;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** FIL-8: what the sensor cannot see, shown. */
class FileLimitClausesTest extends ClauseTest {
  private static final int FSCTL_SET_ZERO_DATA = 0x000980C8;
  private static final int FSCTL_DUPLICATE_EXTENTS_TO_FILE = 0x00098344;
  private static final int FSCTL_OFFLOAD_WRITE = 0x00098268;

  private Stream stream;
  private FileUse files;
  private String path;

  @BeforeEach
  void open() {
    stream = session().openStream(FileUse.FILE_EVENTS, 0);
    files = new FileUse(bed());
    path = files.monitored("limit.exe");
  }

  @Test
  @Clause(Clauses.FIL_8)
  void fil8_rename_showsInTheCleanupAlone() {
    long file = files.keep(files.path("\\Users\\plain.txt"));
    files.done(new Rename(file, path));
    files.expect(stream, "a rename to a monitored name");
    files.done(new WriteFile(file, 0, 1));
    files.close(file);
    files.expect(stream, "write and cleanup after a rename", "WRITE " + path, "CLEANUP " + path);
  }

  @Test
  @Clause(Clauses.FIL_8)
  void fil8_renameAway_endsWhatShows() {
    long file = files.keep(path);
    files.done(new Rename(file, files.path("\\Users\\plain.txt")));
    files.done(new WriteFile(file, 0, 1));
    files.close(file);
    files.expect(stream, "a file that is renamed to a plain name", "CREATE " + path);
  }

  @Test
  @Clause(Clauses.FIL_8)
  void fil8_renameByAnotherHandle_showsInBoth() {
    long file = files.keep(path);
    files.done(new WriteFile(file, 0, 1));
    long other = files.keep(path);
    files.events(stream);
    String renamed = files.monitored("renamed.exe");
    files.done(new Rename(other, renamed));
    files.done(new WriteFile(file, 0, 1));
    files.close(file);
    files.close(other);
    files.expect(
        stream,
        "a file that another handle has renamed",
        "WRITE " + renamed,
        "CLEANUP " + renamed,
        "CLEANUP " + renamed);
  }

  @Test
  @Clause(Clauses.FIL_8)
  void fil8_hardLink_doesNotShow() {
    long file = files.keep(files.path("\\Users\\plain.txt"));
    files.done(new HardLink(file, path));
    files.close(file);
    files.expect(stream, "a hard link with a monitored name");
    files.once(path);
    files.expect(stream, "an open by that link", "CREATE " + path, "CLEANUP " + path);
  }

  @Test
  @Clause(Clauses.FIL_8)
  void fil8_mappedWrite_showsAsCreateAndCleanupAlone() {
    long file = files.keep(path);
    files.done(new MappedWrite(file, 4096));
    files.close(file);
    files.expect(stream, "a mapped write", "CREATE " + path, "CLEANUP " + path);
  }

  @Test
  @Clause(Clauses.FIL_8)
  void fil8_setEndOfFile_doesNotShow() {
    long file = files.keep(path);
    files.events(stream);
    files.done(new SetEndOfFile(file));
    files.expect(stream, "set-end-of-file");
    files.close(file);
  }

  @ParameterizedTest
  @ValueSource(ints = {FSCTL_SET_ZERO_DATA, FSCTL_DUPLICATE_EXTENTS_TO_FILE, FSCTL_OFFLOAD_WRITE})
  @Clause(Clauses.FIL_8)
  void fil8_dataChangedByAControl_doesNotShow(int code) {
    long file = files.keep(path);
    files.events(stream);
    files.done(new Control(file, code));
    files.expect(stream, "file system control " + Integer.toHexString(code));
    files.close(file);
  }

  @Test
  @Clause(Clauses.FIL_8)
  void fil8_rawVolumeWrite_doesNotShow() {
    long volume = files.keep(bed().machine().systemVolume());
    files.done(new WriteFile(volume, 1_048_576, 4096));
    files.close(volume);
    files.expect(stream, "a raw volume write");
  }

  @Test
  @Clause(Clauses.FIL_8)
  void fil8_junction_showsUnderTheResolvedName() {
    long directory = files.keepDirectory(files.path("\\Users\\link"));
    files.done(new MakeJunction(directory, files.path("\\Windows\\System32")));
    files.close(directory);
    long file = files.keep(files.path("\\Users\\link\\limit.exe"));
    files.done(new WriteFile(file, 0, 1));
    files.close(file);
    files.expect(
        stream,
        "a file opened through a junction",
        "CREATE " + path,
        "CREATE " + path,
        "WRITE " + path,
        "CLEANUP " + path);
  }
}
