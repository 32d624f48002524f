package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.ServiceInstance;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.suite.support.Variations;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.KernelControl;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ALT-6: the altitude in the service key at every moment. */
class AltitudeKeyClausesTest extends ClauseTest {
  private static final String BELOW = "Parameters\\Instances";
  private static final int COLLISION = NtStatus.FLT_INSTANCE_ALTITUDE_COLLISION;

  @ParameterizedTest
  @ValueSource(strings = {BELOW, "Instances"})
  @Clause(Clauses.ALT_6)
  @Requires({Capability.PEER, Capability.VARIATIONS, Capability.UNLOAD})
  void alt6_effectiveAltitude_standsThereUntilUnload(String instances) {
    TestBed bed = bareBed(Variations.instances(instances));
    ServiceInstance instance = ServiceInstance.at(bed, instances);
    bed.machine().peer().filters().occupy("385000");
    bed.machine().peer().filters().occupy("385001");
    bed.load();
    instance.mustBe("385002", "while the driver runs");
    bed.unload();
    instance.mustBe("385000", "after unload");
  }

  @Test
  @Clause(Clauses.ALT_6)
  @Requires({Capability.PEER, Capability.VARIATIONS, Capability.FAULTS, Capability.INTERLEAVE})
  void alt6_eachAttempt_findsItsCandidateWritten() {
    TestBed bed = bareBed(Variations.instances(BELOW));
    ServiceInstance instance = ServiceInstance.at(bed, BELOW);
    KernelControl control = bed.machine().kernelControl();
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    for (int nth = 1; nth <= 4; nth++) {
      control.at("FltRegisterFilter", nth, () -> seen.add(instance.altitude()));
      if (nth < 4) {
        control.fail("FltRegisterFilter", nth, COLLISION);
      }
    }
    bed.load();
    control.clear();
    judge()
        .equal(
            List.of("385000", "385001", "385002", "385003"), seen, "Altitude at each registration");
  }

  @ParameterizedTest
  @ValueSource(strings = {"387777", "0", "a text that is no altitude"})
  @Clause(Clauses.ALT_6)
  @Requires({Capability.PEER, Capability.VARIATIONS})
  void alt6_whateverItFinds_loadStartsAt385000(String found) {
    TestBed bed = bareBed(Variations.instances(BELOW));
    ServiceInstance instance = ServiceInstance.at(bed, BELOW);
    instance.write(found);
    bed.load();
    judge().equal(385000L, bed.session().status().get("altitude"), "altitude");
    instance.mustBe("385000", "after a load that found " + found);
  }

  @Test
  @Clause(Clauses.ALT_6)
  @Requires({Capability.PEER, Capability.VARIATIONS})
  void alt6_valueMissing_isWritten() {
    TestBed bed = bareBed(Variations.instances(BELOW));
    ServiceInstance instance = ServiceInstance.at(bed, BELOW);
    instance.delete();
    bed.load();
    instance.mustBe("385000", "after a load that found none");
  }

  @Test
  @Clause(Clauses.ALT_6)
  @Requires({Capability.PEER, Capability.VARIATIONS, Capability.UNLOAD})
  void alt6_nextLoad_startsAt385000Again() {
    TestBed bed = bareBed(Variations.instances(BELOW));
    KernelControl control = bed.machine().kernelControl();
    control.fail("FltRegisterFilter", 1, COLLISION);
    bed.load();
    control.clear();
    judge().equal(385001L, bed.session().status().get("altitude"), "altitude of the first load");
    bed.endProcesses();
    bed.unload();
    bed.load();
    judge().equal(385000L, bed.session().status().get("altitude"), "altitude of the second load");
    ServiceInstance.at(bed, BELOW).mustBe("385000", "after the second load");
  }

  @Test
  @Clause(Clauses.ALT_6)
  @Requires({Capability.PEER, Capability.VARIATIONS, Capability.UNLOAD})
  void alt6_parametersInstancesBesideInstances_isUsed() {
    TestBed bed = bareBed(Variations.instances("Instances"));
    ServiceInstance below = ServiceInstance.at(bed, BELOW);
    below.install("another name", "388888");
    ServiceInstance.at(bed, "Instances").write("386000");
    bed.load();
    below.mustBe("385000", "where Parameters\\Instances exists");
    ServiceInstance.at(bed, "Instances").mustBe("386000", "beside Parameters\\Instances");
    bed.unload();
  }

  @ParameterizedTest
  @ValueSource(ints = {NtStatus.ACCESS_DENIED, NtStatus.INSUFFICIENT_RESOURCES, COLLISION})
  @Clause(Clauses.ALT_6)
  @Requires({Capability.PEER, Capability.VARIATIONS, Capability.FAULTS, Capability.KERNEL_TRACE})
  void alt6_writeFails_endsTheLoad(int status) {
    TestBed bed = bareBed(Variations.instances(BELOW));
    ServiceInstance instance = ServiceInstance.at(bed, BELOW);
    instance.write("387777");
    KernelControl control = bed.machine().kernelControl();
    control.fail("FltRegisterFilter", 1, COLLISION);
    control.fail("ZwSetValueKey", 2, status);
    control.startTrace();
    judge().status(status, bed.machine().load(), "load whose second write fails");
    List<String> calls = control.stopTrace();
    control.clear();
    judge().equal(1, Collections.frequency(calls, "FltRegisterFilter"), "attempts to register");
    instance.mustBe("387777", "after the load that failed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"FltRegisterFilter", "FltStartFiltering"})
  @Clause(Clauses.ALT_6)
  @Requires({Capability.PEER, Capability.VARIATIONS, Capability.FAULTS})
  void alt6_loadFails_valueIsAsItWas(String call) {
    TestBed bed = bareBed(Variations.instances(BELOW));
    ServiceInstance instance = ServiceInstance.at(bed, BELOW);
    instance.write("386123.5");
    KernelControl control = bed.machine().kernelControl();
    control.fail("FltRegisterFilter", 1, COLLISION);
    control.failAll(call, NtStatus.ACCESS_DENIED);
    judge().status(NtStatus.ACCESS_DENIED, bed.machine().load(), "load with " + call + " failing");
    control.clear();
    instance.mustBe("386123.5", "after the load that failed");
  }

  @Test
  @Clause(Clauses.ALT_6)
  @Requires({Capability.PEER, Capability.VARIATIONS, Capability.FAULTS})
  void alt6_loadFailsWhereNoValueWas_noneIsLeft() {
    TestBed bed = bareBed(Variations.instances(BELOW));
    ServiceInstance instance = ServiceInstance.at(bed, BELOW);
    instance.delete();
    KernelControl control = bed.machine().kernelControl();
    control.failAll("FltStartFiltering", NtStatus.ACCESS_DENIED);
    judge().status(NtStatus.ACCESS_DENIED, bed.machine().load(), "load that fails to start");
    control.clear();
    judge().equal("", instance.altitude(), "Altitude after the load that failed");
  }
}
