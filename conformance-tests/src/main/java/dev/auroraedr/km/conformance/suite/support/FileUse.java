package dev.auroraedr.km.conformance.suite.support;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.target.FileStimulus;
import dev.auroraedr.km.conformance.target.FileStimulus.OpenFile;
import dev.auroraedr.km.conformance.target.Stimulus;
import dev.auroraedr.km.conformance.target.StimulusResult;
import dev.auroraedr.km.fixtures.StatusTable;
import java.util.List;

/** Files of a test's machine, and what a stream tells of them. */
public final class FileUse {
  /** Types of file events. */
  public static final int FILE_EVENTS =
      EventMask.FILE_CREATE | EventMask.FILE_WRITE | EventMask.FILE_CLEANUP;

  /** FILE_GENERIC_READ. */
  public static final int READ = 0x0012_0089;

  /** FILE_GENERIC_READ | FILE_GENERIC_WRITE. */
  public static final int WRITE = 0x0012_019F;

  /** Disposition FILE_OPEN. */
  public static final int OPEN = 0x0100_0000;

  /** Disposition FILE_OPEN_IF. */
  public static final int OPEN_IF = 0x0300_0000;

  /** FILE_DIRECTORY_FILE. */
  public static final int DIRECTORY = 0x1;

  /** FILE_OPEN_REPARSE_POINT. */
  public static final int OPEN_REPARSE_POINT = 0x0020_0000;

  private static final String[] VERBS = {"", "CREATE", "WRITE", "CLEANUP"};

  private final TestBed bed;

  /** Files of this machine. */
  public FileUse(TestBed bed) {
    this.bed = bed;
  }

  /** A path on the system volume. */
  public String path(String below) {
    return bed.machine().systemVolume() + below;
  }

  /** A path in System32 on the system volume. */
  public String monitored(String name) {
    return path("\\Windows\\System32\\" + name);
  }

  /** Does something that must succeed. */
  public StimulusResult done(Stimulus stimulus) {
    StimulusResult result = bed.machine().stimulate(stimulus);
    bed.judge()
        .that(
            result.status() >= 0,
            stimulus + " must succeed, driver or none",
            StatusTable.describeStatus(result.status()));
    return result;
  }

  /** Opens or makes a file, to write to it; its number. */
  public long keep(String path) {
    return done(OpenFile.keep(path, WRITE, OPEN_IF)).id();
  }

  /** Opens or makes a directory; its number. */
  public long keepDirectory(String path) {
    return done(OpenFile.keep(path, READ, OPEN_IF | DIRECTORY | OPEN_REPARSE_POINT)).id();
  }

  /** Makes directories, unseen by filters. */
  public void makeDirectory(String path) {
    done(new FileStimulus.MakeDirectory(path));
  }

  /** Opens a file and closes it again. */
  public void once(String path) {
    done(OpenFile.once(path, READ, OPEN_IF));
  }

  /** Closes a file kept open. */
  public void close(long file) {
    done(new FileStimulus.CloseFile(file));
  }

  /** Begins an operation that the file system keeps; its number. */
  public long hold(FileStimulus operation) {
    return done(new FileStimulus.Hold(operation)).id();
  }

  /** Lets a held operation end, in the same thread. */
  public StimulusResult finish(long held) {
    return done(new FileStimulus.FinishHeld(held, false));
  }

  /** The events that a stream has now. */
  public List<RawEvent> events(Stream stream) {
    return stream.drain().stream().flatMap(batch -> batch.events().stream()).toList();
  }

  /** The same as words, such as {@code CREATE \Device\HarddiskVolume3\a.exe}. */
  public List<String> seen(Stream stream) {
    return events(stream).stream().map(FileUse::words).toList();
  }

  private static String words(RawEvent event) {
    String verb = event.type() < VERBS.length ? VERBS[event.type()] : "type " + event.type();
    return verb + ' ' + event.name();
  }

  /** The events of a stream must be these, in this order. */
  public void expect(Stream stream, String what, String... expected) {
    bed.judge().equal(List.of(expected), seen(stream), "file events of " + what);
  }

  /** A status that an operation must end with. */
  public void expectStatus(int expected, Stimulus stimulus, String what) {
    bed.judge().status(expected, bed.machine().stimulate(stimulus).status(), what);
  }

  /** An open must find nothing. */
  public void expectMissing(OpenFile open, String what) {
    expectStatus(NtStatus.OBJECT_NAME_NOT_FOUND, open, what);
  }
}
