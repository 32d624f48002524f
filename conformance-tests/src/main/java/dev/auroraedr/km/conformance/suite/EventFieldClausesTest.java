package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.Activity;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.FileUse;
import dev.auroraedr.km.conformance.suite.support.RawEvent;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.FileStimulus.CloseFile;
import dev.auroraedr.km.conformance.target.FileStimulus.OpenFile;
import dev.auroraedr.km.conformance.target.FileStimulus.Opener;
import dev.auroraedr.km.conformance.target.FileStimulus.WriteFile;
import dev.auroraedr.km.conformance.target.PeerFilters;
import dev.auroraedr.km.conformance.target.RegistryStimulus.CreateKey;
import dev.auroraedr.km.conformance.target.RegistryStimulus.DeleteKey;
import dev.auroraedr.km.conformance.target.RegistryStimulus.DeleteValue;
import dev.auroraedr.km.conformance.target.RegistryStimulus.RenameKey;
import dev.auroraedr.km.conformance.target.RegistryStimulus.SetValue;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** EVT-2, EVT-3 and EVT-4: who, what and when. */
class EventFieldClausesTest extends ClauseTest {
  private static final int REG_BINARY = 3;
  private static final int REG_DWORD = 4;
  private static final int STATUS_NOTIFY_CLEANUP = 0x0000_010B;

  private Stream stream;
  private FileUse files;

  @BeforeEach
  void open() {
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
  void evt3_fileCreate_hasAccessDispositionAndOptions() {
    String path = files.monitored("fields.exe");
    int options = 0x0300_0000 | 0x0080_4060;
    files.done(OpenFile.once(path, 0x8012_0089, options));
    RawEvent event = files.events(stream).get(0);
    judge().equal(EventType.FILE_CREATE, event.type(), "type of a create");
    expectFields(event, List.of(0x8012_0089L, 3L, 0x80_4060L), path, "");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 4096, 0x1234_5678_9ABCL, -1, -2})
  @Clause(Clauses.EVT_3)
  void evt3_fileWrite_hasLengthAndOffsetAsRequested(long offset) {
    String path = files.monitored("fields.exe");
    long file = files.keep(path);
    files.events(stream);
    files.done(new WriteFile(file, offset, 77));
    expectFields(only(EventType.FILE_WRITE, "a write"), List.of(77L, 0L, offset), path, "");
    files.done(new WriteFile(file, offset, 0));
    expectFields(
        only(EventType.FILE_WRITE, "a write of nothing"), List.of(0L, 0L, offset), path, "");
    files.close(file);
  }

  @Test
  @Clause(Clauses.EVT_3)
  void evt3_fileCleanup_hasItsFinalStatus() {
    String path = files.monitored("fields.exe");
    long file = files.keep(path);
    files.events(stream);
    files.close(file);
    expectFields(only(EventType.FILE_CLEANUP, "a cleanup"), List.of(0L, 0L, 0L), path, "");
  }

  @Test
  @Clause(Clauses.EVT_3)
  @Requires(Capability.PEER)
  void evt3_fileCleanupThatAFilterBelowEnds_hasThatStatus() {
    String path = files.monitored("ended.exe");
    PeerFilters filters = bed().machine().peer().filters();
    long peer = filters.endCleanups("370000", path, STATUS_NOTIFY_CLEANUP);
    long file = files.keep(path);
    files.events(stream);
    files.close(file);
    judge()
        .equal(
            (long) STATUS_NOTIFY_CLEANUP,
            only(EventType.FILE_CLEANUP, "a cleanup").get("detail0"),
            "final status of a cleanup that a filter below has ended");
    filters.unregister(peer);
  }

  @Test
  @Clause(Clauses.EVT_3)
  void evt3_registry_hasKeyValueTypeAndSize() {
    String key = Activity.RUN_KEY + "\\Sub";
    files.done(new SetValue(Activity.RUN_KEY, "", REG_BINARY, 10));
    expectFields(
        only(EventType.REG_SET_VALUE, "a default value"),
        List.of(3L, 10L, 0L),
        Activity.RUN_KEY,
        "");
    files.done(new DeleteValue(Activity.RUN_KEY, ""));
    expectFields(
        only(EventType.REG_DELETE_VALUE, "a value's end"),
        List.of(0L, 0L, 0L),
        Activity.RUN_KEY,
        "");
    files.done(new CreateKey(key));
    expectFields(only(EventType.REG_CREATE_KEY, "a new key"), List.of(0L, 0L, 0L), key, "");
    files.done(new RenameKey(key, "Other"));
    expectFields(
        only(EventType.REG_RENAME_KEY, "a renamed key"), List.of(0L, 0L, 0L), key, "Other");
    String renamed = Activity.RUN_KEY + "\\Other";
    files.done(new DeleteKey(renamed));
    expectFields(only(EventType.REG_DELETE_KEY, "a key's end"), List.of(0L, 0L, 0L), renamed, "");
  }

  @Test
  @Clause(Clauses.EVT_2)
  void evt2_requestThatAWorkerSendsOn_namesWhoAsked() {
    StreamIds program = new StreamIds();
    files.events(stream);
    OpenFile open = OpenFile.once(files.monitored("ids.exe"), FileUse.READ, FileUse.OPEN);
    files.done(open.by(Opener.SENT_ON));
    RawEvent event = files.events(stream).get(0);
    judge()
        .equal(
            List.of(program.process, program.thread),
            List.of(event.get("process_id"), event.get("thread_id")),
            "ids of a create that a worker sends on");
  }

  @Test
  @Clause(Clauses.EVT_2)
  void evt2_requestWithoutAThread_hasNeitherId() {
    OpenFile open = OpenFile.once(files.monitored("nobody.exe"), FileUse.READ, FileUse.OPEN_IF);
    files.done(open.by(Opener.NOBODY));
    RawEvent event = files.events(stream).get(0);
    judge().equal(0L, event.get("process_id"), "process_id of a create without a thread");
    judge().equal(0L, event.get("thread_id"), "thread_id of a create without a thread");
  }

  @Test
  @Clause(Clauses.EVT_2)
  void evt2_registryAndExit_nameTheCaller() {
    StreamIds file = new StreamIds();
    files.done(new SetValue(Activity.RUN_KEY, "v", REG_DWORD, 4));
    RawEvent set = only(EventType.REG_SET_VALUE, "a value");
    judge().equal(file.process, set.get("process_id"), "process_id of a REG_SET_VALUE");
    judge().equal(file.thread, set.get("thread_id"), "thread_id of a REG_SET_VALUE");
  }

  /** Ids of a create by the ordinary program. */
  private final class StreamIds {
    private final long process;
    private final long thread;

    StreamIds() {
      files.once(files.monitored("ids.exe"));
      RawEvent event = files.events(stream).get(0);
      process = event.get("process_id");
      thread = event.get("thread_id");
      judge().that(process != 0 && thread != 0, "a program must have ids", event);
    }
  }

  @Test
  @Clause(Clauses.EVT_4)
  @Requires(Capability.VIRTUAL_TIME)
  void evt4_timestamp_isTheTimeAtWhichTheCallbackRan() {
    long create =
        files.hold(OpenFile.keep(files.monitored("when.exe"), FileUse.WRITE, FileUse.OPEN_IF));
    long created = bed().machine().now();
    bed().machine().advanceTime(1_000);
    long file = files.finish(create).id();
    long write = files.hold(new WriteFile(file, 0, 1));
    long written = bed().machine().now();
    bed().machine().advanceTime(1_000);
    files.finish(write);
    long cleanup = files.hold(new CloseFile(file));
    bed().machine().advanceTime(1_000);
    long cleanedUp = bed().machine().now();
    files.finish(cleanup);
    judge()
        .equal(
            List.of(created, written, cleanedUp),
            files.events(stream).stream().map(RawEvent::timestamp).toList(),
            "timestamps of create, write and cleanup, the last one's at its end");
  }

  @Test
  @Clause(Clauses.EVT_4)
  void evt4_streams_getTheSameEventButForItsNumber() {
    Stream second = session().openStream(EventMask.FILE_CLEANUP, 0);
    files.events(stream);
    files.once(files.monitored("same.exe"));
    List<RawEvent> all = files.events(stream);
    List<RawEvent> one = files.events(second);
    judge().equal(1, one.size(), "events of the stream of cleanups");
    RawEvent first = all.get(all.size() - 1);
    judge().equal(1L, one.get(0).sequence(), "number in the stream of cleanups");
    judge()
        .equalBytes(
            withoutNumber(first), withoutNumber(one.get(0)), "one event in a second stream");
  }

  private static byte[] withoutNumber(RawEvent event) {
    byte[] bytes = event.bytes().clone();
    java.util.Arrays.fill(bytes, 8, 16, (byte) 0);
    return bytes;
  }

  @Test
  @Clause(Clauses.EVT_4)
  @Requires(Capability.KERNEL_TRACE)
  void evt4_clock_isReadOncePerEventWhateverTheStreams() {
    session().openStream(0, 0);
    session().openStream(0, 0);
    bed().machine().kernelControl().startTrace();
    bed()
        .machine()
        .stimulate(OpenFile.keep(files.monitored("clock.exe"), FileUse.READ, FileUse.OPEN_IF));
    long readings =
        bed().machine().kernelControl().stopTrace().stream()
            .filter(call -> call.startsWith("KeQuerySystemTime"))
            .count();
    judge().equal(1L, readings, "readings of the clock for one event in three streams");
  }

  @Test
  @Clause(Clauses.EVT_4)
  @Requires(Capability.VIRTUAL_TIME)
  void evt4_clockThatStepsBack_leavesTheOrderToTheNumber() {
    files.once(files.monitored("first.exe"));
    bed().machine().advanceTime(-10_000_000);
    files.once(files.monitored("second.exe"));
    List<RawEvent> events = files.events(stream);
    judge()
        .equal(
            List.of(1L, 2L, 3L, 4L),
            events.stream().map(RawEvent::sequence).toList(),
            "numbers across a step back of the clock");
    judge()
        .that(
            events.get(2).timestamp() < events.get(0).timestamp(),
            "a later event must carry the clock's earlier time",
            events);
  }
}
