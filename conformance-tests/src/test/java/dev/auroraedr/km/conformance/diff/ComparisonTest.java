package dev.auroraedr.km.conformance.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.conformance.target.emulator.EmulatorTarget;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Two emulators are equal, a seed means the same scripts, and the scripts reach what they should.
 */
class ComparisonTest {
  private static final DiffRun.Options OPTIONS = new DiffRun.Options(20_000, 21, 1, 3);

  private static DiffRun.Result run() {
    Comparison comparison = new Comparison(new EmulatorTarget(), new EmulatorTarget(), true);
    return DiffRun.run(comparison, OPTIONS, (steps, divergences) -> {});
  }

  @Test
  void shouldFindNothing_whenBothAreTheEmulator() {
    DiffRun.Result result = run();
    assertThat(result.divergences())
        .as(
            "%s",
            result.divergences().stream().map(d -> DiffText.of(d, List.of("l", "r"))).toList())
        .isEmpty();
    assertThat(result.steps()).isGreaterThanOrEqualTo(OPTIONS.steps());
  }

  @Test
  void shouldReachEveryKindOfOperation_whenManyScriptsArePlayed() {
    Reach reach = run().reach();
    List<String> rare = List.of("By", "Control", "Stimulate");
    List<String> operations =
        ScriptJson.records(Operation.class).stream()
            .map(Class::getSimpleName)
            .filter(name -> !rare.contains(name))
            .toList();
    assertThat(reach.operations().keySet()).containsAll(operations);
    assertThat(reach.events().keySet()).containsAll(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
    assertThat(reach.mostStreams()).isGreaterThan(8);
    assertThat(reach.mostPending()).isGreaterThan(63);
    assertThat(reach.leftOut()).isLessThan(reach.steps() / 5);
  }

  @Test
  void shouldMakeTheSameScript_whenTheSeedIsTheSame() {
    String one = text(new Generator(9).script(17));
    assertThat(one).isEqualTo(text(new Generator(9).script(17)));
    assertThat(one).isNotEqualTo(text(new Generator(9).script(18)));
    assertThat(one).isNotEqualTo(text(new Generator(10).script(17)));
  }

  private static String text(Script script) {
    return new ScriptFile(1, "t", null, null, 0, List.of(ScriptFile.Recorded.of(script))).text();
  }
}
