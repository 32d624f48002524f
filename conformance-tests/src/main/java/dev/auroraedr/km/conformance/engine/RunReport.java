package dev.auroraedr.km.conformance.engine;

import dev.auroraedr.km.conformance.clause.FaultSweep;
import dev.auroraedr.km.conformance.clause.Measurement;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * What one run on one target with one profile has shown. Immutable.
 *
 * @param target name of the target
 * @param profile machine profile
 * @param seed the run's seed
 * @param clauses verdict on each selected clause, in the catalogue's order
 * @param failures failed tests in the order in which they ran
 * @param problems faults of the suite itself, such as a clause without a test; each turns the run
 *     red
 * @param measurements series that tests published
 * @param sweeps scenarios of the fault sweep
 * @param tests every test that ran or was skipped
 * @param took how long the run lasted
 */
public record RunReport(
    String target,
    String profile,
    long seed,
    List<ClauseResult> clauses,
    List<Failure> failures,
    List<String> problems,
    List<Measurement> measurements,
    List<FaultSweep> sweeps,
    List<TestOutcome> tests,
    Duration took) {

  /** Whether no clause failed and the suite had no fault. */
  public boolean green() {
    return problems.isEmpty() && clauses.stream().noneMatch(c -> c.outcome() == Outcome.FAIL);
  }

  /**
   * The verdict on one clause.
   *
   * @throws NoSuchElementException if it was not selected
   */
  public ClauseResult clause(String id) {
    return clauses.stream()
        .filter(c -> c.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException(id + " is not part of this run"));
  }

  /** The failures that count against a clause. */
  public List<Failure> failuresOf(String id) {
    return failures.stream().filter(f -> f.clauses().contains(id)).toList();
  }
}
