package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.DeviceNames;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.target.CallerProcess;
import dev.auroraedr.km.conformance.target.CallerSpec.Account;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.OpenRequest;
import dev.auroraedr.km.conformance.target.TargetMachine;
import dev.auroraedr.km.fixtures.Clauses;
import dev.auroraedr.km.fixtures.StatusTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** DEV-5: the device is never open to anyone while the driver loads. */
class DeviceLoadClausesTest extends ClauseTest {
  @Test
  @Clause(Clauses.DEV_5)
  @Requires(Capability.INTERLEAVE)
  void dev5_duringLoad_nobodyCanOpen() {
    TestBed bed = bareBed();
    List<String> opened = new ArrayList<>();
    List<CallerProcess> callers =
        List.of(
            bed.process(Account.USER),
            bed.process(Account.ADMINISTRATOR),
            bed.process(Account.SYSTEM));
    bed.machine().kernelControl().atEvery(call -> tryAll(callers, call, opened));
    bed.load();
    bed.machine().kernelControl().clear();
    judge().that(opened.isEmpty(), "no open may succeed before DriverEntry returns", opened);
    bed.session().status();
  }

  private static void tryAll(List<CallerProcess> callers, String call, List<String> opened) {
    for (CallerProcess caller : callers) {
      for (String path : List.of(OpenRequest.DEVICE, DeviceNames.NT_NAME)) {
        if (StatusTable.isSuccess(caller.open(OpenRequest.path(path)).status())) {
          opened.add(path + " at " + call);
        }
      }
    }
  }

  @Test
  @Clause(Clauses.DEV_5)
  @Requires({Capability.INTERLEAVE, Capability.DEVICE_OBJECT})
  void dev5_onceTheLinkExists_theDaclIsSet() {
    TestBed bed = bareBed();
    CallerProcess system = bed.process(Account.SYSTEM);
    List<String> open = new ArrayList<>();
    bed.machine()
        .kernelControl()
        .atEvery(
            call -> {
              int status = system.open(OpenRequest.device()).status();
              boolean linked = status != NtStatus.OBJECT_NAME_NOT_FOUND;
              if (linked && !bed.machine().deviceObject().sddl().equals(DeviceNames.SDDL)) {
                open.add(call + " with " + bed.machine().deviceObject().sddl());
              }
            });
    bed.load();
    bed.machine().kernelControl().clear();
    judge().that(open.isEmpty(), "the link must not exist before the DACL is set", open);
  }

  @Test
  @Clause(Clauses.DEV_5)
  @Requires({Capability.FAULTS, Capability.KERNEL_TRACE, Capability.DEVICE_OBJECT})
  void dev5_anyCallFailing_loadFailsOrTheDaclIsSet() {
    Map<String, Integer> seen = new HashMap<>();
    for (String call : callsOfLoad()) {
      loadWithFailing(call, seen.merge(call, 1, Integer::sum));
    }
  }

  private List<String> callsOfLoad() {
    TestBed bed = bareBed();
    bed.machine().kernelControl().startTrace();
    bed.load();
    List<String> calls = bed.machine().kernelControl().stopTrace();
    judge().that(!calls.isEmpty(), "loading must make kernel calls", "none");
    return calls;
  }

  private void loadWithFailing(String call, int nth) {
    try (TestBed bed = TestBed.bare(judge())) {
      TargetMachine machine = bed.machine();
      machine.kernelControl().fail(call, nth);
      int status = machine.load();
      machine.kernelControl().clear();
      String where = "load with " + call + " number " + nth + " failing";
      if (StatusTable.isSuccess(status)) {
        judge().equal(DeviceNames.SDDL, machine.deviceObject().sddl(), where + ": the DACL");
      } else {
        judge()
            .status(
                NtStatus.OBJECT_NAME_NOT_FOUND,
                bed.process(Account.SYSTEM).open(OpenRequest.device()).status(),
                where + ": opening the device");
      }
      judge().that(machine.violations().isEmpty(), where + " breaks no rule", machine.violations());
    }
  }
}
