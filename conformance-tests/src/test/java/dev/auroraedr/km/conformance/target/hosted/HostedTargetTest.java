package dev.auroraedr.km.conformance.target.hosted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.auroraedr.km.conformance.target.BootOptions;
import dev.auroraedr.km.conformance.target.TargetMachine;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The hosted kernel as this target reaches it; the suite judges what it does. */
class HostedTargetTest {
  private final HostedTarget target = new HostedTarget();

  @BeforeEach
  void needTheLibrary() {
    assumeThat(target.unavailableReason()).isEmpty();
  }

  private TargetMachine boot(String profile) {
    return target.boot(BootOptions.of(profile, 1, true));
  }

  @Test
  void shouldMoveTimeByWhatIsAsked_whenAMachineIsBooted() {
    try (TargetMachine machine = boot("win11-24h2")) {
      long before = machine.now();
      machine.advanceTime(12_345);
      assertThat(machine.now()).isEqualTo(before + 12_345);
      assertThat(machine.systemVolume()).startsWith("\\Device\\HarddiskVolume");
    }
  }

  @Test
  void shouldBootEachProfile_whenTheKitHasIt() {
    for (String profile : target.profiles()) {
      boot(profile).close();
    }
  }

  @Test
  void shouldRefuse_whenAFaultIsPlannedForACallThatDoesNotExist() {
    try (TargetMachine machine = boot("win11-24h2")) {
      assertThatThrownBy(() -> machine.kernelControl().fail("ZwNothing", 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("ZwNothing");
    }
  }

  @Test
  void shouldStillTellItsViolations_whenClosedTwice() {
    TargetMachine machine = boot("win11-24h2");
    machine.close();
    machine.close();
    assertThat(machine.violations()).isEqualTo(List.of());
    assertThatThrownBy(machine::now).hasMessageContaining("no machine");
  }
}
