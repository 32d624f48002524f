package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.EventFlag;
import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.ProcessClauses;
import dev.auroraedr.km.conformance.suite.support.RawEvent;
import dev.auroraedr.km.conformance.suite.support.RawStruct;
import dev.auroraedr.km.conformance.suite.support.Requests;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.KernelCosts;
import dev.auroraedr.km.conformance.target.PeerProcesses.Told;
import dev.auroraedr.km.conformance.target.ProcessStimulus;
import dev.auroraedr.km.conformance.target.ProcessStimulus.Kind;
import dev.auroraedr.km.conformance.target.ProcessStimulus.Start;
import dev.auroraedr.km.fixtures.Clauses;
import dev.auroraedr.km.fixtures.MachineProfile.Duplicate;
import dev.auroraedr.km.fixtures.MachineProfile.ProcessNotify;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** PRC-1: each process's creation and exit, once. */
@Requires({Capability.STIMULI, Capability.PROCESSES})
class ProcessClausesTest extends ProcessClauses {
  private static final long SYSTEM_PROCESS = 4;

  private Session healthSession;

  @Test
  @Clause(Clauses.PRC_1)
  void prc1_creation_tellsWhoStartedWhat() {
    long creator = start(TOOL);
    Stream stream = processStream();
    events(stream);
    long made = start("\\x\\y.exe", Start.by(creator));
    RawEvent event = only(stream, "one start");
    judge().equal(EventType.PROCESS_CREATE, event.type(), "type");
    judge().equal(0, event.flags(), "flags");
    judge().equal(creator, event.get("process_id"), "process_id, the creator's,");
    judge().equal(made, event.get("detail0"), "detail0, the new process's id,");
    judge().equal(creator, event.get("detail1"), "detail1, the parent's id,");
    judge().equal(0L, event.get("detail2"), "detail2");
    judge().equal(path("\\x\\y.exe"), event.name(), "name");
    judge().equal("run /now", event.name2(), "name2, the command line,");
    judge().equal(bed().machine().now(), event.timestamp(), "timestamp");
  }

  @Test
  @Clause(Clauses.PRC_1)
  void prc1_otherParent_isToldBesideTheCreator() {
    long creator = start(TOOL);
    long parent = start(SERVICES);
    Stream stream = processStream();
    events(stream);
    start(TOOL, Start.by(creator).under(parent));
    RawEvent event = only(stream, "a start with a chosen parent");
    judge().equal(creator, event.get("process_id"), "process_id, the creator's,");
    judge().equal(parent, event.get("detail1"), "detail1, the parent's id,");
  }

  @Test
  @Clause(Clauses.PRC_1)
  void prc1_exit_tellsTheProcessAlone() {
    long made = start(TOOL);
    Stream stream = processStream();
    exit(made);
    RawEvent event = only(stream, "one exit");
    judge().equal(EventType.PROCESS_EXIT, event.type(), "type");
    judge().equal(0, event.flags(), "flags");
    judge().equal(made, event.get("process_id"), "process_id, the process's own,");
    for (String field : List.of("detail0", "detail1", "detail2", "name_bytes", "name2_bytes")) {
      judge().equal(0L, event.get(field), field + " of an exit");
    }
  }

  @Test
  @Clause(Clauses.PRC_1)
  void prc1_threads_areTheCreatorsAndTheLastOne() {
    long sensor = startSensor();
    long actor = start(TOOL);
    Stream stream = session().openStream(EventMask.PROCESS | EventMask.HANDLE_ACCESS, 0);
    open(actor, sensor, STRIPPED);
    start(TOOL, Start.by(actor));
    exit(actor);
    List<RawEvent> events = events(stream);
    judge().equal(3, events.size(), "events of an open, a start and an exit");
    long thread = events.get(0).get("thread_id");
    judge().that(thread != 0, "thread_id must be the opener's", thread);
    judge().equal(thread, events.get(1).get("thread_id"), "thread_id of the creation");
    judge().equal(thread, events.get(2).get("thread_id"), "thread_id of the exit");
  }

  @Test
  @Clause(Clauses.PRC_1)
  void prc1_commandLine_mayBeMissingEmptyOrLong() {
    Stream stream = processStream();
    for (String line : new String[] {null, "", "c".repeat(512), "d".repeat(513)}) {
      bed().machine().stimulate(new ProcessStimulus.StartProcess(path(TOOL), line));
    }
    List<RawEvent> events = events(stream);
    judge()
        .equal(
            List.of(0, 0, 512, 512),
            events.stream().map(event -> event.name2().length()).toList(),
            "units of the command lines");
    judge()
        .equal(
            List.of(0, 0, 0, EventFlag.NAME2_TRUNCATED),
            events.stream().map(RawEvent::flags).toList(),
            "flags");
  }

  @Test
  @Clause(Clauses.PRC_1)
  @Requires(Capability.WOW64)
  void prc1_thirtyTwoBitProcess_isReported() {
    Stream stream = processStream();
    long made = start("\\Windows\\SysWOW64\\cmd.exe", Start.ORDINARY.of(Kind.WOW64));
    judge().equal(made, only(stream, "a 32-bit process").get("detail0"), "detail0");
  }

  @Test
  @Clause(Clauses.PRC_1)
  void prc1_minimalProcess_isNotTold() {
    count();
    Stream stream = processStream();
    long counted = count();
    exit(start(TOOL, Start.ORDINARY.of(Kind.MINIMAL)));
    silent(stream, "a minimal process, of which Ex routines are not told,");
    judge().equal(counted, count(), "process_notify_count after a minimal process");
  }

  @Test
  @Clause(Clauses.PRC_1)
  void prc1_manyProcesses_areReportedOnceAndInOrder() {
    Stream stream = session().openStream(EventMask.PROCESS, 1_048_576);
    List<Long> expected = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      long made = start(TOOL);
      expected.add(made);
      if (i % 3 == 0) {
        exit(made);
        expected.add(-made);
      }
    }
    List<Long> seen = new ArrayList<>();
    for (RawEvent event : events(stream)) {
      boolean exit = event.type() == EventType.PROCESS_EXIT;
      seen.add(exit ? -event.get("process_id") : event.get("detail0"));
    }
    judge().equal(expected, seen, "processes that started and (negative) ended");
  }

  @Test
  @Clause(Clauses.PRC_1)
  void prc1_eachEvent_countsOnceWithAndWithoutAStream() {
    session();
    long before = count();
    long made = start(TOOL);
    judge().equal(before + 1, count(), "process_notify_count after one start");
    exit(made);
    judge().equal(before + 2, count(), "process_notify_count after its exit");
  }

  @Test
  @Clause(Clauses.PRC_1)
  @Requires(Capability.VIRTUAL_TIME)
  void prc1_idGivenOutAgain_makesEventsOfItsOwn() {
    Stream stream = processStream();
    long id = start(TOOL);
    exit(id);
    for (int tick = 0; tick < 3; tick++) {
      bed().machine().advanceTime(tick);
      judge().equal(id, start(TOOL, Start.ORDINARY.withEndedId(id)), "the id given out again");
      exit(id);
    }
    judge().equal(8, events(stream).size(), "events of four processes of one id");
  }

  @Test
  @Clause(Clauses.PRC_1)
  @Requires({Capability.VARIATIONS, Capability.PEER})
  void prc1_eitherDuplicateRule_reportsOnce() {
    for (Duplicate rule : Duplicate.values()) {
      bareBed(profile -> profile.withProcessNotify(new ProcessNotify(rule, 64))).load();
      health();
      Stream stream = processStream();
      health();
      exit(start(TOOL));
      judge().equal(2, events(stream).size(), "events of a start and an exit, " + rule);
    }
  }

  @Test
  @Clause(Clauses.PRC_1)
  @Requires(Capability.PEER)
  void prc1_otherDriversRoutines_seeWhatTheySee() {
    bareBed();
    List<Told> before = bed().machine().peer().processes().watch();
    bed().load();
    List<Told> after = bed().machine().peer().processes().watch();
    Stream stream = processStream();
    before.clear();
    after.clear();
    long made = start(TOOL);
    exit(made);
    List<Told> told = List.of(new Told(made, false, 0), new Told(made, true, 0));
    judge().equal(told, before, "what a routine in an earlier slot is told");
    judge().equal(told, after, "what a routine in a later slot is told");
    judge().equal(2, events(stream).size(), "events beside other drivers");
  }

  @Test
  @Clause(Clauses.PRC_1)
  @Requires(Capability.INTERLEAVE)
  void prc1_healthQueryInTheMiddle_neitherDoublesNorLoses() {
    Session other = session();
    count();
    Stream stream = processStream();
    long before = count();
    bed()
        .machine()
        .kernelControl()
        .at("SeLocateProcessImageName", 1, () -> other.control(Requests.health()));
    exit(start(TOOL));
    bed().machine().quiesce();
    judge().equal(2, events(stream).size(), "events around a health query");
    judge().equal(before + 2, count(), "process_notify_count around a health query");
  }

  @Test
  @Clause(Clauses.PRC_1)
  void prc1_otherStreams_seeNone() {
    Stream stream = session().openStream(EventMask.ALL & ~EventMask.PROCESS, 0);
    exit(start(TOOL));
    silent(stream, "a process, on a stream that has not asked for it,");
  }

  @Test
  @Clause({Clauses.PRC_1, Clauses.STR_12})
  @Requires(Capability.KERNEL_TRACE)
  void prc1_nobodyListensAndNothingIsBlocked_costsNoNameAndNoMemory() {
    session().openStream(EventMask.ALL & ~EventMask.PROCESS, 0);
    KernelCosts before = bed().machine().costs();
    // Started by the system itself, whose handle to it the object callback lets pass unseen.
    exit(start(TOOL, Start.by(SYSTEM_PROCESS)));
    KernelCosts after = bed().machine().costs();
    judge().equal(0L, after.nameQueries() - before.nameQueries(), "name queries of a process");
    judge().equal(0L, after.allocations() - before.allocations(), "allocations of a process");
  }

  private long count() {
    return health().get("process_notify_count");
  }

  private RawStruct health() {
    return judge()
        .completion(healthSession().control(Requests.health()), "QUERY_CALLBACK_HEALTH")
        .answered("CallbackHealthReport");
  }

  /** Opened once, as a session starts a process of its own. */
  private Session healthSession() {
    if (healthSession == null || healthSession.bed() != bed()) {
      healthSession = session();
    }
    return healthSession;
  }
}
