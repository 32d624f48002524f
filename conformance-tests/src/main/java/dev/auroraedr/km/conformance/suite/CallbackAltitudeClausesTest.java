package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.CallbackHealth;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.abi.ProtectionMode;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.suite.support.Variations;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.KernelControl;
import dev.auroraedr.km.conformance.target.Peer;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** ALT-5: object and registry callbacks search from the filter's altitude. */
class CallbackAltitudeClausesTest extends ClauseTest {
  private static final int COLLISION = NtStatus.FLT_INSTANCE_ALTITUDE_COLLISION;

  /** The two name spaces beside the filters'. */
  enum Space {
    OBJECT("ObRegisterCallbacks", "object_callback_health"),
    REGISTRY("CmRegisterCallbackEx", "registry_callback_health");

    private final String call;
    private final String health;

    Space(String call, String health) {
      this.call = call;
      this.health = health;
    }

    int occupy(Peer peer, int altitude) {
      String text = Integer.toString(altitude);
      return this == OBJECT ? peer.objects().occupy(text) : peer.registry().occupy(text);
    }
  }

  private TestBed bed26100() {
    return bareBed(Variations.build(26100, true));
  }

  private void isTaken(TestBed bed, Space space, int altitude) {
    judge()
        .status(
            COLLISION,
            space.occupy(bed.machine().peer(), altitude),
            "another " + space + " callback at " + altitude);
  }

  private void isFree(TestBed bed, Space space, int altitude) {
    judge()
        .status(
            NtStatus.SUCCESS,
            space.occupy(bed.machine().peer(), altitude),
            "another " + space + " callback at " + altitude);
  }

  @ParameterizedTest
  @EnumSource(Space.class)
  @Clause(Clauses.ALT_5)
  @Requires({Capability.PEER, Capability.VARIATIONS})
  void alt5_nothingElse_standsAtTheFiltersAltitude(Space space) {
    TestBed bed = bed26100().load();
    isTaken(bed, space, 385000);
    isFree(bed, space, 385001);
    isFree(bed, space, 384999);
  }

  @ParameterizedTest
  @EnumSource(Space.class)
  @Clause(Clauses.ALT_5)
  @Requires({Capability.PEER, Capability.VARIATIONS})
  void alt5_takenInItsOwnSpace_movesAloneUpwards(Space space) {
    TestBed bed = bed26100();
    isFree(bed, space, 385000);
    isFree(bed, space, 385001);
    bed.load();
    isTaken(bed, space, 385002);
    isFree(bed, space, 385003);
    isTaken(bed, space == Space.OBJECT ? Space.REGISTRY : Space.OBJECT, 385000);
    judge().equal(385000L, bed.session().status().get("altitude"), "the filter's altitude");
    full(bed.session());
  }

  private void full(Session session) {
    judge()
        .equal((long) ProtectionMode.FULL, session.status().get("protection_mode"), "protection");
    for (Space space : Space.values()) {
      judge()
          .equal(
              (long) CallbackHealth.REGISTERED,
              session.healthReport().get(space.health),
              space.health);
    }
  }

  @ParameterizedTest
  @EnumSource(Space.class)
  @Clause(Clauses.ALT_5)
  @Requires({Capability.PEER, Capability.VARIATIONS, Capability.FAULTS})
  void alt5_filterMoved_searchBeginsAtItsEffectiveAltitude(Space space) {
    TestBed bed = bed26100();
    KernelControl control = bed.machine().kernelControl();
    control.fail("FltRegisterFilter", 1, COLLISION);
    control.fail("FltRegisterFilter", 2, COLLISION);
    isFree(bed, space, 385002);
    bed.load();
    control.clear();
    isFree(bed, space, 385000);
    isFree(bed, space, 385001);
    isTaken(bed, space, 385003);
    full(bed.session());
  }

  @ParameterizedTest
  @CsvSource({"OBJECT, 4999, 380000", "REGISTRY, 4999, 380000", "OBJECT, 5000, 380001"})
  @Clause(Clauses.ALT_5)
  @Requires({Capability.PEER, Capability.VARIATIONS, Capability.FAULTS})
  void alt5_searchFromElsewhere_goesOnAtTheBottom(Space space, int moves, int expected) {
    TestBed bed = bed26100();
    KernelControl control = bed.machine().kernelControl();
    for (int nth = 1; nth <= moves; nth++) {
      control.fail("FltRegisterFilter", nth, COLLISION);
    }
    control.fail(space.call, 1, COLLISION);
    bed.load();
    control.clear();
    isTaken(bed, space, expected);
  }

  @ParameterizedTest
  @CsvSource({"OBJECT, 385003", "REGISTRY, 385000"})
  @Clause(Clauses.ALT_5)
  @Requires({Capability.PEER, Capability.VARIATIONS, Capability.FAULTS})
  void alt5_allButOneTaken_findsIt(Space space, int start) {
    TestBed bed = bed26100();
    KernelControl control = bed.machine().kernelControl();
    for (int nth = 1; nth <= start - 385000; nth++) {
      control.fail("FltRegisterFilter", nth, COLLISION);
    }
    for (int nth = 1; nth < 10_000; nth++) {
      control.fail(space.call, nth, COLLISION);
    }
    bed.load();
    control.clear();
    isTaken(bed, space, start - 1);
    full(bed.session());
  }

  @ParameterizedTest
  @EnumSource(Space.class)
  @Clause(Clauses.ALT_5)
  @Requires({Capability.VARIATIONS, Capability.FAULTS, Capability.KERNEL_TRACE})
  void alt5_allTaken_isPartialProtection(Space space) {
    List<String> calls = partial(space, COLLISION);
    judge().equal(10_000, Collections.frequency(calls, space.call), "altitudes tried");
  }

  @ParameterizedTest
  @CsvSource({
    "OBJECT, 0xC000009A",
    "OBJECT, 0xC000000D",
    "REGISTRY, 0xC000009A",
    "REGISTRY, 0xC000000D"
  })
  @Clause(Clauses.ALT_5)
  @Requires({Capability.VARIATIONS, Capability.FAULTS, Capability.KERNEL_TRACE})
  void alt5_otherStatus_endsTheSearchNotTheLoad(Space space, String status) {
    List<String> calls = partial(space, Long.decode(status).intValue());
    judge().equal(1, Collections.frequency(calls, space.call), "altitudes tried");
  }

  /** Loads with that registration failing; returns the calls. */
  private List<String> partial(Space space, int status) {
    TestBed bed = bed26100();
    KernelControl control = bed.machine().kernelControl();
    control.failAll(space.call, status);
    control.startTrace();
    bed.load();
    List<String> calls = control.stopTrace();
    control.clear();
    Session session = bed.session();
    judge()
        .equal(
            (long) ProtectionMode.PARTIAL_PROTECTION,
            session.status().get("protection_mode"),
            "protection_mode");
    judge()
        .equal(
            (long) CallbackHealth.REGISTRATION_FAILED,
            session.healthReport().get(space.health),
            space.health);
    judge().equal(385000L, session.status().get("altitude"), "the filter's altitude");
    return calls;
  }
}
