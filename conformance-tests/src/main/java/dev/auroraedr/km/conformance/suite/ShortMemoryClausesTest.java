package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.Requests;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Shortage;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.suite.support.Watched;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.fixtures.Clauses;
import dev.auroraedr.km.fixtures.StatusTable;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * HLT-8: which failures of a query's calls say something of a callback, and which only of memory.
 */
@Requires(Capability.FAULTS)
class ShortMemoryClausesTest extends HealthTest {
  private static final String COUNT = "FltEnumerateInstances";

  private static final Map<Watched, String> CANARIES =
      Map.of(
          Watched.REGISTRY, "ZwOpenKey",
          Watched.OBJECT, "ObOpenObjectByPointer",
          Watched.MINIFILTER, "ZwCreateFile");

  @Test
  @Clause({Clauses.HLT_3, Clauses.HLT_8})
  void hlt8_memoryShortByAnyName_failsTheQueryAndNothingElse() {
    for (String canary : CANARIES.values()) {
      failsTheQuery(canary);
    }
  }

  @Test
  @Clause({Clauses.HLT_5, Clauses.HLT_8})
  void hlt8_instancesUncountedForWantOfMemory_failsTheQueryAndNothingElse() {
    failsTheQuery(COUNT);
  }

  private void failsTheQuery(String call) {
    TestBed bed = anotherBed();
    Stream events = tamperStream(bed);
    Session asking = bed.session();
    for (int status : Shortage.STATUSES) {
      String what = call + " failing with " + StatusTable.describeStatus(status);
      bed.machine().kernelControl().fail(call, 1, status);
      asking.refused(NtStatus.INSUFFICIENT_RESOURCES, Requests.health(), "a query with " + what);
      told(asking, "after a query with " + what);
      noEvent(events, "a query with " + what);
    }
  }

  @Test
  @Clause({Clauses.HLT_3, Clauses.HLT_8})
  void hlt8_canaryThatFailsOtherwise_countsAsNotSeen() {
    CANARIES.forEach(this::isMissing);
  }

  @Test
  @Clause({Clauses.HLT_5, Clauses.HLT_8})
  void hlt5_instancesThatCantBeCounted_areNone() {
    isMissing(Watched.MINIFILTER, COUNT);
  }

  private void isMissing(Watched callback, String call) {
    for (int status : Shortage.OTHERS) {
      TestBed bed = anotherBed();
      Stream events = tamperStream(bed);
      Session asking = bed.session();
      String what = call + " failing with " + StatusTable.describeStatus(status);
      bed.machine().kernelControl().failAll(call, status);
      told(asking, what, callback);
      discovered(events, callback, false, asking);
      bed.machine().kernelControl().clear();
      told(asking, "after " + what);
      noEvent(events, "after " + what);
    }
  }
}
