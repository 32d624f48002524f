package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.suite.support.Variations;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.KernelControl;
import dev.auroraedr.km.fixtures.Clauses;
import dev.auroraedr.km.fixtures.MachineProfile.AltitudeCollision;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ALT-1 to ALT-4: where the filter registers, and what it does where that is taken. */
class AltitudeClausesTest extends ClauseTest {
  private static final String REGISTER = "FltRegisterFilter";
  private static final int CANDIDATES = 10_000;

  private long altitude(TestBed bed) {
    return bed.session().status().get("altitude");
  }

  private TestBed occupied(AltitudeCollision collision, String... altitudes) {
    TestBed bed = bareBed(Variations.collision(collision));
    for (String altitude : altitudes) {
      judge()
          .status(
              NtStatus.SUCCESS,
              bed.machine().peer().filters().occupy(altitude),
              "the second driver's filter at " + altitude);
    }
    return bed;
  }

  @Test
  @Clause(Clauses.ALT_1)
  void alt1_nothingElse_filterIsAt385000() {
    judge().equal(385000L, altitude(bed()), "altitude");
  }

  @Test
  @Clause(Clauses.ALT_1)
  @Requires({Capability.PEER, Capability.VARIATIONS})
  void alt1_otherFilter_findsItTakenAndItsNeighboursFree() {
    TestBed bed = occupied(AltitudeCollision.REGISTER).load();
    judge()
        .status(
            NtStatus.FLT_INSTANCE_ALTITUDE_COLLISION,
            bed.machine().peer().filters().occupy("385000"),
            "another filter at 385000");
    for (String free : List.of("384999", "385001", "385000.5")) {
      judge()
          .status(
              NtStatus.SUCCESS,
              bed.machine().peer().filters().occupy(free),
              "another filter at " + free);
    }
  }

  @ParameterizedTest
  @EnumSource(AltitudeCollision.class)
  @Clause(Clauses.ALT_2)
  @Requires({Capability.PEER, Capability.VARIATIONS})
  void alt2_occupied_takesTheNextUpwards(AltitudeCollision collision) {
    TestBed bed = occupied(collision, "385000").load();
    judge().equal(385001L, altitude(bed), "altitude with 385000 taken, shown by " + collision);
    works(bed);
  }

  @ParameterizedTest
  @EnumSource(AltitudeCollision.class)
  @Clause(Clauses.ALT_2)
  @Requires({Capability.PEER, Capability.VARIATIONS})
  void alt2_severalOccupied_takesTheFirstFree(AltitudeCollision collision) {
    TestBed bed = occupied(collision);
    for (int taken = 385000; taken < 385040; taken++) {
      bed.machine().peer().filters().occupy(Integer.toString(taken));
    }
    bed.machine().peer().filters().occupy("385041");
    bed.load();
    judge().equal(385040L, altitude(bed), "altitude with 385000 to 385039 and 385041 taken");
    works(bed);
  }

  /** Filtering is started, every volume has an instance, and a file event arrives. */
  private void works(TestBed bed) {
    var session = bed.session();
    judge().equal(2L, session.status().get("filter_status"), "filter_status");
    judge().that(session.status().get("instance_count") >= 1, "an instance must stand", "none");
    var stream = session.openStream();
    String name = bed.activity().createFile();
    judge().equal(name, stream.receive().events().get(0).name(), "the file event's name");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 385000",
    "1, 385001",
    "4999, 389999",
    "5000, 380000",
    "5001, 380001",
    "9999, 384999"
  })
  @Clause(Clauses.ALT_2)
  @Requires(Capability.FAULTS)
  void alt2_soManyCollisions_leadToThatAltitude(int collisions, long expected) {
    TestBed bed = bareBed(Variations.collision(AltitudeCollision.REGISTER));
    KernelControl control = bed.machine().kernelControl();
    collide(control, REGISTER, collisions, NtStatus.FLT_INSTANCE_ALTITUDE_COLLISION);
    bed.load();
    control.clear();
    judge().equal(expected, altitude(bed), "altitude after " + collisions + " collisions");
  }

  private static void collide(KernelControl control, String call, int times, int status) {
    for (int nth = 1; nth <= times; nth++) {
      control.fail(call, nth, status);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"FltRegisterFilter", "FltStartFiltering"})
  @Clause(Clauses.ALT_2)
  @Requires(Capability.FAULTS)
  void alt2_collisionShownByThatCall_movesTheFilter(String call) {
    TestBed bed = bareBed(Variations.collision(AltitudeCollision.REGISTER));
    bed.machine().kernelControl().fail(call, 1, NtStatus.FLT_INSTANCE_ALTITUDE_COLLISION);
    bed.load();
    judge().equal(385001L, altitude(bed), "altitude after a collision at " + call);
    works(bed);
  }

  /** One volume without an instance, and what the attach there says. */
  @ParameterizedTest
  @ValueSource(ints = {NtStatus.OBJECT_NAME_COLLISION, NtStatus.FLT_INSTANCE_ALTITUDE_COLLISION})
  @Clause(Clauses.ALT_2)
  @Requires(Capability.FAULTS)
  void alt2_collisionOnOneVolume_isEnough(int status) {
    TestBed bed = bareBed(Variations.collision(AltitudeCollision.ATTACH));
    KernelControl control = bed.machine().kernelControl();
    control.fail("FltGetVolumeInstanceFromName", 2, NtStatus.FLT_INSTANCE_NOT_FOUND);
    control.fail("FltAttachVolume", 1, status);
    bed.load();
    control.clear();
    judge().equal(385001L, altitude(bed), "altitude after a collision on one volume");
    works(bed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"FltRegisterFilter", "FltStartFiltering", "FltEnumerateVolumes"})
  @Clause(Clauses.ALT_2)
  @Requires({Capability.FAULTS, Capability.KERNEL_TRACE})
  void alt2_otherFailure_endsTheLoad(String call) {
    TestBed bed = bareBed(Variations.collision(AltitudeCollision.ATTACH));
    KernelControl control = bed.machine().kernelControl();
    control.fail(call, 1, NtStatus.ACCESS_DENIED);
    control.startTrace();
    judge().status(NtStatus.ACCESS_DENIED, bed.machine().load(), "load with " + call + " failing");
    List<String> calls = control.stopTrace();
    control.clear();
    judge().equal(1, Collections.frequency(calls, REGISTER), "attempts to register");
  }

  @Test
  @Clause(Clauses.ALT_2)
  @Requires({Capability.FAULTS, Capability.KERNEL_TRACE})
  void alt2_afterACollision_theFilterIsUnregisteredFirst() {
    TestBed bed = bareBed(Variations.collision(AltitudeCollision.START));
    KernelControl control = bed.machine().kernelControl();
    control.fail("FltStartFiltering", 1, NtStatus.FLT_INSTANCE_ALTITUDE_COLLISION);
    control.startTrace();
    bed.load();
    List<String> calls =
        control.stopTrace().stream()
            .filter(
                call ->
                    List.of(REGISTER, "FltStartFiltering", "FltUnregisterFilter").contains(call))
            .toList();
    judge()
        .equal(
            List.of(
                REGISTER,
                "FltStartFiltering",
                "FltUnregisterFilter",
                REGISTER,
                "FltStartFiltering"),
            calls,
            "the filter's calls");
  }

  @ParameterizedTest
  @ValueSource(strings = {"FltRegisterFilter", "FltStartFiltering"})
  @Clause(Clauses.ALT_3)
  @Requires({Capability.FAULTS, Capability.KERNEL_TRACE})
  void alt3_allTaken_loadFailsAfterTenThousand(String call) {
    TestBed bed = bareBed(Variations.collision(AltitudeCollision.REGISTER));
    KernelControl control = bed.machine().kernelControl();
    control.failAll(call, NtStatus.FLT_INSTANCE_ALTITUDE_COLLISION);
    control.startTrace();
    judge()
        .status(
            NtStatus.FLT_INSTANCE_ALTITUDE_COLLISION,
            bed.machine().load(),
            "load with all altitudes taken");
    List<String> calls = control.stopTrace();
    control.clear();
    judge().equal(CANDIDATES, Collections.frequency(calls, REGISTER), "altitudes tried");
    bed.load();
    judge().equal(385000L, altitude(bed), "altitude of the next load");
  }

  @Test
  @Clause(Clauses.ALT_3)
  @Requires({Capability.FAULTS, Capability.INTERLEAVE})
  void alt3_lastOneCollidesAtTheAttach_loadFailsWithTheSameStatus() {
    TestBed bed = bareBed(Variations.collision(AltitudeCollision.ATTACH));
    KernelControl control = bed.machine().kernelControl();
    control.failAll(REGISTER, NtStatus.FLT_INSTANCE_ALTITUDE_COLLISION);
    control.at(REGISTER, CANDIDATES - 1, () -> collideAtTheAttach(control));
    int status = bed.machine().load();
    control.clear();
    judge()
        .status(
            NtStatus.FLT_INSTANCE_ALTITUDE_COLLISION, status, "load with every attach colliding");
  }

  private static void collideAtTheAttach(KernelControl control) {
    control.clear();
    control.failAll("FltGetVolumeInstanceFromName", NtStatus.FLT_INSTANCE_NOT_FOUND);
    control.failAll("FltAttachVolume", NtStatus.OBJECT_NAME_COLLISION);
  }

  @ParameterizedTest
  @CsvSource({
    "0385000, 385001",
    "385000.0, 385001",
    "000385000.000, 385001",
    "385000., 385001",
    "385000.5, 385000",
    "385000.00000000000000000001, 385000",
    "3850000, 385000",
    "38500, 385000",
    "385001.0, 385000"
  })
  @Clause(Clauses.ALT_4)
  @Requires({Capability.PEER, Capability.VARIATIONS})
  void alt4_otherFilterAt_collidesByValue(String other, long expected) {
    for (AltitudeCollision collision : AltitudeCollision.values()) {
      TestBed bed = occupied(collision, other).load();
      judge().equal(expected, altitude(bed), "altitude with " + other + " taken");
    }
  }

  @ParameterizedTest
  @CsvSource({"0385000, false", "385000.00, false", "385000.5, true", "3850000, true"})
  @Clause(Clauses.ALT_4)
  @Requires({Capability.PEER, Capability.VARIATIONS})
  void alt4_objectAndRegistryCallbacks_collideByValue(String other, boolean free) {
    TestBed bed = bareBed(Variations.build(26100, true)).load();
    int expected = free ? NtStatus.SUCCESS : NtStatus.FLT_INSTANCE_ALTITUDE_COLLISION;
    judge()
        .status(
            expected,
            bed.machine().peer().objects().occupy(other),
            "another object callback at " + other);
    judge()
        .status(
            expected,
            bed.machine().peer().registry().occupy(other),
            "another registry callback at " + other);
  }
}
