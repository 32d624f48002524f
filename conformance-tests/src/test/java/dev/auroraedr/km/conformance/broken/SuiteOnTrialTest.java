package dev.auroraedr.km.conformance.broken;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.conformance.broken.BrokenTarget.Catch;
import dev.auroraedr.km.conformance.broken.BrokenTarget.Level;
import dev.auroraedr.km.conformance.broken.DifferentTargets.Different;
import dev.auroraedr.km.conformance.engine.ConformanceRun;
import dev.auroraedr.km.conformance.engine.Failure;
import dev.auroraedr.km.conformance.engine.Outcome;
import dev.auroraedr.km.conformance.engine.RunReport;
import dev.auroraedr.km.conformance.engine.SuiteScope;
import dev.auroraedr.km.fixtures.ClauseCatalogue;
import dev.auroraedr.km.fixtures.ClauseInfo;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The suite on trial: what is broken must fail, and for the reason that was broken. */
class SuiteOnTrialTest {
  /** Without the properties, which would look long for the shortest sequence that fails. */
  private static final SuiteScope CLAUSE_TESTS =
      new SuiteScope(List.of("dev.auroraedr.km.conformance.suite"), List.of());

  private static final Pattern ACCIDENT =
      Pattern.compile("(NullPointer|ClassCast|Illegal|IndexOutOf|Array|NoSuch|NotModelled)");

  /** Families that bind the client and the service, not the driver. */
  private static final Set<String> USER_MODE = Set.of("CLI", "GRD", "COL", "CMP");

  private static final Verdicts VERDICTS = new Verdicts();

  @TestFactory
  Stream<DynamicTest> shouldFailTheClause_whenTheTargetIsBroken() {
    return TrialSize.broken().stream()
        .map(broken -> DynamicTest.dynamicTest(broken.name(), () -> judge(broken)));
  }

  private static void judge(BrokenTarget broken) {
    RunReport report =
        ConformanceRun.of(broken.target().get())
            .clauses(broken.clauses().toArray(String[]::new))
            .deviations(List.of())
            .suite(CLAUSE_TESTS)
            .run();
    for (Catch expected : broken.catches()) {
      assertThat(report.clause(expected.clause()).outcome())
          .as("%s on a target where %s", expected.clause(), broken.defect())
          .isEqualTo(Outcome.FAIL);
      List<Failure> failures = report.failuresOf(expected.clause());
      assertThat(failures)
          .as("failures of %s", expected.clause())
          .extracting(Failure::message)
          .anyMatch(message -> isOfTheSuite(message) && expected.isIn(message));
      VERDICTS.add(broken, expected, failures);
    }
    VERDICTS.write();
  }

  /** An assertion, a client's exception or the machine's finding: no accident of the test. */
  private static boolean isOfTheSuite(String message) {
    return !ACCIDENT.matcher(message).lookingAt();
  }

  @TestFactory
  Stream<DynamicTest> shouldPass_whenTheTargetDiffersWhereItMay() {
    return TrialSize.different().stream()
        .map(different -> DynamicTest.dynamicTest(different.name(), () -> accept(different)));
  }

  private static void accept(Different different) {
    RunReport report =
        ConformanceRun.of(different.target().get())
            .clauses(untimed())
            .deviations(List.of())
            .suite(CLAUSE_TESTS)
            .run();
    assertThat(report.failures())
        .as("failures on a target that is right: %s", different.difference())
        .isEmpty();
    assertThat(report.problems()).isEmpty();
  }

  /** The driver's clauses but for those judged by time, which differences may cost. */
  private static String[] untimed() {
    return ClauseCatalogue.load().all().stream()
        .filter(clause -> clause.isShownBy("emulator") && !clause.pending() && !clause.timed())
        .filter(clause -> !USER_MODE.contains(clause.family()))
        .map(ClauseInfo::id)
        .toArray(String[]::new);
  }

  @Test
  void shouldBreakEachRequiredClause_inSomeTarget() {
    Set<String> required =
        ClauseCatalogue.load().all().stream()
            .filter(clause -> clause.isShownBy("emulator") && !clause.pending())
            .map(ClauseInfo::id)
            .collect(Collectors.toSet());
    Set<String> broken =
        BrokenTargets.all().stream()
            .flatMap(target -> target.clauses().stream())
            .collect(Collectors.toSet());
    assertThat(broken).isEqualTo(required);
  }

  @Test
  void shouldBreakTheDriverItself_inAThirdOfTheTargets() {
    List<BrokenTarget> all = BrokenTargets.all();
    long inDriver = all.stream().filter(target -> target.level() == Level.DRIVER).count();
    assertThat(inDriver).isGreaterThanOrEqualTo((all.size() + 2) / 3);
    assertThat(all).extracting(BrokenTarget::name).doesNotHaveDuplicates();
    assertThat(all).allSatisfy(target -> assertThat(target.catches()).isNotEmpty());
  }
}
