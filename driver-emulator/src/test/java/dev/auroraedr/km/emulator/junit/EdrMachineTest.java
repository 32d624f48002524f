package dev.auroraedr.km.emulator.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.abi.MinifilterStatusLayout;
import dev.auroraedr.km.client.port.ControlResult;
import dev.auroraedr.km.client.port.DeviceHandle;
import dev.auroraedr.km.client.port.DeviceName;
import dev.auroraedr.km.client.port.DevicePort;
import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.ex.PoolBlock;
import dev.auroraedr.km.emulator.port.EmulatorPortProvider;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** What the extension gives a test, and what it does not let pass. */
class EdrMachineTest {
  /** Keeps what a test below left open reachable, so that it stays open. */
  private static final List<Object> KEPT = new ArrayList<>();

  @Test
  void shouldPass_whenTheTestCleansUp() {
    run(TidySensor.class).assertStatistics(s -> s.started(2).succeeded(2));
  }

  @Test
  void shouldFailAndName_whenAHandleStaysOpen() {
    assertThat(failure(ForgetfulSensor.class))
        .contains("left the machine in disorder", "left open");
  }

  @Test
  void shouldFailAndName_whenPoolLeaks() {
    assertThat(failure(LeakingDriver.class)).contains("Leak", "1 pool blocks");
  }

  @Test
  void shouldListTheProfiles_whenTheNameIsUnknown() {
    assertThat(failure(UnknownProfile.class)).contains("win96", "win11-24h2");
  }

  private static Events run(Class<?> tests) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(tests))
        .execute()
        .testEvents();
  }

  private static String failure(Class<?> tests) {
    List<String> messages = new ArrayList<>();
    run(tests).finished().stream()
        .map(e -> e.getRequiredPayload(TestExecutionResult.class).getThrowable())
        .forEach(
            t ->
                t.ifPresent(
                    found -> {
                      assertThat(found.getSuppressed()).isEmpty();
                      messages.add(String.valueOf(found.getMessage()));
                    }));
    assertThat(messages).hasSize(1);
    return messages.get(0);
  }

  @EdrMachine(profile = "win10-22h2")
  static class TidySensor {
    @Test
    void queries(DeviceName device) throws Exception {
      ByteBuffer answer = ByteBuffer.allocate(MinifilterStatusLayout.SIZE);
      try (DevicePort port = new EmulatorPortProvider().connect(device);
          DeviceHandle handle = port.open()) {
        ControlResult result =
            handle.control(ControlCode.QUERY_MINIFILTER_STATUS, ByteBuffer.allocate(0), answer);
        assertThat(result.win32Error()).isZero();
        assertThat(result.bytesReturned()).isEqualTo(MinifilterStatusLayout.SIZE);
      }
    }

    @Test
    void acts(EmulatedMachine machine, Stimuli stimuli) {
      assertThat(machine.deviceName()).startsWith("emulator:#");
      assertThat(stimuli.createFile("\\Windows\\System32\\a.exe")).isZero();
      assertThat(stimuli.writeFile("\\Windows\\System32\\a.exe", 16)).isZero();
      assertThat(stimuli.closeFile("\\Windows\\System32\\a.exe")).isZero();
      assertThat(stimuli.setValue("\\REGISTRY\\MACHINE\\SOFTWARE\\X", "v", 1, 4)).isZero();
    }
  }

  @EdrMachine
  static class ForgetfulSensor {
    @Test
    void forgetsToClose(DeviceName device) throws Exception {
      DevicePort port = new EmulatorPortProvider().connect(device);
      KEPT.add(port);
      KEPT.add(port.open());
    }
  }

  @EdrMachine
  static class LeakingDriver {
    @Test
    void leaksAsADriverWould(EmulatedMachine machine) {
      PoolBlock block = machine.kernel().pool().allocateNonPaged(16, "Leak");
      assertThat(block).isNotNull();
    }
  }

  @EdrMachine(profile = "win96")
  static class UnknownProfile {
    @Test
    void neverRuns() {
      throw new AssertionError("a machine of an unknown profile was booted");
    }
  }
}
