package dev.auroraedr.km.emulator.rtl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ke.FaultPlan;
import dev.auroraedr.km.emulator.ke.KernelCalls;
import dev.auroraedr.km.emulator.ke.NotModelledException;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Random bytes, system version. */
final class RtlTest {
  @Test
  void shouldGiveSpecifiedBytes_whenSeeded() {
    // The algorithm of java.util.Random gives -1170105035 = 0xBA419D35 first for seed 42.
    byte[] bytes = new byte[8];
    RandomSource.seeded(new KernelCalls(), 42).genRandom(bytes, 2, 4);
    assertThat(bytes).containsExactly(0, 0, 0x35, (byte) 0x9D, 0x41, (byte) 0xBA, 0, 0);
  }

  @Test
  void shouldFailAndWriteNothing_whenToldTo() {
    KernelCalls calls = new KernelCalls();
    calls.observe(new FaultPlan().fail("BCryptGenRandom", 1));
    byte[] bytes = new byte[4];
    assertThat(RandomSource.secure(calls).genRandom(bytes, 0, 4)).isEqualTo(NtStatus.UNSUCCESSFUL);
    assertThat(bytes).containsOnly(0);
  }

  @Test
  void shouldKnowFirstBuildOfRoutine_whenAsked() {
    assertThat(new OsVersion(10, 0, 17763).hasRoutine("ExAllocatePool2")).isFalse();
    assertThat(OsVersion.windows11().hasRoutine("ExAllocatePool2")).isTrue();
    Set<String> lacking = Set.of("CmRegisterCallbackEx");
    assertThat(new OsVersion(10, 0, 26100, lacking).hasRoutine("CmRegisterCallbackEx")).isFalse();
    assertThatThrownBy(() -> new OsVersion(10, 0, 10586)).hasMessageContaining("10586");
    assertThatThrownBy(() -> OsVersion.windows11().hasRoutine("ZwSomething"))
        .isInstanceOf(NotModelledException.class)
        .hasMessageContaining("ZwSomething");
  }
}
