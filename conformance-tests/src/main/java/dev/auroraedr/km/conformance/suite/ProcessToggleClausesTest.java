package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.Health;
import dev.auroraedr.km.conformance.suite.support.Interleaving;
import dev.auroraedr.km.conformance.suite.support.RawEvent;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.suite.support.Together;
import dev.auroraedr.km.conformance.suite.support.Watched;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.MachineVariation;
import dev.auroraedr.km.conformance.target.StimulusResult;
import dev.auroraedr.km.conformance.target.Tamper.Routine;
import dev.auroraedr.km.fixtures.Clauses;
import dev.auroraedr.km.fixtures.MachineProfile.Duplicate;
import dev.auroraedr.km.fixtures.MachineProfile.ProcessNotify;
import java.util.List;
import org.junit.jupiter.api.Test;

/** HLT-1: two process-notify routines, toggled at each query, and each event handled once. */
class ProcessToggleClausesTest extends HealthTest {
  private static final String SET_ROUTINE = "PsSetCreateProcessNotifyRoutineEx";

  private static Stream processStream(TestBed bed) {
    return bed.session().openStream(EventMask.PROCESS, 0);
  }

  /** A process starts and ends; each must be an event, once, and be counted once. */
  private void livesOnce(TestBed bed, Stream events, Session asking, String what) {
    events.drain();
    long before = asking.health().count();
    StimulusResult started = bed.activity().startProcess();
    bed.activity().exitProcess(started.id());
    isCreateAndExit(events(events), started.id(), what);
    judge().equal(before + 2, asking.health().count(), "process_notify_count, " + what);
  }

  private void isCreateAndExit(List<RawEvent> found, long processId, String what) {
    judge()
        .equal(
            List.of(EventType.PROCESS_CREATE, EventType.PROCESS_EXIT),
            found.stream().map(RawEvent::type).toList(),
            "types of the events of one process, " + what);
    judge().equal(processId, found.get(0).get("detail0"), "created process, " + what);
    judge().equal(processId, found.get(1).get("process_id"), "ended process, " + what);
  }

  @Test
  @Clause({Clauses.HLT_1, Clauses.HLT_6})
  void hlt1_twoRoutines_handleEachEventOnce() {
    livesOnce(bed(), processStream(bed()), session(), "both routines stand");
  }

  @Test
  @Clause(Clauses.HLT_6)
  void hlt6_creationAndExit_countOneEachWithAStreamOrWithout() {
    Session asking = session();
    long before = asking.health().count();
    long first = bed().activity().startProcess().id();
    judge().equal(before + 1, asking.health().count(), "process_notify_count, created");
    bed().activity().exitProcess(first);
    judge().equal(before + 2, asking.health().count(), "process_notify_count, ended");
    processStream(bed());
    long others = asking.health().count();
    long second = bed().activity().startProcess().id();
    judge().equal(others + 1, asking.health().count(), "process_notify_count with a stream");
    bed().activity().exitProcess(second);
    judge().equal(others + 2, asking.health().count(), "process_notify_count, ended too");
  }

  @Test
  @Clause(Clauses.HLT_6)
  @Requires(Capability.PEER)
  void hlt6_refusedCreation_isCountedAsItIsReported() {
    TestBed bed = bareBed();
    String image = bed.machine().systemVolume() + "\\Windows\\System32\\refused.exe";
    bed.machine().peer().processes().answer(image, NtStatus.ACCESS_DENIED);
    bed.load();
    Session asking = bed.session();
    Stream events = processStream(bed);
    long before = asking.health().count();
    StimulusResult refused = bed.activity().startProcess("\\Windows\\System32\\refused.exe");
    judge()
        .status(NtStatus.ACCESS_DENIED, refused.status(), "starting what another driver refuses");
    List<Integer> types = events(events).stream().map(RawEvent::type).toList();
    judge().that(types.contains(EventType.PROCESS_CREATE), "it must be reported", types);
    judge()
        .equal(
            before + types.size(),
            asking.health().count(),
            "process_notify_count with a refused creation");
  }

  @Test
  @Clause({Clauses.HLT_1, Clauses.HLT_6})
  void hlt1_toggledManyTimes_stillHandleEachEventOnce() {
    Stream events = processStream(bed());
    Session asking = session();
    for (int i = 0; i < 5; i++) {
      told(asking, "toggle " + i);
      livesOnce(bed(), events, asking, "after toggle " + i);
    }
  }

  @Test
  @Clause(Clauses.HLT_1)
  @Requires({Capability.INTERLEAVE, Capability.KERNEL_TRACE})
  void hlt1_processInTheMiddleOfAQuery_isNeverLostAndNeverTwice() {
    Session asking = session();
    Interleaving.atEveryCall(bed().machine().kernelControl(), () -> new ProcessInAQuery(asking));
  }

  private final class ProcessInAQuery implements Interleaving.Run {
    private final Session asking;
    private final Stream events = processStream(bed());
    private final long before;
    private Health told;
    private StimulusResult started;

    ProcessInAQuery(Session asking) {
      this.asking = asking;
      this.before = asking.health().count();
    }

    @Override
    public void operation() {
      told = asking.health();
    }

    @Override
    public void other() {
      started = bed().activity().startProcess();
      bed().activity().exitProcess(started.id());
    }

    @Override
    public void check(String where) {
      judge().equal(Health.allWell(told.count()), told, "health, " + where);
      isCreateAndExit(events(events), started.id(), where);
      judge().equal(before + 2, asking.health().count(), "process_notify_count, " + where);
      events.stop();
    }
  }

  @Test
  @Clause(Clauses.HLT_1)
  @Requires({Capability.INTERLEAVE, Capability.KERNEL_TRACE})
  void hlt1_queryInTheMiddleOfAProcessEvent_neverLosesOrDoublesIt() {
    Session asking = session();
    Interleaving.atEveryCall(bed().machine().kernelControl(), () -> new QueryInAProcess(asking));
  }

  private final class QueryInAProcess implements Interleaving.Run {
    private final Session asking;
    private final Stream events = processStream(bed());
    private final long before;
    private StimulusResult started;
    private Health told;

    QueryInAProcess(Session asking) {
      this.asking = asking;
      this.before = asking.health().count();
    }

    @Override
    public void operation() {
      started = bed().activity().startProcess();
      bed().activity().exitProcess(started.id());
    }

    @Override
    public void other() {
      told = asking.health();
    }

    @Override
    public void check(String where) {
      bed().machine().quiesce();
      judge().equal(Health.allWell(told.count()), told, "health, " + where);
      isCreateAndExit(events(events), started.id(), where);
      judge().equal(before + 2, asking.health().count(), "process_notify_count, " + where);
      events.stop();
    }
  }

  @Test
  @Clause({Clauses.HLT_1, Clauses.HLT_2})
  @Requires(Capability.CONCURRENCY)
  void hlt1_processesBesideQueries_areAllCountedOnce() {
    TestBed bed = concurrentBed();
    Session asking = bed.session();
    Session other = bed.session();
    long before = asking.health().count();
    Lives lives = new Lives(bed, 200);
    Together.run(
        List.of(
            java.util.concurrent.Executors.callable(lives::live),
            java.util.concurrent.Executors.callable(() -> askOften(lives, asking, other))));
    judge().equal(before + 400, asking.health().count(), "process_notify_count after races");
  }

  /** Processes that start and end one after the other. */
  private static final class Lives {
    private final TestBed bed;
    private final int count;
    private volatile int ended;
    private volatile boolean over;

    Lives(TestBed bed, int count) {
      this.bed = bed;
      this.count = count;
    }

    void live() {
      try {
        for (int i = 0; i < count; i++) {
          bed.activity().exitProcess(bed.activity().startProcess().id());
          ended = i + 1;
        }
      } finally {
        over = true;
      }
    }

    /**
     * Lets the event that is under way end. The system looks at the slots one after the other: one
     * that it kept between two slots from a query to the next could find both empty on Windows too.
     */
    void awaitNext() {
      int seen = ended;
      while (ended == seen && !over) {
        Thread.onSpinWait();
      }
    }
  }

  private void askOften(Lives lives, Session asking, Session other) {
    for (int i = 0; i < 100; i++) {
      told(i % 2 == 0 ? asking : other, "beside processes");
      lives.awaitNext();
    }
  }

  @Test
  @Clause({Clauses.HLT_1, Clauses.HLT_3})
  @Requires(Capability.TAMPER)
  void hlt1_eitherRoutineTakenAway_isFoundMissingAndAddedAgain() {
    for (Routine routine : Routine.values()) {
      TestBed bed = anotherBed();
      Stream tampering = tamperStream(bed);
      Stream events = processStream(bed);
      Session asking = bed.session();
      judge().that(bed.machine().tamper().clearSlot(routine), routine + " must stand", "no slot");
      livesOnceUnseen(bed, events, routine + " taken away");
      told(asking, routine + " taken away", Watched.PROCESS);
      discovered(tampering, Watched.PROCESS, true, asking);
      told(asking, routine + " added again");
      judge().that(bed.machine().tamper().clearSlot(routine), routine + " must stand again", "no");
    }
  }

  /** The same without a query, which would repair what is missing. */
  private void livesOnceUnseen(TestBed bed, Stream events, String what) {
    events.drain();
    StimulusResult started = bed.activity().startProcess();
    bed.activity().exitProcess(started.id());
    isCreateAndExit(events(events), started.id(), what);
  }

  @Test
  @Clause({Clauses.HLT_1, Clauses.HLT_3})
  @Requires(Capability.TAMPER)
  void hlt1_bothRoutinesTakenAway_areOneDiscovery() {
    Stream tampering = tamperStream(bed());
    Stream events = processStream(bed());
    Session asking = session();
    bed().machine().tamper().clearSlot(Routine.MAIN);
    bed().machine().tamper().clearSlot(Routine.TWIN);
    told(asking, "both routines taken away", Watched.PROCESS);
    discovered(tampering, Watched.PROCESS, true, asking);
    livesOnce(bed(), events, asking, "both routines added again");
  }

  @Test
  @Clause({Clauses.HLT_1, Clauses.HLT_3})
  @Requires({Capability.FAULTS, Capability.TAMPER})
  void hlt1_mainCantBeAddedAgain_isNotRegisteredWhileTheTwinWorksOn() {
    Stream tampering = tamperStream(bed());
    Stream events = processStream(bed());
    Session asking = session();
    bed().machine().kernelControl().failAll(SET_ROUTINE);
    told(asking, "main can't be added again", Watched.PROCESS);
    discovered(tampering, Watched.PROCESS, false, asking);
    for (int i = 0; i < 3; i++) {
      livesOnceUnseen(bed(), events, "main is missing, query " + i);
      told(asking, "main still can't be added", Watched.PROCESS);
    }
    bed().machine().kernelControl().clear();
    told(asking, "main added again");
    noEvent(tampering, "main tried again");
    livesOnce(bed(), events, asking, "both stand again");
  }

  @Test
  @Clause(Clauses.HLT_1)
  @Requires({Capability.INTERLEAVE, Capability.PEER})
  void hlt1_slotTakenBetweenRemovalAndAdding_leavesTheTwin() {
    Stream events = processStream(bed());
    Session asking = session();
    bed()
        .machine()
        .kernelControl()
        .at(SET_ROUTINE, 2, () -> bed().machine().peer().processes().leaveFree(0));
    told(asking, "another driver takes main's slot in the middle of the toggle", Watched.PROCESS);
    livesOnceUnseen(bed(), events, "every slot is taken");
    told(asking, "every slot is taken still", Watched.PROCESS);
    livesOnceUnseen(bed(), events, "every slot is taken still");
  }

  @Test
  @Clause(Clauses.HLT_1)
  @Requires({Capability.PEER, Capability.KERNEL_TRACE, Capability.TAMPER})
  void hlt1_noSlotForTheTwin_noToggleAndTheStateOfRegistration() {
    TestBed bed = bareBed();
    bed.machine().peer().processes().leaveFree(1);
    bed.load();
    Stream events = processStream(bed);
    Session asking = bed.session();
    bed.machine().kernelControl().startTrace();
    told(asking, "main stands alone");
    judge()
        .that(
            !bed.machine().kernelControl().stopTrace().contains(SET_ROUTINE),
            "a routine that stands alone must not be toggled",
            SET_ROUTINE);
    livesOnce(bed, events, asking, "main stands alone");
    bed.machine().tamper().clearSlot(Routine.MAIN);
    told(asking, "what registration returned is all that is known without a twin");
  }

  @Test
  @Clause(Clauses.HLT_1)
  @Requires({Capability.VARIATIONS, Capability.TAMPER})
  void hlt1_bothRulesOfDuplicates_areSurvived() {
    for (Duplicate rule : Duplicate.values()) {
      TestBed bed = bareBed(withRule(rule)).load();
      Stream events = processStream(bed);
      Session asking = bed.session();
      livesOnce(bed, events, asking, "duplicates " + rule);
      for (Routine routine : Routine.values()) {
        bed.machine().tamper().registerAgain(routine);
        livesOnceUnseen(bed, events, routine + " registered again, duplicates " + rule);
        livesOnce(bed, events, asking, routine + " toggled, duplicates " + rule);
      }
    }
  }

  private static MachineVariation withRule(Duplicate rule) {
    return profile ->
        profile.withProcessNotify(new ProcessNotify(rule, profile.processNotify().slots()));
  }
}
