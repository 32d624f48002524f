package dev.auroraedr.km.conformance.property;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShortestTest {
  private static final List<Integer> THOUSAND = IntStream.range(0, 1_000).boxed().toList();

  @Test
  void shouldKeepTheTwoThatMatter_whenTheyStandFarApart() {
    assertThat(Shortest.of(THOUSAND, s -> s.contains(17) && s.contains(905)))
        .containsExactly(17, 905);
  }

  @Test
  void shouldKeepOrder_whenOrderMatters() {
    assertThat(Shortest.of(THOUSAND, s -> s.indexOf(30) >= 0 && s.indexOf(31) > s.indexOf(30)))
        .containsExactly(30, 31);
  }

  @Test
  void shouldGiveNothing_whenEvenNothingFails() {
    assertThat(Shortest.of(THOUSAND, s -> true)).isEmpty();
  }

  @Test
  void shouldKeepAll_whenEachStepMatters() {
    List<Integer> three = List.of(1, 2, 3);
    assertThat(Shortest.of(three, s -> s.equals(three))).isEqualTo(three);
  }
}
