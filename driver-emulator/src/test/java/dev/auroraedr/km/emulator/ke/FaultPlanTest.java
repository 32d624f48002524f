package dev.auroraedr.km.emulator.ke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.auroraedr.km.abi.NtStatus;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The gate and what is planned at it. */
final class FaultPlanTest {
  private static final int ACCESS_DENIED = NtStatus.ACCESS_DENIED;

  private final KernelCalls calls = new KernelCalls();
  private final FaultPlan plan = new FaultPlan();

  @Test
  void shouldPassEverything_whenNobodyLooks() {
    assertThat(calls.enter("A")).isFalse();
  }

  @Test
  void shouldFailNthOfThatNameOnly_whenPlanned() {
    calls.observe(plan.fail("A", 2));
    assertThat(List.of(calls.enter("A"), calls.enter("B"), calls.enter("A"), calls.enter("A")))
        .containsExactly(false, false, true, false);
  }

  @Test
  void shouldFailAllUntilCleared_whenPlanned() {
    calls.observe(plan.failAll("A"));
    assertThat(calls.enter("A")).isTrue();
    assertThat(calls.enter("A")).isTrue();
    plan.clear();
    assertThat(calls.enter("A")).isFalse();
  }

  @Test
  void shouldFailWithTheStatusOfChoice_whenPlanned() {
    calls.observe(plan.fail("A", 1).fail("A", 2, ACCESS_DENIED).failAll("B", ACCESS_DENIED));
    assertThat(calls.enterForStatus("A")).isEqualTo(NtStatus.INSUFFICIENT_RESOURCES);
    assertThat(calls.enterForStatus("A")).isEqualTo(ACCESS_DENIED);
    assertThat(calls.enterForStatus("A")).isZero();
    assertThat(calls.enterForStatus("B")).isEqualTo(ACCESS_DENIED);
    assertThat(calls.enter("B")).isTrue();
    assertThatThrownBy(() -> plan.failAll("B", NtStatus.PENDING))
        .hasMessageContaining("0x00000103");
  }

  @Test
  void shouldRunActionOnceWithoutJudgingItsOwnCalls_whenPlanned() {
    List<String> log = new ArrayList<>();
    calls.observe(plan.at("A", 1, () -> log.add("A within: " + calls.enter("A"))).fail("A", 2));
    calls.enter("A");
    assertThat(log).containsExactly("A within: false");
    assertThat(calls.enter("A")).isTrue();
    assertThat(log).hasSize(1);
  }

  @Test
  void shouldNameCallsInOrder_whenTraced() {
    List<String> seen = new ArrayList<>();
    calls.observe(plan.atEvery(seen::add));
    plan.startTrace();
    calls.enter("A");
    calls.enter("B");
    assertThat(plan.stopTrace()).containsExactly("A", "B");
    calls.enter("C");
    assertThat(plan.stopTrace()).isEmpty();
    assertThat(seen).containsExactly("A", "B", "C");
  }
}
