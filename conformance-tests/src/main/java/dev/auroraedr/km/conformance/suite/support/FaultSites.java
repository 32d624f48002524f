package dev.auroraedr.km.conformance.suite.support;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.CurrentRun;
import dev.auroraedr.km.conformance.target.KernelControl;
import dev.auroraedr.km.fixtures.StatusTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The fault sweep: runs a scenario again for each kernel call that it makes, with that call
 * failing. A run is the same as the undisturbed one up to its failing call, so the calls of that
 * one, in order, are the sites 1 to n after which no new site is reached.
 */
public final class FaultSites {
  /** What each site is made to fail with. */
  public static final List<Integer> STATUSES =
      List.of(NtStatus.INSUFFICIENT_RESOURCES, NtStatus.UNSUCCESSFUL);

  /** Calls that tell their caller nothing, or always succeed: to fail them means nothing. */
  private static final Set<String> INFALLIBLE =
      Set.of(
          "KeAcquireSpinLockRaiseToDpc",
          "KeReleaseSpinLock",
          "KeEnterCriticalRegion",
          "KeLeaveCriticalRegion",
          "KeInitializeEvent",
          "KeSetEvent",
          "KeClearEvent",
          "KeWaitForSingleObject",
          "KeQuerySystemTimePrecise",
          "KeQuerySystemTime",
          "IoAcquireCancelSpinLock",
          "IoReleaseCancelSpinLock",
          "IoSetCancelRoutine",
          "IoMarkIrpPending",
          "IofCompleteRequest",
          "IoDeleteDevice",
          "IoDeleteSymbolicLink",
          "ExFreePoolWithTag",
          "ObUnRegisterCallbacks",
          "ObfReferenceObject",
          "ObfDereferenceObject",
          "PsGetProcessCreateTimeQuadPart",
          "IoThreadToProcess",
          "FltGetRequestorProcessId",
          "FltSetCallbackDataDirty",
          "CmUnRegisterCallback",
          "CmCallbackReleaseKeyObjectIDEx",
          "FltUnregisterFilter",
          "FltReleaseFileNameInformation",
          "FltObjectDereference",
          "ZwClose");

  private FaultSites() {}

  /**
   * One way to fail.
   *
   * @param call the kernel call
   * @param nth which of its calls, from 1
   * @param status what it fails with
   */
  public record Fault(String call, int nth, int status) {
    /** The site, without the status. */
    public String site() {
      return nth == 1 ? call : call + " #" + nth;
    }

    @Override
    public String toString() {
      return site() + " failing with " + StatusTable.describeStatus(status);
    }
  }

  /** A scenario; each run begins as the first did. */
  public interface Scenario {
    /** Where to make calls fail; called before each run, and may make another machine for it. */
    KernelControl begin();

    /** Does it. */
    void run();

    /** Judges the outcome and puts everything back; {@code fault} is null for the first run. */
    void end(Fault fault);
  }

  /** Runs a scenario at all sites and hands the list of them to the report. */
  public static void sweep(String name, Scenario scenario) {
    List<Fault> sites = sites(scenario);
    for (Fault site : sites) {
      for (int status : STATUSES) {
        runWith(scenario, new Fault(site.call(), site.nth(), status));
      }
    }
    CurrentRun.get()
        .sweep(
            name,
            STATUSES.stream().map(StatusTable::describeStatus).toList(),
            sites.stream().map(Fault::site).toList());
  }

  private static List<Fault> sites(Scenario scenario) {
    KernelControl control = scenario.begin();
    control.startTrace();
    scenario.run();
    List<String> calls = control.stopTrace();
    scenario.end(null);
    Map<String, Integer> seen = new HashMap<>();
    List<Fault> sites = new ArrayList<>();
    for (String call : calls) {
      int nth = seen.merge(call, 1, Integer::sum);
      if (!INFALLIBLE.contains(call)) {
        sites.add(new Fault(call, nth, 0));
      }
    }
    return sites;
  }

  private static void runWith(Scenario scenario, Fault fault) {
    KernelControl control = scenario.begin();
    control.fail(fault.call(), fault.nth(), fault.status());
    scenario.run();
    control.clear();
    scenario.end(fault);
  }
}
