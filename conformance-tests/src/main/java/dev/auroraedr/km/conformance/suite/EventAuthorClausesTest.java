package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.EventFlag;
import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.FileUse;
import dev.auroraedr.km.conformance.suite.support.RawEvent;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.suite.support.Variations;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.FileStimulus.WriteFile;
import dev.auroraedr.km.conformance.target.HandleStimulus.DuplicateHandle;
import dev.auroraedr.km.conformance.target.HandleStimulus.OpenProcess;
import dev.auroraedr.km.conformance.target.HandleStimulus.Opening;
import dev.auroraedr.km.conformance.target.ProcessStimulus.Start;
import dev.auroraedr.km.conformance.target.ProcessStimulus.StartProcess;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** EVT-2 and EVT-3 of processes and handles, on a machine that lets the driver watch both. */
class EventAuthorClausesTest extends ClauseTest {
  private static final int PROCESS_ALL_ACCESS = 0x1FFFFF;
  private static final int STRIPPED = 0x21;

  private Stream stream;
  private FileUse files;

  @BeforeEach
  void open() {
    bareBed(Variations.SIGNED).load();
    stream = session().openStream(0, 0);
    files = new FileUse(bed());
  }

  private RawEvent only(int type, String what) {
    List<RawEvent> events = files.events(stream);
    judge().equal(1, events.size(), "events of " + what);
    judge().equal(type, events.get(0).type(), "type of " + what);
    return events.get(0);
  }

  /** The three details and both names; what the table leaves out is zero or empty. */
  private void expectFields(RawEvent event, List<Long> details, String name, String name2) {
    String what = " of an event of type " + event.type();
    List<Long> found = List.of(event.get("detail0"), event.get("detail1"), event.get("detail2"));
    judge().equal(details, found, "details" + what);
    judge().equal(name, event.name(), "name" + what);
    judge().equal(name2, event.name2(), "name2" + what);
    judge().equal(0, event.flags(), "flags" + what);
  }

  @Test
  @Clause(Clauses.EVT_3)
  @Requires(Capability.VARIATIONS)
  void evt3_process_hasIdsImageAndCommandLine() {
    long id = bed().activity().startProcess("\\Windows\\System32\\fields.exe").id();
    RawEvent created = only(EventType.PROCESS_CREATE, "a process");
    expectFields(
        created,
        List.of(id, created.get("process_id"), 0L),
        files.path("\\Windows\\System32\\fields.exe"),
        "\"\\Windows\\System32\\fields.exe\"");
    bed().activity().exitProcess(id);
    RawEvent exited = only(EventType.PROCESS_EXIT, "its end");
    expectFields(exited, List.of(0L, 0L, 0L), "", "");
    judge().equal(id, exited.get("process_id"), "process_id of a PROCESS_EXIT");
  }

  @Test
  @Clause(Clauses.EVT_3)
  @Requires(Capability.VARIATIONS)
  void evt3_strippedHandle_hasTargetAndBothAccesses() {
    long target = bed().activity().startProtectedProcess().id();
    files.events(stream);
    bed().activity().openProcess(target, PROCESS_ALL_ACCESS);
    RawEvent event = only(EventType.HANDLE_ACCESS_STRIPPED, "a handle to a protected process");
    judge().equal(target, event.get("detail0"), "detail0 of a HANDLE_ACCESS_STRIPPED");
    judge()
        .equal(
            (long) PROCESS_ALL_ACCESS, event.get("detail1"), "detail1 of a HANDLE_ACCESS_STRIPPED");
    judge()
        .equal(
            (long) (PROCESS_ALL_ACCESS & ~STRIPPED),
            event.get("detail2"),
            "detail2 of a HANDLE_ACCESS_STRIPPED");
    judge().equal("", event.name2(), "name2 of a HANDLE_ACCESS_STRIPPED");
  }

  @Test
  @Clause(Clauses.EVT_3)
  @Requires(Capability.VARIATIONS)
  void evt3_strippedDuplicate_hasItsReceiver() {
    long target = bed().activity().startProtectedProcess().id();
    long source = bed().activity().startProtectedProcess().id();
    long receiver = bed().activity().startProcess("\\Users\\thief.exe").id();
    files.done(new OpenProcess(target, PROCESS_ALL_ACCESS, Opening.kept(source)));
    files.events(stream);
    files.done(new DuplicateHandle(0, source, target, receiver, PROCESS_ALL_ACCESS));
    RawEvent event = only(EventType.HANDLE_ACCESS_STRIPPED, "a duplicate into another process");
    String what = " of a stripped duplicate";
    judge().equal(EventFlag.DUPLICATE_HANDLE, event.flags(), "flags" + what);
    judge().equal(target, event.get("detail0"), "detail0" + what);
    long left = PROCESS_ALL_ACCESS & ~STRIPPED;
    judge().equal(receiver << 32 | left, event.get("detail2"), "detail2" + what);
    judge().equal(files.path("\\Users\\thief.exe"), event.name(), "name" + what);
  }

  @Test
  @Clause(Clauses.EVT_2)
  @Requires(Capability.VARIATIONS)
  void evt2_strippedHandle_namesItsOpener() {
    long target = bed().activity().startProtectedProcess().id();
    long opener = bed().activity().startProcess("\\Users\\opener.exe").id();
    files.events(stream);
    files.done(new OpenProcess(target, PROCESS_ALL_ACCESS, Opening.by(opener)));
    RawEvent event = only(EventType.HANDLE_ACCESS_STRIPPED, "a handle to a protected process");
    judge().equal(opener, event.get("process_id"), "process_id of a HANDLE_ACCESS_STRIPPED");
    judge()
        .equal(files.path("\\Users\\opener.exe"), event.name(), "name of a HANDLE_ACCESS_STRIPPED");
  }

  @Test
  @Clause(Clauses.EVT_2)
  @Requires(Capability.VARIATIONS)
  void evt2_processEvents_nameCreatorAndTheEndingProcess() {
    long creator = bed().activity().startProcess("\\Users\\creator.exe").id();
    files.events(stream);
    String image = files.path("\\Users\\child.exe");
    long child = files.done(new StartProcess(image, null, Start.by(creator))).id();
    RawEvent created = only(EventType.PROCESS_CREATE, "a process");
    judge().equal(creator, created.get("process_id"), "process_id of a PROCESS_CREATE");
    bed().activity().exitProcess(child);
    RawEvent exited = only(EventType.PROCESS_EXIT, "its end");
    judge().equal(child, exited.get("process_id"), "process_id of a PROCESS_EXIT");
    judge()
        .that(
            exited.get("thread_id") != 0 && exited.get("thread_id") != created.get("thread_id"),
            "thread_id of a PROCESS_EXIT must be its own last thread",
            exited.get("thread_id"));
  }

  @Test
  @Clause(Clauses.EVT_2)
  @Requires(Capability.VARIATIONS)
  void evt2_fileEvents_nameTheThreadThatAsked() {
    bed().activity().startProcess();
    RawEvent process = only(EventType.PROCESS_CREATE, "a process");
    long file = files.keep(files.monitored("who.exe"));
    files.done(new WriteFile(file, 0, 1));
    files.close(file);
    for (RawEvent event : files.events(stream)) {
      for (String field : List.of("process_id", "thread_id")) {
        judge()
            .equal(
                process.get(field),
                event.get(field),
                field + " of an event of type " + event.type() + ", as of the same program");
      }
    }
  }
}
