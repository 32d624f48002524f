package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.CallbackHealth;
import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.Batch;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.RawEvent;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.suite.support.Variations;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** PAR-4: a callback that is missing takes away its own features and no other. */
@Requires({Capability.FAULTS, Capability.VARIATIONS, Capability.STIMULI})
class MissingCallbackClausesTest extends ClauseTest {
  private static final int TERMINATE = 0x0001;
  private static final int VM_READ = 0x0010;

  private TestBed without(String call) {
    TestBed bed = bareBed(Variations.build(26100, true));
    bed.machine().kernelControl().failAll(call, NtStatus.ACCESS_DENIED);
    bed.load();
    bed.machine().kernelControl().clear();
    return bed;
  }

  /** One of everything; returns the types of the events that it made. */
  private List<Integer> typesOf(TestBed bed, Session session) {
    Stream stream = session.openStream(EventMask.ALL, 0);
    bed.activity().createFile();
    long process = bed.activity().startProtectedProcess().id();
    bed.activity().openProcess(process, TERMINATE | VM_READ);
    bed.activity().setValue();
    bed.activity().exitProcess(process);
    List<Integer> types = new ArrayList<>();
    for (Batch batch : stream.drain()) {
      batch.events().stream().map(RawEvent::type).forEach(types::add);
    }
    return types;
  }

  private long granted(TestBed bed) {
    long process = bed.activity().startProtectedProcess().id();
    return bed.activity().openProcess(process, TERMINATE | VM_READ).id();
  }

  @Test
  @Clause(Clauses.PAR_4)
  void par4_processMissing_noProcessEventsAndCountZero() {
    TestBed bed = without("PsSetCreateProcessNotifyRoutineEx");
    Session session = bed.session();
    List<Integer> types = typesOf(bed, session);
    judge()
        .that(
            !types.contains(EventType.PROCESS_CREATE) && !types.contains(EventType.PROCESS_EXIT),
            "there must be no process event",
            types);
    judge()
        .that(
            types.contains(EventType.FILE_CREATE)
                && types.contains(EventType.REG_SET_VALUE)
                && types.contains(EventType.HANDLE_ACCESS_STRIPPED),
            "file, registry and handle events must go on",
            types);
    judge().equal(0L, session.healthReport().get("process_notify_count"), "process_notify_count");
  }

  /** Main alone is refused: a twin must not do its work. */
  @Test
  @Clause({Clauses.PAR_4, Clauses.HLT_4, Clauses.HLT_6})
  void par4_mainRefused_theTwinIsNotInItsPlace() {
    TestBed bed = bareBed(Variations.build(26100, true));
    bed.machine()
        .kernelControl()
        .fail("PsSetCreateProcessNotifyRoutineEx", 1, NtStatus.ACCESS_DENIED);
    bed.load();
    bed.machine().kernelControl().clear();
    Session session = bed.session();
    Stream stream = session.openStream(EventMask.PROCESS, 0);
    bed.activity().exitProcess(bed.activity().startProcess().id());
    judge().equal(List.of(), stream.drain(), "process events while main was refused");
    var health = session.healthReport();
    judge()
        .equal(
            (long) CallbackHealth.REGISTRATION_FAILED,
            health.get("process_notify_health"),
            "process_notify_health");
    judge().equal(0L, health.get("process_notify_count"), "process_notify_count");
  }

  @Test
  @Clause(Clauses.PAR_4)
  void par4_processMissing_objectProtectionFindsImages() {
    TestBed bed = without("PsSetCreateProcessNotifyRoutineEx");
    judge().equal((long) VM_READ, granted(bed), "access granted to a protected process");
  }

  @Test
  @Clause(Clauses.PAR_4)
  void par4_objectMissing_handlesAreUntouched() {
    TestBed bed = without("ObRegisterCallbacks");
    judge()
        .equal((long) (TERMINATE | VM_READ), granted(bed), "access granted to a protected process");
    List<Integer> types = typesOf(bed, bed.session());
    judge()
        .that(
            !types.contains(EventType.HANDLE_ACCESS_STRIPPED)
                && types.contains(EventType.PROCESS_CREATE)
                && types.contains(EventType.PROCESS_EXIT)
                && types.contains(EventType.REG_SET_VALUE)
                && types.contains(EventType.FILE_CREATE),
            "handle events alone must be missing",
            types);
  }

  @Test
  @Clause(Clauses.PAR_4)
  void par4_registryMissing_registryEventsAloneAreMissing() {
    TestBed bed = without("CmRegisterCallbackEx");
    List<Integer> types = typesOf(bed, bed.session());
    judge()
        .that(
            !types.contains(EventType.REG_SET_VALUE)
                && types.contains(EventType.PROCESS_CREATE)
                && types.contains(EventType.HANDLE_ACCESS_STRIPPED)
                && types.contains(EventType.FILE_CREATE),
            "registry events alone must be missing",
            types);
    judge().equal((long) VM_READ, granted(bed), "access granted to a protected process");
  }

  @Test
  @Clause(Clauses.PAR_4)
  void par4_nothingMissing_allEventsCome() {
    TestBed bed = bareBed(Variations.build(26100, true)).load();
    List<Integer> types = typesOf(bed, bed.session());
    judge()
        .that(
            types.containsAll(
                List.of(
                    EventType.FILE_CREATE,
                    EventType.PROCESS_CREATE,
                    EventType.PROCESS_EXIT,
                    EventType.REG_SET_VALUE,
                    EventType.HANDLE_ACCESS_STRIPPED)),
            "all events must come",
            types);
  }
}
