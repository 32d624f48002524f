package dev.auroraedr.km.emulator.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.abi.NtStatus;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DriverLoadTest {
  @Test
  void shouldCallTheSystemInOrder_whenLoadedAndUnloaded() {
    try (Rig rig = Rig.boot()) {
      rig.faults.startTrace();
      assertThat(rig.load(DriverParts.standard())).isZero();
      assertThat(rig.faults.stopTrace())
          .containsSubsequence(
              "IoCreateDevice",
              "ZwSetSecurityObject",
              "IoCreateSymbolicLink",
              "FltRegisterFilter",
              "FltStartFiltering",
              "PsSetCreateProcessNotifyRoutineEx",
              "CmRegisterCallbackEx",
              "ObRegisterCallbacks");
      rig.faults.startTrace();
      rig.unload();
      assertThat(rig.faults.stopTrace())
          .containsSubsequence(
              "ObUnRegisterCallbacks",
              "CmUnRegisterCallback",
              "PsSetCreateProcessNotifyRoutineEx",
              "FltUnregisterFilter",
              "IoDeleteSymbolicLink",
              "IoDeleteDevice");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "IoCreateDevice",
        "ZwSetSecurityObject",
        "IoCreateSymbolicLink",
        "FltRegisterFilter",
        "FltStartFiltering"
      })
  void shouldFailAndLeaveNothing_whenAVitalCallFails(String call) {
    try (Rig rig = Rig.boot()) {
      rig.faults.failAll(call);
      assertThat(rig.load(DriverParts.standard())).isEqualTo(NtStatus.INSUFFICIENT_RESOURCES);
      rig.faults.clear();
      assertThat(rig.load(DriverParts.standard())).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PsSetCreateProcessNotifyRoutineEx",
        "CmRegisterCallbackEx",
        "ObRegisterCallbacks"
      })
  void shouldStartInPartialProtection_whenACallbackIsMissing(String call) {
    try (Rig rig = Rig.boot()) {
      rig.faults.failAll(call);
      assertThat(rig.load(DriverParts.standard())).isZero();
      rig.faults.clear();
      RigClient client = rig.client();
      RigClient.Call filter = client.control(ControlCode.QUERY_MINIFILTER_STATUS, new byte[0], 24);
      assertThat(filter.u32(12)).isEqualTo(1);
      RigClient.Call health = client.control(ControlCode.QUERY_CALLBACK_HEALTH, new byte[0], 20);
      assertThat(List.of(health.u32(4), health.u32(8), health.u32(12)))
          .containsExactlyInAnyOrder(1, 1, 2);
      client.close();
    }
  }

  @Test
  void shouldNeverCrashOrLeak_whicheverCallFailsFirst() {
    try (Rig rig = Rig.boot()) {
      rig.faults.startTrace();
      rig.load(DriverParts.standard());
      Set<String> calls = Set.copyOf(rig.faults.stopTrace());
      rig.unload();
      for (String call : calls) {
        rig.faults.failAll(call);
        int status = rig.load(DriverParts.standard());
        rig.faults.clear();
        if (status == NtStatus.SUCCESS) {
          rig.unload();
        }
        assertThat(rig.machine.kernel().callbacks().registered()).as(call).isZero();
        assertThat(rig.machine.findings()).as(call).isEmpty();
      }
    }
  }

  @Test
  void shouldAnswerTheTruth_whenAllStands() {
    try (Rig rig = Rig.loaded()) {
      RigClient client = rig.client();
      client.open(0, 0);
      RigClient.Call filter = client.control(ControlCode.QUERY_MINIFILTER_STATUS, new byte[0], 64);
      assertThat(filter.request.information()).isEqualTo(24);
      assertThat(List.of(filter.u32(0), filter.u32(4), filter.u32(8), filter.u32(12)))
          .containsExactly(2, 385000, 2, 0);
      assertThat(List.of(filter.u32(16), filter.u32(20))).containsExactly(2, 1);
      RigClient.Call health = client.control(ControlCode.QUERY_CALLBACK_HEALTH, new byte[0], 20);
      assertThat(List.of(health.u32(0), health.u32(4), health.u32(8), health.u32(12)))
          .containsExactly(0, 1, 1, 1);
      assertThat(health.u32(16)).isEqualTo(1);
      client.close();
    }
  }
}
