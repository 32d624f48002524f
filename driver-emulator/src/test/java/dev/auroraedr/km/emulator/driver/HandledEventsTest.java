package dev.auroraedr.km.emulator.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.MachineOptions;
import dev.auroraedr.km.emulator.ke.FaultPlan;
import org.junit.jupiter.api.Test;

class HandledEventsTest {
  private final EmulatedMachine machine = EmulatedMachine.boot(MachineOptions.deterministic(1));
  private final HandledEvents handled = new HandledEvents(machine.kernel());

  @Test
  void shouldHandleOnce_howeverOftenItIsCalled() {
    handled.reserve();
    assertThat(handled.isFirst(8, 1, false)).isTrue();
    assertThat(handled.isFirst(8, 1, false)).isFalse();
    assertThat(handled.isFirst(8, 1, true)).isTrue();
    assertThat(handled.isFirst(8, 1, true)).isFalse();
    assertThat(handled.isFirst(8, 1, true)).isFalse();
  }

  @Test
  void shouldLoseNothing_whenAnIdComesAgainAtTheSameReadingOfTheClock() {
    handled.reserve();
    for (int i = 0; i < 5; i++) {
      assertThat(handled.isFirst(8, 1, false)).isTrue();
      assertThat(handled.isFirst(8, 1, true)).isTrue();
    }
    assertThat(handled.isFirst(8, 2, false)).isTrue();
    assertThat(handled.isFirst(8, 3, false)).isTrue();
  }

  @Test
  void shouldForgetTheEventUsedLongestAgo_andHandleItRatherThanLoseIt() {
    handled.reserve();
    for (int id = 1; id <= 4096; id++) {
      assertThat(handled.isFirst(4 * id, 1, false)).isTrue();
    }
    assertThat(handled.isFirst(4, 1, false)).isFalse();
    assertThat(handled.isFirst(20_000, 1, false)).isTrue();
    assertThat(handled.isFirst(4, 1, false)).isFalse();
    assertThat(handled.isFirst(8, 1, false)).isTrue();
  }

  @Test
  void shouldTellThatMemoryIsShort_andGiveBackWhatItTook() {
    machine.kernel().calls().observe(new FaultPlan().failAll("ExAllocatePool2"));
    assertThat(handled.reserve()).isFalse();
    machine.kernel().calls().observe(null);
    assertThat(handled.reserve()).isTrue();
    handled.release();
    assertThat(machine.pool().driverBlocks()).isEmpty();
  }
}
