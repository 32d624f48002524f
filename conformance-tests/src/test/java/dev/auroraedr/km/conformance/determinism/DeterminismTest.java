package dev.auroraedr.km.conformance.determinism;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.conformance.target.BootOptions;
import dev.auroraedr.km.conformance.target.TargetMachine;
import dev.auroraedr.km.conformance.target.emulator.EmulatorTarget;
import org.junit.jupiter.api.Test;

/** A deterministic machine gives the same bytes for the same seed, on every JDK. */
class DeterminismTest {
  private static final int STEPS = 2_000;

  /** What seed 7 gives. Change it only with a change of what the emulator answers, and say why. */
  private static final String DIGEST_OF_SEED_7 =
      "5a70c08d37f9f33b98cbc5e19083b4ac3b515f0bdaae1384b5d5c08eb22b6350";

  @Test
  void shouldGiveTheCommittedBytes_whenTheSeedIsSeven() {
    assertThat(digest(7)).isEqualTo(DIGEST_OF_SEED_7);
  }

  @Test
  void shouldGiveTheSameBytes_whenRunTwice() {
    assertThat(digest(11)).isEqualTo(digest(11));
  }

  @Test
  void shouldGiveOtherBytes_whenTheSeedDiffers() {
    assertThat(digest(11)).isNotEqualTo(digest(12));
  }

  private static String digest(long seed) {
    EmulatorTarget target = new EmulatorTarget();
    BootOptions options = BootOptions.of(target.profiles().get(0), seed, true);
    try (TargetMachine machine = target.boot(options)) {
      Transcript transcript = new Transcript(machine, seed);
      String digest = transcript.run(STEPS);
      assertThat(machine.violations()).isEmpty();
      assertThat(transcript.completions()).isGreaterThan(STEPS / 3);
      return digest;
    }
  }
}
