package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.Health;
import dev.auroraedr.km.conformance.suite.support.Interleaving;
import dev.auroraedr.km.conformance.suite.support.Requests;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.suite.support.Together;
import dev.auroraedr.km.conformance.suite.support.Watched;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.Completion;
import dev.auroraedr.km.conformance.target.KernelCaller;
import dev.auroraedr.km.conformance.target.KernelCaller.FileReference;
import dev.auroraedr.km.conformance.target.TargetHandle;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** HLT-2 and HLT-3: other queries, closes and the unload in the middle of a query. */
@Requires({Capability.INTERLEAVE, Capability.KERNEL_TRACE, Capability.TAMPER})
class QueryInterleavingClausesTest extends HealthTest {
  @Test
  @Clause({Clauses.HLT_2, Clauses.HLT_8})
  void hlt2_queryInTheMiddleOfAnother_neitherLearnsOfTheOther() {
    Session one = session();
    Session other = session();
    Interleaving.atEveryCall(
        bed().machine().kernelControl(), () -> new TwoQueries(one, other, null));
  }

  @Test
  @Clause({Clauses.HLT_2, Clauses.HLT_3})
  void hlt3_twoQueriesAtOnce_discoverOnceAndTellBoth() {
    for (Watched lost : List.of(Watched.PROCESS, Watched.MINIFILTER)) {
      TestBed bed = anotherBed();
      Session one = bed.session();
      Session other = bed.session();
      Stream events = tamperStream(bed);
      Interleaving.atEveryCall(
          bed.machine().kernelControl(), () -> new Discovery(bed, one, other, lost, events));
    }
  }

  private class TwoQueries implements Interleaving.Run {
    final Session one;
    final Session other;
    final Watched lost;
    Health toldOne;
    Health toldOther;

    TwoQueries(Session one, Session other, Watched lost) {
      this.one = one;
      this.other = other;
      this.lost = lost;
    }

    @Override
    public void operation() {
      toldOne = one.health();
    }

    @Override
    public void other() {
      toldOther = other.health();
    }

    @Override
    public void check(String where) {
      bed().machine().quiesce();
      judge().equal(expected(toldOne), toldOne, "the one report, " + where);
      judge().equal(expected(toldOther), toldOther, "the other report, " + where);
    }

    Health expected(Health told) {
      Health well = Health.allWell(told.count());
      return lost == null ? well : well.without(lost);
    }
  }

  private final class Discovery extends TwoQueries {
    private final TestBed bed;
    private final Stream events;

    Discovery(TestBed bed, Session one, Session other, Watched lost, Stream events) {
      super(one, other, lost);
      this.bed = bed;
      this.events = events;
      lost.lose(bed.machine());
    }

    @Override
    public void check(String where) {
      bed.machine().quiesce();
      super.check(where + ", " + lost + " lost");
      judge().equal(1, events(events).size(), "discoveries of " + lost + ", " + where);
      told(one, "the one handle's next report, " + where);
      told(other, "the other handle's next report, " + where);
    }
  }

  @Test
  @Clause({Clauses.HLT_3, Clauses.DEV_3})
  @Requires(Capability.CLEANUP)
  void hlt3_closeInTheMiddleOfAQuery_leavesTheOtherHandlesLatch() {
    for (Watched lost : List.of(Watched.PROCESS, Watched.REGISTRY)) {
      TestBed bed = anotherBed();
      Session asking = bed.session();
      Session staying = bed.session();
      Interleaving.atEveryCall(
          bed.machine().kernelControl(), () -> new Close(bed, asking, staying, lost));
    }
  }

  private final class Close implements Interleaving.Run {
    private final TestBed bed;
    private final Session asking;
    private final Session staying;
    private final Session closing;
    private final Watched lost;
    private Health told;

    Close(TestBed bed, Session asking, Session staying, Watched lost) {
      this.bed = bed;
      this.asking = asking;
      this.staying = staying;
      this.lost = lost;
      this.closing = bed.session(staying.process());
      lost.lose(bed.machine());
    }

    @Override
    public void operation() {
      told = asking.health();
    }

    @Override
    public void other() {
      closing.close();
    }

    @Override
    public void check(String where) {
      bed.machine().quiesce();
      String what = lost + " lost, close, " + where;
      judge().equal(Health.allWell(told.count()).without(lost), told, "the query, " + what);
      told(staying, "the handle that stays, " + what, lost);
      told(staying, "the handle that stays, again, " + what);
      told(asking, "the asking handle again, " + what);
    }
  }

  @Test
  @Clause({Clauses.HLT_3, Clauses.DEV_3})
  void hlt3_openInTheMiddleOfADiscovery_isToldOnceAtMost() {
    Session asking = session();
    Interleaving.atEveryCall(bed().machine().kernelControl(), () -> new Open(asking));
  }

  private final class Open implements Interleaving.Run {
    private final Session asking;
    private Health told;
    private Session opened;

    Open(Session asking) {
      this.asking = asking;
      Watched.OBJECT.lose(bed().machine());
    }

    @Override
    public void operation() {
      told = asking.health();
    }

    @Override
    public void other() {
      opened = session();
    }

    @Override
    public void check(String where) {
      bed().machine().quiesce();
      judge().equal(0L, told.object(), "the discovering report, " + where);
      opened.health();
      told(opened, "the second report of a handle opened meanwhile, " + where);
      opened.close();
    }
  }

  @Test
  @Clause(Clauses.HLT_3)
  @Requires(Capability.UNLOAD)
  void hlt3_unloadInTheMiddleOfAQuery_waitsForItsEnd() {
    for (Watched lost : Watched.values()) {
      TestBed bed = bareBed().load();
      Session asking = bed.session();
      lost.lose(bed.machine());
      bed.machine().kernelControl().at("ObOpenObjectByPointer", 1, bed::unload);
      told(asking, lost + " lost, service stop in the middle", lost);
      bed.machine().quiesce();
      told(asking, "an open handle works on after the service stop");
    }
  }

  @Test
  @Clause({Clauses.HLT_2, Clauses.HLT_3})
  @Requires(Capability.CONCURRENCY)
  void hlt2_manyQueriesAtOnce_discoverOnceAndTellEachHandleOnce() {
    TestBed bed = concurrentBed();
    Stream events = tamperStream(bed);
    List<Session> sessions = IntStream.range(0, 6).mapToObj(i -> bed.session()).toList();
    for (int round = 0; round < 20; round++) {
      Watched lost = Watched.values()[round % Watched.values().length];
      lost.lose(bed.machine());
      AtomicInteger told = new AtomicInteger();
      Together.run(sessions.stream().map(each -> askTwice(each, lost, told)).toList());
      judge().equal(sessions.size(), told.get(), "reports that told of " + lost);
      judge().equal(1, events(events).size(), "discoveries of " + lost);
    }
  }

  private static Callable<Object> askTwice(Session asking, Watched lost, AtomicInteger told) {
    return () -> {
      for (int i = 0; i < 2; i++) {
        told.addAndGet(asking.health().of(lost) == 0 ? 1 : 0);
      }
      return null;
    };
  }

  @Test
  @Clause({Clauses.STR_15, Clauses.HLT_3})
  @Requires(Capability.KERNEL_CALLER)
  void str15_queryWithoutFileObject_discoversAndConsumesNothing() {
    for (Watched lost : Watched.values()) {
      TestBed bed = anotherBed();
      Stream events = tamperStream(bed);
      Session open = bed.session();
      KernelCaller kernel = bed.machine().kernelCaller();
      lost.lose(bed.machine());
      Health told = kernelHealth(open, kernel);
      judge()
          .equal(
              Health.allWell(told.count()),
              told,
              "a query without a handle has no latch and tells the state after repair");
      judge().equal(1, events(events).size(), "discoveries of a query without a handle");
      kernelHealth(open, kernel);
      told(open, lost + " discovered without a handle", lost);
      told(open, "the second report");
    }
  }

  private static Health kernelHealth(Session reader, KernelCaller kernel) {
    return reader.health(kernel.controlWithoutFile(Requests.health()).await(TargetHandle.PATIENCE));
  }

  @Test
  @Clause({Clauses.STR_15, Clauses.HLT_3})
  @Requires({Capability.KERNEL_CALLER, Capability.CLEANUP})
  void str15_queryAfterCleanup_answersAndConsumesNothing() {
    Session asking = session();
    Session closed = session();
    try (FileReference reference = bed().machine().kernelCaller().reference(closed.handle())) {
      Watched.OBJECT.lose(bed().machine());
      asking.health();
      closed.close();
      Completion end = reference.control(Requests.health()).await(TargetHandle.PATIENCE);
      judge().status(NtStatus.SUCCESS, end.status(), "a query after CLEANUP");
      Health told = asking.health(end);
      judge().equal(Health.allWell(told.count()), told, "a query after CLEANUP");
    }
    told(asking, "the other handle");
  }
}
