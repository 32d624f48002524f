package dev.auroraedr.km.conformance.engine;

import dev.auroraedr.km.conformance.clause.CurrentRun;
import dev.auroraedr.km.conformance.engine.TestOutcome.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Turns the JUnit Platform's reports into outcomes of test methods. One thread. */
final class OutcomeCollector implements TestExecutionListener {
  private final Map<String, SuiteTest> tests = new HashMap<>();
  private final List<TestOutcome> outcomes = new ArrayList<>();
  private final WatchedTarget target;
  private final RunObserver observer;
  private TestPlan plan;
  private long startedAt;

  OutcomeCollector(List<SuiteTest> tests, WatchedTarget target, RunObserver observer) {
    tests.forEach(test -> this.tests.put(test.uniqueId(), test));
    this.target = target;
    this.observer = observer;
  }

  List<TestOutcome> outcomes() {
    return outcomes;
  }

  @Override
  public void testPlanExecutionStarted(TestPlan testPlan) {
    plan = testPlan;
  }

  @Override
  public void executionStarted(TestIdentifier id) {
    startedAt = System.nanoTime();
    owner(id).ifPresent(observer::testBegan);
  }

  @Override
  public void executionSkipped(TestIdentifier id, String reason) {
    Throwable cause = new IllegalStateException("skipped: " + reason);
    affected(id).forEach(test -> add(test, id, Kind.NOT_RUN, cause));
  }

  @Override
  public void executionFinished(TestIdentifier id, TestExecutionResult result) {
    Throwable cause = result.getThrowable().orElse(null);
    if (id.isTest()) {
      owner(id).ifPresent(test -> finished(test, id, result.getStatus(), cause));
    } else if (result.getStatus() != Status.SUCCESSFUL) {
      Kind kind = result.getStatus() == Status.FAILED ? Kind.FAILED : Kind.NOT_RUN;
      affected(id).forEach(test -> add(test, id, kind, cause));
    }
    Optional.ofNullable(tests.get(id.getUniqueId())).ifPresent(observer::methodEnded);
  }

  private void finished(SuiteTest test, TestIdentifier id, Status status, Throwable cause) {
    Kind kind =
        switch (status) {
          case SUCCESSFUL -> Kind.PASSED;
          case FAILED -> Kind.FAILED;
          case ABORTED -> Kind.NOT_RUN;
        };
    TestOutcome outcome = add(test, id, kind, cause);
    observer.testEnded(test, outcome.verdict() == Kind.PASSED);
  }

  private TestOutcome add(SuiteTest test, TestIdentifier id, Kind kind, Throwable cause) {
    boolean whole = id.getUniqueId().equals(test.uniqueId());
    TestOutcome outcome =
        new TestOutcome(
            test,
            id.getUniqueId(),
            whole ? "" : id.getDisplayName(),
            kind,
            cause,
            target.takeViolations(),
            CurrentRun.get().takeSequence(),
            Duration.ofNanos(System.nanoTime() - startedAt));
    outcomes.add(outcome);
    return outcome;
  }

  /** The test method that a test, or one of its invocations, belongs to. */
  private Optional<SuiteTest> owner(TestIdentifier id) {
    for (Optional<TestIdentifier> at = Optional.of(id);
        at.isPresent();
        at = plan.getParent(at.get())) {
      SuiteTest test = tests.get(at.get().getUniqueId());
      if (test != null) {
        return Optional.of(test);
      }
    }
    return Optional.empty();
  }

  /** A class that fails to set up takes all its tests with it. */
  private List<SuiteTest> affected(TestIdentifier id) {
    return owner(id)
        .map(List::of)
        .orElseGet(
            () ->
                tests.values().stream()
                    .filter(test -> test.uniqueId().startsWith(id.getUniqueId() + "/"))
                    .toList());
  }
}
