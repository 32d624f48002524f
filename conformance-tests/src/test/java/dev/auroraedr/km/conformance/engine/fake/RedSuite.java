package dev.auroraedr.km.conformance.engine.fake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.CurrentRun;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.TargetMachine;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Suites that must turn a run red, each in its own way. */
public final class RedSuite {
  private RedSuite() {}

  /** A test fails. */
  public static class Failing {
    @Test
    @Clause(FakeClauses.ONE)
    void fak1_zero_isOne() {
      CurrentRun.get().noteSequence(List.of("open", "receive", "cancel"));
      throw new AssertionError("[FAK-1] zero must be one; was 00\n  expected 01\n  actual 00");
    }

    @Test
    @Clause(FakeClauses.TWO)
    void fak2_truth_holds() {
      assertThat(CurrentRun.get().seed()).isPositive();
    }
  }

  /** A property fails. */
  public static class FailingProperty {
    @Property
    @Clause(FakeClauses.ONE)
    void fak1_numbers_areSmall(@ForAll @IntRange(min = 0, max = 100_000) int number) {
      assertThat(number).as("[FAK-1] a small number").isLessThan(1_234);
    }
  }

  /** A test says nothing about a clause. */
  public static class Unmarked {
    @Test
    void fak1_forgotten_clause() {
      assertThat(CurrentRun.get().profile()).isNotEmpty();
    }
  }

  /** The machine has a violation that the test doesn't look at. */
  public static class Crashed {
    @Test
    @Clause(FakeClauses.ONE)
    void fak1_completions_lookFine() {
      try (TargetMachine machine = CurrentRun.get().boot(false)) {
        assertThat(machine.load()).isZero();
      }
    }
  }

  /** The test gives up. */
  public static class Aborted {
    @Test
    @Clause(FakeClauses.ONE)
    void fak1_assumption_isWrong() {
      Assumptions.abort("not today");
    }
  }

  /** The class can't be set up. */
  public static class Unprepared {
    @BeforeAll
    static void prepare() {
      throw new IllegalStateException("no preparation");
    }

    @Test
    @Clause(FakeClauses.ONE)
    void fak1_never_runs() {
      throw new AssertionError("must not run");
    }
  }

  /** All tests need what the target lacks. */
  public static class Incapable {
    @Test
    @Clause(FakeClauses.ONE)
    @Requires(Capability.UNLOAD)
    void fak1_unload_works() {
      throw new AssertionError("must not run");
    }
  }
}
