package dev.auroraedr.km.conformance.engine;

import dev.auroraedr.km.conformance.engine.TestOutcome.Kind;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.Target;
import dev.auroraedr.km.fixtures.ClauseInfo;
import dev.auroraedr.km.fixtures.Deviation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Gives the verdict on each clause. What was not shown is never passed. */
final class ClauseJudge {
  private final SuitePlan plan;
  private final Target target;
  private final List<Deviation> deviations;
  private final List<TestOutcome> outcomes;
  private final List<String> problems = new ArrayList<>();

  ClauseJudge(
      SuitePlan plan, Target target, List<Deviation> deviations, List<TestOutcome> outcomes) {
    this.plan = plan;
    this.target = target;
    this.deviations = deviations;
    this.outcomes = outcomes;
  }

  List<ClauseResult> judge() {
    return plan.clauses().stream().map(this::judge).toList();
  }

  /** Faults of the suite that the verdicts brought to light. */
  List<String> problems() {
    return problems;
  }

  private ClauseResult judge(ClauseInfo clause) {
    String id = clause.id();
    if (!clause.isShownBy(target.kind())) {
      String reason = clause.notApplicableReason(target.kind());
      return new ClauseResult(id, Outcome.NOT_APPLICABLE, reason, 0);
    }
    if (clause.pending()) {
      return new ClauseResult(id, Outcome.UNTESTED, "pending: " + clause.pendingReason(), 0);
    }
    List<SuiteTest> tests = plan.showing(id);
    if (tests.isEmpty()) {
      return unshown(id, "the target can show it and no test does");
    }
    List<SuiteTest> left = tests.stream().filter(test -> !lacking(test).isEmpty()).toList();
    if (left.size() == tests.size()) {
      return new ClauseResult(id, Outcome.NOT_APPLICABLE, cannot(tests), 0);
    }
    return judgeRun(id, left);
  }

  private ClauseResult judgeRun(String id, List<SuiteTest> left) {
    List<TestOutcome> mine =
        outcomes.stream().filter(o -> o.test().clauses().contains(id)).toList();
    int ran = (int) mine.stream().filter(o -> o.verdict() != Kind.NOT_RUN).count();
    List<TestOutcome> failed = mine.stream().filter(o -> o.verdict() == Kind.FAILED).toList();
    Optional<Deviation> deviation =
        deviations.stream().filter(d -> d.clause().equals(id)).findFirst();
    if (!failed.isEmpty()) {
      return deviation
          .map(d -> new ClauseResult(id, Outcome.DEVIATION, d.reason(), ran))
          .orElseGet(() -> new ClauseResult(id, Outcome.FAIL, firstLine(failed), ran));
    }
    if (ran == 0 || ran < mine.size()) {
      return unshown(id, notRun(mine));
    }
    if (deviation.isPresent()) {
      String reason =
          "listed as a deviation ("
              + deviation.get().reason()
              + ") and passes: take it off the list";
      return new ClauseResult(id, Outcome.FAIL, reason, ran);
    }
    String reason = left.isEmpty() ? "" : "tests not run, " + left.size() + ": " + cannot(left);
    return new ClauseResult(id, Outcome.PASS, reason, ran);
  }

  private ClauseResult unshown(String id, String reason) {
    problems.add(id + ": " + reason);
    return new ClauseResult(id, Outcome.UNTESTED, reason, 0);
  }

  private static String notRun(List<TestOutcome> outcomes) {
    return outcomes.stream()
        .filter(o -> o.verdict() == Kind.NOT_RUN)
        .findFirst()
        .map(o -> o.test().name() + " did not run: " + o.message())
        .orElse("none of its tests was executed");
  }

  /** The table names the clause already, so the message's own mention of it is left out. */
  private static String firstLine(List<TestOutcome> failed) {
    String line = failed.get(0).message().lines().findFirst().orElse("");
    return line.replaceFirst("^\\[[A-Z0-9, -]+\\] ", "").replaceFirst("; was:? *$", "");
  }

  private String cannot(List<SuiteTest> tests) {
    Set<Capability> missing = EnumSet.noneOf(Capability.class);
    tests.forEach(test -> missing.addAll(lacking(test)));
    return "target "
        + target.name()
        + " can't do: "
        + missing.stream().map(Capability::description).collect(Collectors.joining(", "));
  }

  private Set<Capability> lacking(SuiteTest test) {
    return test.missingOn(target.capabilities());
  }
}
