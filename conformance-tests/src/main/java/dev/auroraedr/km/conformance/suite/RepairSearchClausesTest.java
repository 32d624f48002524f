package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.suite.support.Variations;
import dev.auroraedr.km.conformance.suite.support.Watched;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.KernelControl;
import dev.auroraedr.km.conformance.target.Peer;
import dev.auroraedr.km.conformance.target.Tamper.CallbackList;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** HLT-9: where and by which call a repair registers, and what one that fails leaves. */
@Requires({Capability.TAMPER, Capability.FAULTS})
class RepairSearchClausesTest extends HealthTest {
  private static final int TERMINATE = 0x0001;
  private static final int BUILD_24H2 = 26100;
  private static final int COLLISION = NtStatus.FLT_INSTANCE_ALTITUDE_COLLISION;

  private static Watched watched(CallbackList list) {
    return list == CallbackList.REGISTRY ? Watched.REGISTRY : Watched.OBJECT;
  }

  private void occupied(TestBed bed, CallbackList list, int altitude, int expected) {
    Peer peer = bed.machine().peer();
    String text = Integer.toString(altitude);
    int status =
        list == CallbackList.REGISTRY ? peer.registry().occupy(text) : peer.objects().occupy(text);
    judge().status(expected, status, "another " + list + " callback at " + text);
  }

  @ParameterizedTest
  @EnumSource(CallbackList.class)
  @Clause(Clauses.HLT_9)
  @Requires({Capability.PEER, Capability.VARIATIONS})
  void hlt9_repairWhereTheFilterHasMoved_beginsAtTheAltitudeInUse(CallbackList list) {
    TestBed bed = bareBed(Variations.build(BUILD_24H2, true));
    bed.machine().kernelControl().fail("FltRegisterFilter", 1, COLLISION);
    bed.machine().kernelControl().fail("FltRegisterFilter", 2, COLLISION);
    bed.load();
    bed.machine().kernelControl().clear();
    Session asking = bed.session();
    bed.machine().tamper().silence(list);
    told(asking, "a callback silenced in " + list, watched(list));
    occupied(bed, list, 385000, NtStatus.SUCCESS);
    occupied(bed, list, 385001, NtStatus.SUCCESS);
    occupied(bed, list, 385003, COLLISION);
    occupied(bed, list, 385004, NtStatus.SUCCESS);
  }

  @ParameterizedTest
  @CsvSource({
    "26100, true, CmRegisterCallbackEx",
    "26100, false, CmRegisterCallback",
    "22631, true, CmRegisterCallback"
  })
  @Clause({Clauses.CMR_1, Clauses.HLT_9})
  @Requires({Capability.VARIATIONS, Capability.KERNEL_TRACE})
  void cmr1_repair_usesTheCallThatLoadChose(int build, boolean export, String expected) {
    TestBed bed = bareBed(Variations.build(build, export)).load();
    Session asking = bed.session();
    Watched.REGISTRY.lose(bed.machine());
    bed.machine().kernelControl().startTrace();
    told(asking, "the registry callback taken away", Watched.REGISTRY);
    List<String> calls =
        bed.machine().kernelControl().stopTrace().stream()
            .filter(call -> call.startsWith("CmRegister"))
            .toList();
    judge().equal(List.of(expected), calls, "calls that repair on build " + build);
  }

  /** Events of one operation that the callbacks in the list handle. */
  private long handled(TestBed bed, CallbackList list) {
    long id = bed.activity().startProtectedProcess().id();
    Stream stream = bed.session().openStream(EventMask.REGISTRY | EventMask.HANDLE_ACCESS, 0);
    if (list == CallbackList.REGISTRY) {
      bed.activity().setValue();
    } else {
      bed.activity().openProcess(id, TERMINATE);
    }
    int found = events(stream).size();
    stream.stop();
    return found;
  }

  @ParameterizedTest
  @EnumSource(CallbackList.class)
  @Clause(Clauses.HLT_9)
  void hlt9_repairFails_theRegistrationThatStoodStaysTheNewest(CallbackList list) {
    TestBed bed = bed();
    Session asking = bed.session();
    bed.machine().tamper().unlink(list);
    watched(list).preventRepair(bed.machine());
    told(asking, "taken away for good from " + list, watched(list));
    bed.machine().tamper().relink(list, 1);
    judge().equal(1L, handled(bed, list), "events after a failed repair, back in " + list);
    told(asking, "it is back in " + list);
  }

  @Test
  @Clause(Clauses.HLT_9)
  void hlt9_attachFailsOnOneVolume_othersAreAttached() {
    TestBed bed = bed();
    Session asking = bed.session();
    KernelControl control = bed.machine().kernelControl();
    for (int nth = 1; nth <= volumes().size(); nth++) {
      volumes().forEach(bed.machine().tamper()::removeInstance);
      control.fail("FltAttachVolume", nth);
      asking.health();
      control.clear();
      judge()
          .equal(
              volumes().size() - 1L,
              asking.status().get("instance_count"),
              "instance_count after a repair whose attach number " + nth + " has failed");
    }
  }
}
