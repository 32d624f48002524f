package dev.auroraedr.km.conformance.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.auroraedr.km.conformance.clause.CurrentRun;
import dev.auroraedr.km.conformance.engine.fake.FakeClauses;
import dev.auroraedr.km.conformance.engine.fake.FakeTarget;
import dev.auroraedr.km.conformance.engine.fake.GreenSuite;
import dev.auroraedr.km.conformance.engine.fake.RedSuite;
import dev.auroraedr.km.fixtures.Deviation;
import dev.auroraedr.km.fixtures.UnknownClauseException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConformanceRunTest {
  private final FakeTarget target = FakeTarget.capable();

  private ConformanceRun run(Class<?> suite) {
    return ConformanceRun.of(target)
        .catalogue(FakeClauses.all())
        .deviations(List.of())
        .suite(SuiteScope.of(suite));
  }

  private RunReport runOne(Class<?> suite) {
    return run(suite).clauses(FakeClauses.ONE).run();
  }

  private static Deviation deviation(String reason) {
    return new Deviation(FakeClauses.ONE, reason, "2026-11-22", "");
  }

  @Test
  void shouldPassEachClauseWithItsCount_whenAllTestsPass() {
    RunReport report = run(GreenSuite.class).run();

    assertThat(report.green()).isTrue();
    assertThat(report.problems()).isEmpty();
    assertThat(report.clause(FakeClauses.ONE))
        .isEqualTo(new ClauseResult(FakeClauses.ONE, Outcome.PASS, "", 4));
    assertThat(report.clause(FakeClauses.TWO).outcome()).isEqualTo(Outcome.PASS);
    assertThat(report.clause(FakeClauses.TWO).reason())
        .isEqualTo("tests not run, 1: target fake can't do: unloading the driver");
    assertThat(report.profile()).isEqualTo("small");
  }

  @Test
  void shouldSaySo_whenTargetKindCannotShowAClauseOrItIsPending() {
    RunReport report = run(GreenSuite.class).run();

    assertThat(report.clause(FakeClauses.ELSEWHERE))
        .isEqualTo(
            new ClauseResult(
                FakeClauses.ELSEWHERE, Outcome.NOT_APPLICABLE, "only Windows shows it", 0));
    assertThat(report.clause(FakeClauses.LATER))
        .isEqualTo(
            new ClauseResult(FakeClauses.LATER, Outcome.UNTESTED, "pending: written later", 0));
  }

  @Test
  void shouldRunTheTimedClauseLastAndKeepItsMeasurements_whenSelected() {
    RunReport report = run(GreenSuite.class).run();

    TestOutcome last = report.tests().get(report.tests().size() - 1);
    assertThat(last.test().clauses()).containsExactly(FakeClauses.TIMED);
    assertThat(report.measurements()).singleElement().satisfies(m -> assertThat(m.round()).isOne());
  }

  @Test
  void shouldCloseWhatTestsLeaveOpen_whenRunEnds() {
    run(GreenSuite.class).run();

    assertThat(target.openMachines()).isZero();
    assertThat(CurrentRun.active()).isEmpty();
  }

  @Test
  void shouldTurnRedWithEvidence_whenATestFails() {
    RunReport report = run(RedSuite.Failing.class).clauses("FAK-1,FAK-2").seed(77).run();

    assertThat(report.green()).isFalse();
    assertThat(report.clause(FakeClauses.ONE).outcome()).isEqualTo(Outcome.FAIL);
    assertThat(report.clause(FakeClauses.ONE).reason()).startsWith("zero must be one");
    assertThat(report.clause(FakeClauses.TWO).outcome()).isEqualTo(Outcome.PASS);
    Failure failure = report.failuresOf(FakeClauses.ONE).get(0);
    assertThat(failure.message()).contains("[FAK-1] zero must be one", "expected", "1");
    assertThat(failure.title()).isEqualTo("zero: is one");
    assertThat(failure.location()).matches("RedSuite\\.java:\\d+");
    assertThat(failure.sequence()).containsExactly("open", "receive", "cancel");
    assertThat(failure.replay())
        .isEqualTo("./edrkm conform --target fake --profile small --clauses FAK-1 --seed 77");
  }

  @Test
  void shouldNameTheClause_whenItHasNoTest() {
    RunReport report = run(RedSuite.Failing.class).clauses(FakeClauses.TIMED).run();

    assertThat(report.green()).isFalse();
    assertThat(report.problems()).containsExactly("FAK-3: the target can show it and no test does");
    assertThat(report.clause(FakeClauses.TIMED).outcome()).isEqualTo(Outcome.UNTESTED);
  }

  @Test
  void shouldNameTheTest_whenItHasNoClause() {
    RunReport report = run(RedSuite.Unmarked.class).clauses(FakeClauses.LATER).run();

    assertThat(report.green()).isFalse();
    assertThat(report.problems())
        .containsExactly("Unmarked.fak1_forgotten_clause: a test without @Clause");
  }

  @Test
  void shouldFail_whenTheMachineHasViolationsThatNoTestLooksAt() {
    RunReport report = runOne(RedSuite.Crashed.class);

    assertThat(report.green()).isFalse();
    assertThat(report.clause(FakeClauses.ONE).outcome()).isEqualTo(Outcome.FAIL);
    assertThat(report.clause(FakeClauses.ONE).reason())
        .isEqualTo("violation: leak: 1 block of 64 bytes");
  }

  @Test
  void shouldAcceptAFailure_whenItIsAListedDeviation() {
    RunReport report =
        run(RedSuite.Failing.class).clauses("FAK-1").deviations(List.of(deviation("known"))).run();

    assertThat(report.green()).isTrue();
    assertThat(report.clause(FakeClauses.ONE))
        .isEqualTo(new ClauseResult(FakeClauses.ONE, Outcome.DEVIATION, "known", 1));
  }

  @Test
  void shouldTurnRed_whenADeviationPasses() {
    RunReport report = run(GreenSuite.class).deviations(List.of(deviation("old"))).run();

    assertThat(report.green()).isFalse();
    assertThat(report.clause(FakeClauses.ONE).outcome()).isEqualTo(Outcome.FAIL);
    assertThat(report.clause(FakeClauses.ONE).reason())
        .contains("listed as a deviation (old) and passes");
  }

  @Test
  void shouldNeverPass_whenNoTestCanRunOnTheTarget() {
    ClauseResult result = runOne(RedSuite.Incapable.class).clause(FakeClauses.ONE);

    assertThat(result.outcome()).isEqualTo(Outcome.NOT_APPLICABLE);
    assertThat(result.reason()).isEqualTo("target fake can't do: unloading the driver");
    assertThat(result.tests()).isZero();
  }

  @Test
  void shouldNeverPass_whenATestGivesUp() {
    RunReport report = runOne(RedSuite.Aborted.class);

    assertThat(report.green()).isFalse();
    assertThat(report.clause(FakeClauses.ONE).outcome()).isEqualTo(Outcome.UNTESTED);
    assertThat(report.problems().get(0)).contains("not today");
  }

  @Test
  void shouldFailEveryTestOfTheClass_whenItsPreparationFails() {
    RunReport report = runOne(RedSuite.Unprepared.class);

    assertThat(report.clause(FakeClauses.ONE).outcome()).isEqualTo(Outcome.FAIL);
    assertThat(report.failures()).singleElement();
    assertThat(report.failures().get(0).message()).contains("no preparation");
  }

  @Test
  void shouldRepeatTheSameShrunkSample_whenSeedIsTheSame() {
    Failure first = runOne(RedSuite.FailingProperty.class).failures().get(0);
    Failure second = runOne(RedSuite.FailingProperty.class).failures().get(0);

    assertThat(first.sequence()).containsExactly("1234");
    assertThat(second.message()).isEqualTo(first.message());
    assertThat(PropertySeedHook.seedFor(1, "a")).isNotEqualTo(PropertySeedHook.seedFor(2, "a"));
    assertThat(PropertySeedHook.seedFor(1, "a")).isNotEqualTo(PropertySeedHook.seedFor(1, "b"));
  }

  @Test
  void shouldFailAgainWithTheStoredSeed_whenReplayed(@TempDir Path directory) {
    Failure stored =
        run(RedSuite.Failing.class)
            .clauses("FAK-1")
            .seed(5)
            .storeReplaysIn(directory)
            .run()
            .failures()
            .get(0);
    Path file = Path.of(stored.replay().replace("./edrkm conform --replay ", ""));

    RunReport again = run(RedSuite.Failing.class).replay(Replay.read(file)).run();

    assertThat(again.seed()).isEqualTo(5);
    assertThat(again.tests()).hasSize(1);
    assertThat(again.failures().get(0).message()).isEqualTo(stored.message());
  }

  @Test
  void shouldRefuseWithWhatToDo_whenAskedForTheImpossible() {
    assertThatThrownBy(() -> run(GreenSuite.class).profile("huge").run())
        .isInstanceOf(RunRefusedException.class)
        .hasMessage("target fake has no profile huge: choose one of small, large");
    assertThatThrownBy(() -> run(GreenSuite.class).clauses("NOPE-1").run())
        .isInstanceOf(UnknownClauseException.class)
        .hasMessageContaining("NOPE-1");
    assertThatThrownBy(() -> ConformanceRun.of(FakeTarget.absent()).run())
        .isInstanceOf(RunRefusedException.class)
        .hasMessage("target fake can't run here: no such driver: build it");
    assertThatThrownBy(() -> Replay.read(Path.of("nowhere.json")))
        .isInstanceOf(RunRefusedException.class)
        .hasMessage("replay file nowhere.json does not exist");
  }

  @Test
  void shouldLeaveUnitTestsOut_whenTheyShareAPackageWithTheSuite() {
    assertThat(SuiteScope.standard().tests()).isNotEmpty().noneMatch(t -> t.clauses().isEmpty());
    assertThat(SuiteScope.standard().includes(ConformanceRunTest.class)).isFalse();
  }
}
