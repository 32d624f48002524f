package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.CallbackHealth;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.abi.RegistryApi;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.suite.support.Variations;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.KernelControl;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CMR-1 and CMR-2: which registry interface load chooses, and when. */
class RegistryInterfaceClausesTest extends ClauseTest {
  private static final String EX = "CmRegisterCallbackEx";
  private static final String OLD = "CmRegisterCallback";

  private static List<String> registering(List<String> calls) {
    return calls.stream().filter(call -> call.equals(EX) || call.equals(OLD)).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "26100, true, CmRegisterCallbackEx",
    "26200, true, CmRegisterCallbackEx",
    "26100, false, CmRegisterCallback",
    "26099, true, CmRegisterCallback",
    "22631, true, CmRegisterCallback",
    "14393, true, CmRegisterCallback",
    "14393, false, CmRegisterCallback"
  })
  @Clause(Clauses.CMR_1)
  @Requires({Capability.VARIATIONS, Capability.KERNEL_TRACE})
  void cmr1_buildAndExport_decide(int build, boolean export, String expected) {
    TestBed bed = bareBed(Variations.build(build, export));
    bed.machine().kernelControl().startTrace();
    bed.load();
    List<String> calls = bed.machine().kernelControl().stopTrace();
    judge().equal(List.of(expected), registering(calls), "calls that register on build " + build);
    long api =
        expected.equals(EX)
            ? RegistryApi.CM_REGISTER_CALLBACK_EX
            : RegistryApi.CM_REGISTER_CALLBACK;
    judge().equal(api, bed.session().status().get("registry_api"), "registry_api");
    judge()
        .equal(
            (long) CallbackHealth.REGISTERED,
            bed.session().healthReport().get("registry_callback_health"),
            "registry_callback_health");
  }

  @Test
  @Clause(Clauses.CMR_1)
  @Requires({Capability.VARIATIONS, Capability.PEER})
  void cmr1_ex_hasAnExplicitAltitude() {
    TestBed bed = bareBed(Variations.build(26100, true)).load();
    judge()
        .status(
            NtStatus.FLT_INSTANCE_ALTITUDE_COLLISION,
            bed.machine().peer().registry().occupy("385000"),
            "another registry callback at the filter's altitude");
  }

  @Test
  @Clause(Clauses.CMR_1)
  @Requires({Capability.VARIATIONS, Capability.PEER})
  void cmr1_oldCall_hasNone() {
    TestBed bed = bareBed(Variations.build(22631, true)).load();
    judge()
        .status(
            NtStatus.SUCCESS,
            bed.machine().peer().registry().occupy("385000"),
            "another registry callback at the filter's altitude");
  }

  @ParameterizedTest
  @CsvSource({
    "26100, true, CmRegisterCallbackEx, 0xC000009A",
    "26100, true, CmRegisterCallbackEx, 0xC0000002",
    "26100, false, CmRegisterCallback, 0xC000009A",
    "22631, true, CmRegisterCallback, 0xC0000002"
  })
  @Clause(Clauses.CMR_1)
  @Requires({Capability.VARIATIONS, Capability.FAULTS, Capability.KERNEL_TRACE})
  void cmr1_chosenCallFails_otherIsNotTried(
      int build, boolean export, String chosen, String status) {
    TestBed bed = bareBed(Variations.build(build, export));
    KernelControl control = bed.machine().kernelControl();
    control.failAll(chosen, Long.decode(status).intValue());
    control.startTrace();
    bed.load();
    List<String> calls = control.stopTrace();
    control.clear();
    judge().equal(List.of(chosen), registering(calls), "calls that register");
    Session session = bed.session();
    judge()
        .equal(
            (long) CallbackHealth.REGISTRATION_FAILED,
            session.healthReport().get("registry_callback_health"),
            "registry_callback_health");
    judge().equal(1L, session.status().get("protection_mode"), "protection_mode");
  }

  /** A machine that lacks a function loads the driver all the same and says what it chose. */
  @ParameterizedTest
  @CsvSource({"26100", "22631", "14393"})
  @Clause(Clauses.CMR_2)
  @Requires(Capability.VARIATIONS)
  void cmr2_functionMissing_loadsAndChoosesTheOther(int build) {
    TestBed bed = bareBed(Variations.build(build, false)).load();
    Session session = bed.session();
    judge()
        .equal(
            (long) RegistryApi.CM_REGISTER_CALLBACK,
            session.status().get("registry_api"),
            "registry_api without " + EX);
    judge().equal(0L, session.status().get("protection_mode"), "protection_mode");
  }

  /** One image, two systems: nothing was decided when it was built. */
  @Test
  @Clause(Clauses.CMR_2)
  @Requires(Capability.VARIATIONS)
  void cmr2_sameImageOnTwoSystems_choosesByTheRunningOne() {
    Session older = bareBed(Variations.build(22631, true)).load().session();
    Session newer = bareBed(Variations.build(26100, true)).load().session();
    judge()
        .equal(
            (long) RegistryApi.CM_REGISTER_CALLBACK,
            older.status().get("registry_api"),
            "registry_api on build 22631");
    judge()
        .equal(
            (long) RegistryApi.CM_REGISTER_CALLBACK_EX,
            newer.status().get("registry_api"),
            "registry_api on build 26100");
  }

  @Test
  @Clause(Clauses.CMR_2)
  void cmr2_profileAsItIs_tellsTheChoice() {
    long api = session().status().get("registry_api");
    judge()
        .that(
            api == RegistryApi.CM_REGISTER_CALLBACK || api == RegistryApi.CM_REGISTER_CALLBACK_EX,
            "registry_api must tell the choice",
            api);
  }
}
