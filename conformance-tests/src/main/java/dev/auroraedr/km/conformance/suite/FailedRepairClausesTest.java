package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.suite.support.Watched;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import org.junit.jupiter.api.Test;

/** HLT-3 and HLT-4: what can't be repaired, and what could not be registered at load. */
@Requires({Capability.TAMPER, Capability.FAULTS})
class FailedRepairClausesTest extends HealthTest {
  @Test
  @Clause(Clauses.HLT_3)
  void hlt3_repairThatFails_isTriedSilentlyAtEachQueryUntilItSucceeds() {
    for (Watched callback : Watched.values()) {
      TestBed bed = anotherBed();
      Stream events = tamperStream(bed);
      Session asking = bed.session();
      callback.preventRepair(bed.machine());
      callback.lose(bed.machine());
      told(asking, callback + " taken away for good", callback);
      discovered(events, callback, false, asking);
      told(asking, callback + " still missing", callback);
      told(asking, callback + " still missing", callback);
      bed.machine().kernelControl().clear();
      told(asking, callback + " repaired at last");
      noEvent(events, "repairs tried again, " + callback);
    }
  }

  @Test
  @Clause(Clauses.HLT_3)
  void hlt3_lateRepair_leavesTheLatchOfAHandleThatDidNotAsk() {
    for (Watched callback : Watched.values()) {
      TestBed bed = anotherBed();
      Session asking = bed.session();
      Session silent = bed.session();
      callback.preventRepair(bed.machine());
      callback.lose(bed.machine());
      asking.health();
      Session late = bed.session();
      told(late, "opened while " + callback + " is missing", callback);
      bed.machine().kernelControl().clear();
      told(asking, "the query that repairs " + callback);
      told(silent, "the first report after the late repair of " + callback, callback);
      told(silent, "its second report");
      told(late, "a handle that had no latch");
    }
  }

  @Test
  @Clause(Clauses.HLT_3)
  void hlt3_lostAgainAfterALateRepair_isADiscoveryAgain() {
    for (Watched callback : Watched.values()) {
      TestBed bed = anotherBed();
      Stream events = tamperStream(bed);
      Session asking = bed.session();
      callback.preventRepair(bed.machine());
      callback.lose(bed.machine());
      asking.health();
      bed.machine().kernelControl().clear();
      asking.health();
      events.drain();
      callback.lose(bed.machine());
      told(asking, callback + " taken away again", callback);
      discovered(events, callback, true, asking);
    }
  }

  @Test
  @Clause(Clauses.HLT_3)
  void hlt3_oneRepairForEachQuery_isTried() {
    for (Watched callback : List.of(Watched.REGISTRY, Watched.OBJECT, Watched.MINIFILTER)) {
      TestBed bed = anotherBed();
      Session asking = bed.session();
      callback.preventRepair(bed.machine());
      callback.lose(bed.machine());
      for (int query = 1; query <= 3; query++) {
        judge().equal(1L, attempts(bed, asking, callback), callback + ": repairs of one query");
      }
    }
  }

  private static long attempts(TestBed bed, Session asking, Watched callback) {
    bed.machine().kernelControl().startTrace();
    asking.health();
    List<String> calls = bed.machine().kernelControl().stopTrace();
    return calls.stream().filter(callback.repairs()::contains).count();
  }

  @Test
  @Clause(Clauses.HLT_4)
  void hlt4_failedAtLoad_isRegistrationFailedForGoodAndNeverRetried() {
    for (Watched callback : List.of(Watched.PROCESS, Watched.REGISTRY, Watched.OBJECT)) {
      TestBed bed = loadedWithout(callback);
      Stream events = tamperStream(bed);
      Session asking = bed.session();
      bed.machine().kernelControl().startTrace();
      for (int query = 1; query <= 3; query++) {
        failed(asking, callback, "query " + query);
      }
      failed(bed.session(), callback, "another handle");
      List<String> calls = bed.machine().kernelControl().stopTrace();
      judge()
          .that(
              calls.stream().noneMatch(callback.repairs()::contains),
              callback + " that failed at load must never be registered again",
              calls);
      noEvent(events, callback + " that failed at load");
    }
  }

  @Test
  @Clause(Clauses.HLT_4)
  void hlt4_failedAtLoad_leavesDiscoveryOfTheOthers() {
    for (Watched failed : List.of(Watched.PROCESS, Watched.REGISTRY, Watched.OBJECT)) {
      for (Watched lost : Watched.values()) {
        if (lost != failed) {
          othersAreWatched(failed, lost);
        }
      }
    }
  }

  private void othersAreWatched(Watched failed, Watched lost) {
    TestBed bed = loadedWithout(failed);
    Stream events = tamperStream(bed);
    Session asking = bed.session();
    lost.lose(bed.machine());
    var told = asking.health();
    judge().equal(2L, told.of(failed), failed + " that failed at load");
    judge().equal(0L, told.of(lost), lost + " taken away, while " + failed + " failed at load");
    discovered(events, lost, true, asking);
    judge().equal(1L, asking.health().of(lost), lost + " after its repair");
  }

  @Test
  @Clause({Clauses.HLT_4, Clauses.HLT_6})
  void hlt6_processCallbackFailedAtLoad_countsNothingForGood() {
    TestBed bed = loadedWithout(Watched.PROCESS);
    Session asking = bed.session();
    judge().equal(0L, asking.health().count(), "process_notify_count after the load");
    bed.activity().exitProcess(bed.activity().startProcess().id());
    judge().equal(0L, asking.health().count(), "process_notify_count after a process");
  }

  /** Loads the driver while one registration fails; from then on it would succeed. */
  private TestBed loadedWithout(Watched callback) {
    TestBed bed = bareBed();
    callback.preventRepair(bed.machine());
    bed.load();
    bed.machine().kernelControl().clear();
    return bed;
  }

  private void failed(Session asking, Watched callback, String what) {
    var told = asking.health();
    for (Watched each : Watched.values()) {
      long expected = each == callback ? 2 : 1;
      judge().equal(expected, told.of(each), each + ", " + callback + " failed at load, " + what);
    }
  }
}
