package dev.auroraedr.km.emulator.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.emulator.ke.FaultPlan;
import dev.auroraedr.km.emulator.ke.KernelCalls;
import dev.auroraedr.km.emulator.rtl.RandomSource;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TokenTest {
  private final KernelCalls calls = new KernelCalls();
  private final TokenSource source = new TokenSource(RandomSource.seeded(calls, 1));

  @Test
  void shouldKeepByteOrder_whenReadAndWritten() {
    byte[] bytes = new byte[18];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (0xF0 + i);
    }
    byte[] copy = bytes.clone();
    Arrays.fill(copy, 1, 17, (byte) 0);
    Token.read(bytes, 1).write(copy, 1);
    assertThat(copy).isEqualTo(bytes);
  }

  @Test
  void shouldBeVersion4Variant1_inRfcByteOrder() {
    byte[] bytes = new byte[16];
    for (int i = 0; i < 1000; i++) {
      source.next().write(bytes, 0);
      assertThat(bytes[6] & 0xF0).isEqualTo(0x40);
      assertThat(bytes[8] & 0xC0).isEqualTo(0x80);
    }
  }

  @Test
  void shouldGiveNone_whenTheGeneratorFails() {
    calls.observe(new FaultPlan().failAll("BCryptGenRandom"));
    assertThat(source.next()).isNull();
  }
}
