package dev.auroraedr.km.conformance.engine.fake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.CurrentRun;
import dev.auroraedr.km.conformance.clause.Measurement;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.TargetMachine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every clause is shown. */
public class GreenSuite {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  @Clause(FakeClauses.ONE)
  void fak1_threeValues_hold(int value) {
    try (TargetMachine machine = CurrentRun.get().boot(true)) {
      assertThat(machine.load()).isZero();
    }
    assertThat(value).isPositive();
  }

  @Test
  @Clause({FakeClauses.ONE, FakeClauses.TWO})
  void fak2_leftOpen_isClosed() {
    assertThat(CurrentRun.get().boot(true)).isNotNull();
  }

  @Test
  @Clause(FakeClauses.TWO)
  @Requires(Capability.UNLOAD)
  void fak2_unload_works() {
    throw new AssertionError("must not run on a target that can't unload");
  }

  @Test
  @Clause(FakeClauses.TIMED)
  void fak3_latency_isLow() {
    CurrentRun.get().measure(new Measurement(FakeClauses.TIMED, "event", 1, new long[] {1, 2, 3}));
    assertThat(CurrentRun.get().measurements()).hasSize(1);
  }
}
