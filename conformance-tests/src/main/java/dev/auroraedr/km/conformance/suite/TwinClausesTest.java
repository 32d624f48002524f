package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.Interleaving;
import dev.auroraedr.km.conformance.suite.support.RawEvent;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.suite.support.Watched;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.KernelControl;
import dev.auroraedr.km.conformance.target.ProcessStimulus.Start;
import dev.auroraedr.km.conformance.target.ProcessStimulus.StartProcess;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/** HLT-1: the twin that can't be added again, and by what one event is told from another. */
class TwinClausesTest extends HealthTest {
  private static final String SET_ROUTINE = "PsSetCreateProcessNotifyRoutineEx";

  /** What a stream tells of one process, in order. */
  private static List<Integer> typesOf(long process, List<RawEvent> events) {
    return events.stream()
        .filter(
            event ->
                event.type() == EventType.PROCESS_CREATE
                    ? event.get("detail0") == process
                    : event.get("process_id") == process)
        .map(RawEvent::type)
        .toList();
  }

  private long live() {
    long id = bed().activity().startProcess().id();
    bed().activity().exitProcess(id);
    return id;
  }

  private void livedOnce(long process, List<RawEvent> events, String what) {
    judge()
        .equal(
            List.of(EventType.PROCESS_CREATE, EventType.PROCESS_EXIT),
            typesOf(process, events),
            "types of the events of one process, " + what);
  }

  @Test
  @Clause(Clauses.HLT_1)
  @Requires({Capability.INTERLEAVE, Capability.PEER})
  void hlt1_twinCantBeAddedAgain_mainIsLeftAlone() {
    Stream stream = session().openStream(EventMask.PROCESS, 0);
    Session asking = session();
    KernelControl control = bed().machine().kernelControl();
    control.at(SET_ROUTINE, 4, () -> bed().machine().peer().processes().leaveFree(0));
    told(asking, "another driver takes the twin's slot in the middle", Watched.PROCESS);
    livedOnce(live(), events(stream), "main works alone");
    for (int i = 0; i < 3; i++) {
      List<Long> processes = new ArrayList<>();
      control.atEvery(call -> processes.add(call.equals(SET_ROUTINE) ? live() : 0L));
      told(asking, "every slot is taken still", Watched.PROCESS);
      control.clear();
      List<RawEvent> events = events(stream);
      for (long process : processes.stream().filter(each -> each != 0).toList()) {
        livedOnce(process, events, "in the middle of a query without the twin");
      }
    }
  }

  /** Once both stand again that is what a query says, and nobody misses an event. */
  @Test
  @Clause({Clauses.HLT_1, Clauses.HLT_3})
  @Requires(Capability.FAULTS)
  void hlt1_twinAddedAgainByALaterQuery_isRegistered() {
    Stream stream = session().openStream(EventMask.PROCESS, 0);
    Session asking = session();
    bed().machine().kernelControl().fail(SET_ROUTINE, 4);
    told(asking, "the twin can't be added", Watched.PROCESS);
    bed().machine().kernelControl().clear();
    told(asking, "the twin is added by a later query");
    told(asking, "both stand");
    livedOnce(live(), events(stream), "both stand again");
  }

  @Test
  @Clause(Clauses.HLT_1)
  @Requires({Capability.INTERLEAVE, Capability.KERNEL_TRACE})
  void hlt1_processInTheMiddleOfAnothersEvent_eachIsHandledOnce() {
    Interleaving.atEveryCall(bed().machine().kernelControl(), TwoProcesses::new);
  }

  private final class TwoProcesses implements Interleaving.Run {
    private final Stream stream = session().openStream(EventMask.PROCESS, 0);
    private long one;
    private long other;

    @Override
    public void operation() {
      one = live();
    }

    @Override
    public void other() {
      other = live();
    }

    @Override
    public void check(String where) {
      List<RawEvent> events = events(stream);
      livedOnce(one, events, "the one process, " + where);
      livedOnce(other, events, "the other process, " + where);
      stream.stop();
    }
  }

  @Test
  @Clause({Clauses.HLT_1, Clauses.HLT_6})
  @Requires({Capability.STIMULI, Capability.VIRTUAL_TIME})
  void hlt1_processIdUsedAgain_hasEventsOfItsOwn() {
    Stream stream = session().openStream(EventMask.PROCESS, 0);
    Session asking = session();
    long first = live();
    events(stream);
    long before = asking.health().count();
    for (int i = 0; i < 3; i++) {
      bed().machine().advanceTime(1);
      livesAgain(first);
      livedOnce(first, events(stream), "its id used again, time " + (i + 1));
    }
    judge().equal(before + 6, asking.health().count(), "process_notify_count, ids used again");
  }

  private void livesAgain(long id) {
    String image = bed().machine().systemVolume() + "\\Windows\\System32\\notepad.exe";
    LongFunction<StartProcess> start =
        ended -> new StartProcess(image, "again", Start.ORDINARY.withEndedId(ended));
    judge().equal(id, bed().machine().stimulate(start.apply(id)).id(), "the id that is used again");
    bed().activity().exitProcess(id);
  }

  @Test
  @Clause({Clauses.HLT_1, Clauses.HLT_6})
  @Requires(Capability.STIMULI)
  void hlt1_manyProcessesBesideALongLivedOne_areAllHandledOnce() {
    int processes = 1_500;
    Session asking = session();
    Session watching = session();
    long before = asking.health().count();
    long longLived = bed().activity().startProcess().id();
    for (int i = 0; i < processes; i++) {
      live();
    }
    Stream stream = watching.openStream(EventMask.PROCESS, 0);
    bed().activity().exitProcess(longLived);
    judge()
        .equal(
            List.of(EventType.PROCESS_EXIT),
            typesOf(longLived, events(stream)),
            "events of a process that ends after many others");
    judge()
        .equal(
            before + 2 * processes + 2,
            asking.health().count(),
            "process_notify_count after " + processes + " processes");
  }
}
