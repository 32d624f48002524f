package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.RawEvent;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.target.CallerSpec.Account;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.MachineVariation;
import dev.auroraedr.km.conformance.target.PeerRegistryCallback;
import dev.auroraedr.km.conformance.target.ProcessStimulus;
import dev.auroraedr.km.conformance.target.RegistryStimulus;
import dev.auroraedr.km.conformance.target.RegistryStimulus.By;
import dev.auroraedr.km.conformance.target.RegistryStimulus.CreateKey;
import dev.auroraedr.km.conformance.target.RegistryStimulus.DeleteKey;
import dev.auroraedr.km.conformance.target.RegistryStimulus.DeleteValue;
import dev.auroraedr.km.conformance.target.RegistryStimulus.RenameKey;
import dev.auroraedr.km.conformance.target.RegistryStimulus.SetData;
import dev.auroraedr.km.fixtures.Clauses;
import dev.auroraedr.km.fixtures.MachineProfile;
import java.util.List;
import org.junit.jupiter.api.Test;

/** REG-1: what is written at monitored keys is reported, with what the table of events says. */
class RegistryEventClausesTest extends RegistryClauseTest {
  private static final int BUILD_WITH_ALTITUDE = 26100;
  private static final int BUILD_BEFORE = 22631;

  private void check(RawEvent event, int type, List<Long> details, String name, String name2) {
    String what = "of event " + event;
    judge().equal(type, event.type(), "type " + what);
    judge().equal(0, event.flags(), "flags " + what);
    judge()
        .equal(
            details,
            List.of(event.get("detail0"), event.get("detail1"), event.get("detail2")),
            "details " + what);
    judge().equal(name, event.name(), "name " + what);
    judge().equal(name2, event.name2(), "name2 " + what);
  }

  private static final List<Long> NO_DETAILS = List.of(0L, 0L, 0L);

  @Test
  @Clause(Clauses.REG_1)
  void reg1_setValue_tellsTypeSizeKeyAndValue() {
    bed();
    listen();
    succeed(new SetData(RUN, "Updater", REG_BINARY, new byte[] {1, 2, 3, 4, 5}));
    check(only("SetValueKey"), EventType.REG_SET_VALUE, List.of(3L, 5L, 0L), RUN, "Updater");
    succeed(new SetData(RUN, "", 0x1234, new byte[0]));
    RawEvent unnamed = only("SetValueKey of the default value");
    check(unnamed, EventType.REG_SET_VALUE, List.of(0x1234L, 0L, 0L), RUN, "");
  }

  @Test
  @Clause(Clauses.REG_1)
  void reg1_deleteValue_tellsKeyAndValue() {
    bed();
    registry().setValue(RUN, "Updater", REG_SZ, new byte[2]);
    registry().setValue(RUN, "", REG_SZ, new byte[2]);
    listen();
    succeed(new DeleteValue(RUN, "UPDATER"));
    check(only("DeleteValueKey"), EventType.REG_DELETE_VALUE, NO_DETAILS, RUN, "UPDATER");
    succeed(new DeleteValue(RUN, ""));
    RawEvent unnamed = only("DeleteValueKey of the default value");
    check(unnamed, EventType.REG_DELETE_VALUE, NO_DETAILS, RUN, "");
  }

  @Test
  @Clause(Clauses.REG_1)
  void reg1_createKey_tellsTheFullPath() {
    bed();
    listen();
    succeed(new CreateKey(RUN + "\\Sub"));
    check(only("CreateKey"), EventType.REG_CREATE_KEY, NO_DETAILS, RUN + "\\Sub", "");
  }

  @Test
  @Clause(Clauses.REG_1)
  void reg1_deleteKey_tellsTheKey() {
    bed();
    registry().createKey(RUN + "\\Sub");
    listen();
    succeed(new DeleteKey(RUN + "\\Sub"));
    check(only("DeleteKey"), EventType.REG_DELETE_KEY, NO_DETAILS, RUN + "\\Sub", "");
  }

  @Test
  @Clause(Clauses.REG_1)
  void reg1_renameKey_tellsOldPathAndNewName() {
    bed();
    registry().createKey(RUN + "\\Sub");
    listen();
    succeed(new RenameKey(RUN + "\\Sub", "sUbway"));
    check(only("RenameKey"), EventType.REG_RENAME_KEY, NO_DETAILS, RUN + "\\Sub", "sUbway");
  }

  @Test
  @Clause(Clauses.REG_1)
  void reg1_rename_countsAtOldAndNewPath() {
    bed();
    String beside = RUN + "ner";
    registry().createKey(beside + "\\x");
    registry().deleteKey(RUN);
    listen();
    succeed(new RenameKey(beside, "Run"));
    judge().equal(beside, only("a rename to a monitored key").name(), "name");
    succeed(new RenameKey(RUN, "Runner"));
    judge().equal(RUN, only("a rename of a monitored key").name(), "name");
    succeed(new RenameKey(beside, "Runaway"));
    silent("a rename that begins and ends beside monitored keys");
  }

  @Test
  @Clause(Clauses.REG_1)
  void reg1_everyDepth_isReported() {
    bed();
    String deep = RUN + "\\a\\b\\c\\d\\e\\f";
    registry().createKey(deep);
    listen();
    succeed(new SetData(deep, "v", REG_SZ, new byte[2]));
    judge().equal(deep, only("SetValueKey far below").name(), "name");
    succeed(new SetData(SERVICE, "v", REG_SZ, new byte[2]));
    judge().equal("v", only("SetValueKey at the service key").name2(), "name2");
  }

  @Test
  @Clause(Clauses.REG_1)
  void reg1_operationThatFails_isReportedAllTheSame() {
    bed();
    registry().createKey(RUN + "\\Sub\\x");
    listen();
    perform(NtStatus.OBJECT_NAME_NOT_FOUND, new DeleteValue(RUN, "nothing"));
    judge().equal(EventType.REG_DELETE_VALUE, only("a delete that finds nothing").type(), "type");
    perform(NtStatus.CANNOT_DELETE, new DeleteKey(RUN + "\\Sub"));
    judge().equal(EventType.REG_DELETE_KEY, only("a delete that fails").type(), "type");
  }

  @Test
  @Clause(Clauses.REG_1)
  @Requires(Capability.PEER)
  void reg1_report_comesBeforeTheOperation() {
    bed();
    listen();
    PeerRegistryCallback below = registry().watch("100000", NtStatus.VIRUS_INFECTED);
    judge().status(NtStatus.SUCCESS, below.status(), "registering a callback below");
    perform(NtStatus.VIRUS_INFECTED, new SetData(RUN, "v", REG_SZ, new byte[2]));
    judge().equal("v", only("a write that a driver below refuses").name2(), "name2");
    below.remove();
    judge().that(registry().value(RUN, "v") == null, "nothing may have been written", "a value");
  }

  @Test
  @Clause(Clauses.REG_1)
  void reg1_everyWriter_isReportedWithItsProcess() {
    bed();
    long user = bed().process(Account.USER).processId();
    long lsass = start("\\Windows\\System32\\lsass.exe");
    listen();
    for (long writer : List.of(user, lsass)) {
      succeed(By.process(writer, new SetData(RUN, "v", REG_SZ, new byte[2])));
      RawEvent event = only("a write of process " + writer);
      judge().equal(writer, event.get("process_id"), "process_id");
      judge().that(event.get("thread_id") != 0, "thread_id must name the caller's thread", "0");
      judge().equal(0, event.flags(), "flags");
    }
    succeed(new By(user, true, new SetData(RUN, "v", REG_SZ, new byte[2])));
    RawEvent event = only("a kernel component's write in the thread of " + user);
    judge().equal(user, event.get("process_id"), "process_id");
  }

  @Test
  @Clause(Clauses.REG_1)
  @Requires(Capability.VARIATIONS)
  void reg1_bothInterfaces_report() {
    for (int build : List.of(BUILD_BEFORE, BUILD_WITH_ALTITUDE)) {
      MachineVariation variation =
          profile -> profile.withVersion(new MachineProfile.OsVersion(10, 0, build));
      bareBed(variation).load();
      listen();
      succeed(new SetData(RUN, "v", REG_SZ, new byte[2]));
      judge().equal("v", only("a write on build " + build).name2(), "name2");
    }
  }

  @Test
  @Clause(Clauses.REG_1)
  void reg1_timesOfOneThread_areInProgramOrder() {
    bed();
    listen();
    for (int i = 0; i < 5; i++) {
      succeed(new SetData(RUN, "v" + i, REG_SZ, new byte[2]));
    }
    judge()
        .equal(
            List.of("v0", "v1", "v2", "v3", "v4"),
            events().stream().map(RawEvent::name2).toList(),
            "values in order");
  }

  @Test
  @Clause(Clauses.REG_1)
  void reg1_typeAndSize_have32Bits() {
    bed();
    listen();
    succeed(new SetData(RUN, "v", 0x92345678, new byte[70_001]));
    List<Long> details = List.of(0x92345678L, 70_001L, 0L);
    check(only("SetValueKey"), EventType.REG_SET_VALUE, details, RUN, "v");
  }

  /** A process does all that it does in one thread of its own. */
  @Test
  @Clause({Clauses.REG_1, Clauses.EVT_2})
  @Requires(Capability.PROCESSES)
  void reg1_thread_isTheCallers() {
    bed();
    registry().createKey(RUN + "\\Sub");
    long writer = start("\\Users\\demo\\writer.exe");
    Stream all = session().openStream(EventMask.REGISTRY | EventMask.PROCESS, 0);
    List<RegistryStimulus> writes =
        List.of(
            new SetData(RUN, "v", REG_SZ, new byte[2]),
            new DeleteValue(RUN, "v"),
            new CreateKey(RUN + "\\New"),
            new RenameKey(RUN + "\\New", "Newer"),
            new DeleteKey(RUN + "\\Newer"));
    writes.forEach(write -> succeed(By.process(writer, write)));
    bed().machine().stimulate(new ProcessStimulus.ExitProcess(writer));
    List<RawEvent> events = all.drain().stream().flatMap(batch -> batch.events().stream()).toList();
    judge().equal(6, events.size(), "events of five writes and an exit");
    long thread = events.get(5).get("thread_id");
    for (RawEvent event : events) {
      judge().equal(writer, event.get("process_id"), "process_id of " + event);
      judge().equal(thread, event.get("thread_id"), "thread_id of " + event);
    }
  }
}
