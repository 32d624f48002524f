package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.suite.support.Variations;
import dev.auroraedr.km.conformance.suite.support.Watched;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.PeerRegistryCallback;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import org.junit.jupiter.api.Test;

/** HLT-3 and HLT-9: registrations that are never called are not added to without end. */
@Requires({Capability.KERNEL_TRACE, Capability.TAMPER})
class RepairLimitClausesTest extends HealthTest {
  /** Registrations by repair in a row that may stand without one having been seen. */
  private static final int LIMIT = 16;

  private static final List<String> CANARIES = List.of("ZwOpenKey", "ObOpenObjectByPointer");

  private static List<String> calls(TestBed bed, Session asking) {
    bed.machine().kernelControl().startTrace();
    asking.health();
    return bed.machine().kernelControl().stopTrace();
  }

  private void registers(boolean expected, List<String> calls, Watched callback, String what) {
    boolean registered = calls.stream().anyMatch(callback.repairs()::contains);
    judge().equal(expected, registered, "whether " + callback + " is registered anew, " + what);
  }

  @Test
  @Clause({Clauses.HLT_3, Clauses.HLT_9})
  void hlt9_systemThatNeverCalls_isGivenSixteenRegistrationsAndNoMore() {
    TestBed bed = bareBed();
    bed.machine().tamper().neverCall();
    Session asking = bed.load().session();
    for (int query = 1; query <= LIMIT + 5; query++) {
      List<String> calls = calls(bed, asking);
      String what = "query " + query + " of a system that never calls";
      for (Watched callback : List.of(Watched.REGISTRY, Watched.OBJECT)) {
        registers(query <= LIMIT, calls, callback, what);
      }
      judge().that(calls.containsAll(CANARIES), what + " must send its canaries", calls);
    }
    told(asking, "after the last repair", Watched.REGISTRY, Watched.OBJECT, Watched.MINIFILTER);
  }

  @Test
  @Clause({Clauses.HLT_3, Clauses.HLT_9})
  @Requires({Capability.PEER, Capability.VARIATIONS})
  void hlt9_canarySeenAgain_allowsSixteenMore() {
    TestBed bed = bareBed(Variations.build(26100, true)).load();
    Session asking = bed.session();
    for (int round = 1; round <= 2; round++) {
      PeerRegistryCallback above =
          bed.machine().peer().registry().watch("410000", NtStatus.ACCESS_DENIED);
      for (int query = 1; query <= LIMIT + 2; query++) {
        String what = "query " + query + " of round " + round + " with the canary ended above";
        registers(query <= LIMIT, calls(bed, asking), Watched.REGISTRY, what);
      }
      above.remove();
      told(asking, "the canary comes through again");
    }
  }

  @Test
  @Clause({Clauses.HLT_3, Clauses.HLT_9})
  @Requires(Capability.FAULTS)
  void hlt3_registrationsThatFail_areTriedAtEveryQuery() {
    for (Watched callback : List.of(Watched.REGISTRY, Watched.OBJECT)) {
      TestBed bed = anotherBed();
      Session asking = bed.session();
      callback.preventRepair(bed.machine());
      callback.lose(bed.machine());
      for (int query = 1; query <= LIMIT + 5; query++) {
        registers(true, calls(bed, asking), callback, "query " + query + " without success");
      }
      bed.machine().kernelControl().clear();
      told(asking, callback + " repaired at last");
    }
  }

  @Test
  @Clause({Clauses.HLT_3, Clauses.HLT_9})
  void hlt3_minifilter_isAttachedAtEveryQueryThatFindsAnInstanceMissing() {
    TestBed bed = anotherBed();
    Session asking = bed.session();
    bed.machine().tamper().silenceFilter();
    String system = bed.machine().systemVolume();
    for (int query = 1; query <= LIMIT + 5; query++) {
      bed.machine().tamper().removeInstance(system);
      registers(true, calls(bed, asking), Watched.MINIFILTER, "query " + query);
    }
  }
}
