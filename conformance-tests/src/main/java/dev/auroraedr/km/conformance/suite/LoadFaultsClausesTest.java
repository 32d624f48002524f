package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.abi.ProtectionMode;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.FaultSites;
import dev.auroraedr.km.conformance.suite.support.FaultSites.Fault;
import dev.auroraedr.km.conformance.suite.support.PolicySetup;
import dev.auroraedr.km.conformance.suite.support.ServiceInstance;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.suite.support.Variations;
import dev.auroraedr.km.conformance.target.CallerSpec.Account;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.KernelControl;
import dev.auroraedr.km.conformance.target.MachineVariation;
import dev.auroraedr.km.conformance.target.OpenRequest;
import dev.auroraedr.km.conformance.target.Peer;
import dev.auroraedr.km.fixtures.Clauses;
import dev.auroraedr.km.fixtures.MachineProfile.AltitudeCollision;
import dev.auroraedr.km.fixtures.StatusTable;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** LOD-1, LOD-2: load and unload with each of their kernel calls failing. */
@Requires({Capability.FAULTS, Capability.KERNEL_TRACE, Capability.PEER, Capability.VARIATIONS})
class LoadFaultsClausesTest extends ClauseTest {
  private static final String FOUND = "386123";
  private static final String BLOCKED = "\\bad\\x.exe";

  /**
   * What load may do without, in PartialProtection or, for the twin, without a loss; memory that
   * one of them needs belongs to it.
   */
  private static final Set<String> OPTIONAL =
      Set.of(
          "PsSetCreateProcessNotifyRoutineEx",
          "ObRegisterCallbacks",
          "CmRegisterCallbackEx",
          "CmRegisterCallback");

  private static final Set<String> VITAL =
      Set.of(
          "IoCreateDevice",
          "ZwSetSecurityObject",
          "IoCreateSymbolicLink",
          "ZwSetValueKey",
          "FltRegisterFilter",
          "FltStartFiltering",
          "FltEnumerateVolumes");

  /**
   * Calls about one volume: load ends with them where memory is short, and not otherwise (ALT-2).
   */
  private static final Set<String> OF_A_VOLUME =
      Set.of("FltGetVolumeInstanceFromName", "FltAttachVolume");

  private static boolean mayEnd(Fault fault) {
    return !OF_A_VOLUME.contains(fault.call()) || isVital(fault);
  }

  private static boolean isVital(Fault fault) {
    return VITAL.contains(fault.call())
        || OF_A_VOLUME.contains(fault.call()) && fault.status() == NtStatus.INSUFFICIENT_RESOURCES;
  }

  /** A load on a machine of its own. */
  private class Loading implements FaultSites.Scenario {
    private final MachineVariation variation;
    private final int[] occupied;
    private TestBed bed;
    private int status;

    Loading(MachineVariation variation, int... occupied) {
      this.variation = variation;
      this.occupied = occupied;
    }

    @Override
    public KernelControl begin() {
      bed = TestBed.bare(judge(), variation);
      for (int altitude : occupied) {
        bed.machine().peer().filters().occupy(Integer.toString(altitude));
      }
      ServiceInstance.of(bed).write(FOUND);
      PolicySetup.setList(bed, "BlockedImages", List.of(BLOCKED));
      return bed.machine().kernelControl();
    }

    @Override
    public void run() {
      status = bed.machine().load();
    }

    @Override
    public void end(Fault fault) {
      String where = "load with " + fault;
      if (StatusTable.isSuccess(status)) {
        works(fault, where);
      } else {
        leavesNothing(fault, where);
      }
      bed.endProcesses();
      judge()
          .that(
              bed.machine().violations().isEmpty(),
              where + " must break no rule and leak nothing",
              bed.machine().violations());
      bed.close();
    }

    private void works(Fault fault, String where) {
      boolean vital = fault != null && isVital(fault);
      judge().that(!vital, where + " must fail", "success");
      var session = bed.session();
      long mode = session.status().get("protection_mode");
      boolean optional =
          fault != null && (OPTIONAL.contains(fault.call()) || fault.call().startsWith("ExAlloc"));
      judge()
          .that(
              mode == ProtectionMode.FULL || optional,
              where + " must be in full protection",
              "PartialProtection");
      judge().equal(2L, session.status().get("filter_status"), "filter_status, " + where);
      // Nothing matches until the system volume is resolved, at load or at a health query (PRC-3).
      session.health();
      hasItsPolicy(fault, mode == ProtectionMode.FULL, where);
      bed.endProcesses();
      judge().status(NtStatus.SUCCESS, bed.machine().unload(), "unload after " + where);
      ServiceInstance.of(bed).mustBe("385000", "after unload, " + where);
    }

    /**
     * Memory that is short for the policy ends the load; it never makes a driver of the defaults.
     */
    private void hasItsPolicy(Fault fault, boolean full, String where) {
      boolean readable = fault == null || !fault.call().startsWith("Zw");
      if (full && readable) {
        int started = bed.activity().startProcess(BLOCKED).status();
        judge().status(NtStatus.ACCESS_DENIED, started, "starting a blocked image, " + where);
      }
    }

    /** A routine that is not found is no status: the load fails with one of the driver's choice. */
    private void leavesNothing(Fault fault, String where) {
      judge().that(fault != null, "an undisturbed load must succeed", status);
      judge().that(mayEnd(fault), where + " must succeed", status);
      if (!fault.call().equals("MmGetSystemRoutineAddress")) {
        int expected =
            fault.call().startsWith("ExAlloc") ? NtStatus.INSUFFICIENT_RESOURCES : fault.status();
        judge().status(expected, status, where);
      }
      judge()
          .status(
              NtStatus.OBJECT_NAME_NOT_FOUND,
              bed.process(Account.SYSTEM).open(OpenRequest.device()).status(),
              "opening the device after " + where);
      ServiceInstance.of(bed).mustBe(FOUND, "after " + where);
      Peer peer = bed.machine().peer();
      String free = Integer.toString(385000 + occupied.length);
      judge().status(NtStatus.SUCCESS, peer.filters().occupy(free), "a filter after " + where);
      judge()
          .status(NtStatus.SUCCESS, peer.objects().occupy(free), "object callbacks after " + where);
      judge()
          .status(
              NtStatus.SUCCESS, peer.registry().occupy(free), "a registry callback after " + where);
    }
  }

  @Test
  @Clause({Clauses.LOD_1, Clauses.LOD_2})
  void lod1_loadWithAnyCallFailing_endsInOneOfThreeWays() {
    FaultSites.sweep("load", new Loading(Variations.build(26100, true)));
  }

  @Test
  @Clause({Clauses.LOD_1, Clauses.LOD_2})
  void lod1_loadOnAnOlderBuild_endsInOneOfThreeWays() {
    FaultSites.sweep("load on build 22631", new Loading(Variations.build(22631, true)));
  }

  @ParameterizedTest
  @EnumSource(AltitudeCollision.class)
  @Clause({Clauses.LOD_1, Clauses.LOD_2})
  void lod1_loadWithCollisions_endsInOneOfThreeWays(AltitudeCollision collision) {
    FaultSites.sweep(
        "load with two altitudes taken, shown by " + collision,
        new Loading(Variations.collision(collision), 385000, 385001));
  }

  /** What was left by a load that failed does not keep the next one from working. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "IoCreateDevice",
        "ZwSetSecurityObject",
        "IoCreateSymbolicLink",
        "FltRegisterFilter",
        "FltStartFiltering",
        "FltEnumerateVolumes"
      })
  @Clause(Clauses.LOD_1)
  void lod1_vitalCallFails_isTheLoadsStatusAndTheNextLoadWorks(String call) {
    TestBed bed = bareBed(Variations.SIGNED);
    KernelControl control = bed.machine().kernelControl();
    for (int status : new int[] {NtStatus.ACCESS_DENIED, NtStatus.INSUFFICIENT_RESOURCES}) {
      control.failAll(call, status);
      judge().status(status, bed.machine().load(), "load with " + call + " failing");
      control.clear();
    }
    judge().equal(0L, bed.load().session().status().get("protection_mode"), "protection_mode");
  }

  /** An unload, of which nothing may go wrong. */
  private final class Unloading extends Loading {
    Unloading() {
      super(Variations.SIGNED);
    }

    @Override
    public KernelControl begin() {
      KernelControl control = super.begin();
      super.bed.load();
      return control;
    }

    @Override
    public void run() {
      super.status = super.bed.machine().unload();
    }

    @Override
    public void end(Fault fault) {
      String where = "unload with " + fault;
      judge().status(NtStatus.SUCCESS, super.status, where);
      judge()
          .that(
              super.bed.machine().violations().isEmpty(),
              where + " must leave nothing",
              super.bed.machine().violations());
      judge().status(NtStatus.SUCCESS, super.bed.machine().load(), "load after " + where);
      super.bed.close();
    }
  }

  @Test
  @Clause(Clauses.LOD_2)
  @Requires(Capability.UNLOAD)
  void lod2_unloadWithAnyCallFailing_leavesNothing() {
    FaultSites.sweep("unload", new Unloading());
  }
}
