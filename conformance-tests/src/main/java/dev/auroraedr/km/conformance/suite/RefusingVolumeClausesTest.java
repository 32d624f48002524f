package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.Shortage;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.suite.support.Variations;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.KernelControl;
import dev.auroraedr.km.fixtures.Clauses;
import dev.auroraedr.km.fixtures.MachineProfile.AltitudeCollision;
import dev.auroraedr.km.fixtures.StatusTable;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ALT-2: what a volume decides that was there at load and has no instance of the filter. */
@Requires(Capability.FAULTS)
class RefusingVolumeClausesTest extends ClauseTest {
  private static final String LOOK = "FltGetVolumeInstanceFromName";
  private static final String ATTACH = "FltAttachVolume";

  /** The volume that is looked at so many'th has no instance, and its attach ends like that. */
  private static void refuse(KernelControl control, int volume, int attach, int status) {
    control.fail(LOOK, volume, NtStatus.FLT_INSTANCE_NOT_FOUND);
    control.fail(ATTACH, attach, status);
  }

  private void loadsAt(long altitude, TestBed bed, String what) {
    judge().status(NtStatus.SUCCESS, bed.machine().load(), "load, " + what);
    bed.machine().kernelControl().clear();
    judge().equal(altitude, bed.session().status().get("altitude"), "altitude, " + what);
    Stream stream = bed.session().openStream();
    String name = bed.activity().createFile();
    judge().equal(name, stream.receive().events().get(0).name(), "the file event, " + what);
  }

  /** A developer volume, one that is going away, one that is not ready. */
  @ParameterizedTest
  @ValueSource(
      ints = {
        NtStatus.ACCESS_DENIED,
        NtStatus.FLT_DO_NOT_ATTACH,
        NtStatus.FLT_DELETING_OBJECT,
        NtStatus.FLT_FILTER_NOT_READY,
        NtStatus.FLT_INSTANCE_NAME_COLLISION,
        NtStatus.FLT_VOLUME_NOT_FOUND,
        NtStatus.DEVICE_NOT_READY,
        NtStatus.UNSUCCESSFUL
      })
  @Clause(Clauses.ALT_2)
  void alt2_volumeThatTakesNoInstance_endsNoLoad(int status) {
    TestBed bed = bareBed(Variations.collision(AltitudeCollision.ATTACH));
    refuse(bed.machine().kernelControl(), 1, 1, status);
    loadsAt(385000, bed, "an attach that says " + StatusTable.describeStatus(status));
  }

  @ParameterizedTest
  @ValueSource(
      ints = {NtStatus.FLT_DELETING_OBJECT, NtStatus.FLT_VOLUME_NOT_FOUND, NtStatus.UNSUCCESSFUL})
  @Clause(Clauses.ALT_2)
  void alt2_volumeThatCantBeLookedAt_endsNoLoad(int status) {
    TestBed bed = bareBed(Variations.collision(AltitudeCollision.ATTACH));
    bed.machine().kernelControl().fail(LOOK, 1, status);
    loadsAt(385000, bed, "a look that says " + StatusTable.describeStatus(status));
  }

  @Test
  @Clause(Clauses.ALT_2)
  void alt2_volumeAfterOneThatTakesNone_isLookedAtAllTheSame() {
    TestBed bed = bareBed(Variations.collision(AltitudeCollision.ATTACH));
    KernelControl control = bed.machine().kernelControl();
    refuse(control, 1, 1, NtStatus.ACCESS_DENIED);
    refuse(control, 2, 2, NtStatus.OBJECT_NAME_COLLISION);
    loadsAt(385001, bed, "a volume that takes none, then one with a collision");
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        NtStatus.INSUFFICIENT_RESOURCES,
        NtStatus.NO_MEMORY,
        NtStatus.QUOTA_EXCEEDED,
        Shortage.COMMITMENT_LIMIT
      })
  @Clause({Clauses.ALT_2, Clauses.LOD_1})
  void alt2_memoryShortAtAVolume_endsTheLoad(int status) {
    for (String call : List.of(LOOK, ATTACH)) {
      TestBed bed = bareBed(Variations.collision(AltitudeCollision.ATTACH));
      KernelControl control = bed.machine().kernelControl();
      if (call.equals(ATTACH)) {
        refuse(control, 1, 1, status);
      } else {
        control.fail(LOOK, 1, status);
      }
      judge().status(status, bed.machine().load(), "load with memory short at " + call);
      control.clear();
      loadsAt(385000, bed, "after memory was short at " + call);
    }
  }
}
