package dev.auroraedr.km.conformance.report;

import dev.auroraedr.km.conformance.clause.FaultSweep;
import dev.auroraedr.km.conformance.clause.Measurement;
import dev.auroraedr.km.conformance.engine.ClauseResult;
import dev.auroraedr.km.conformance.engine.Failure;
import dev.auroraedr.km.conformance.engine.Outcome;
import dev.auroraedr.km.conformance.engine.RunReport;
import dev.auroraedr.km.conformance.engine.TestOutcome;
import dev.auroraedr.km.fixtures.MachineProfile.IntegrityModel;
import dev.auroraedr.km.fixtures.MachineProfiles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * All runs on one target. Immutable.
 *
 * @param name of the target
 * @param profiles machine profiles that it was run with
 * @param image driver image under judgement, or null where there is none
 * @param clauses verdicts over all profiles: a clause passes if it passes on each
 * @param failures failed tests
 * @param problems faults of the suite
 * @param measurements series that tests published
 * @param sweeps scenarios of the fault sweep
 * @param tests every test that ran or was skipped
 * @param took all runs together
 */
public record TargetReport(
    String name,
    List<String> profiles,
    String image,
    List<ClauseResult> clauses,
    List<Failure> failures,
    List<String> problems,
    List<Measurement> measurements,
    List<FaultSweep> sweeps,
    List<TestOutcome> tests,
    Duration took) {
  /** What outweighs what when profiles differ: the first found decides. */
  private static final List<Outcome> RANK =
      List.of(
          Outcome.FAIL, Outcome.UNTESTED, Outcome.DEVIATION, Outcome.PASS, Outcome.NOT_APPLICABLE);

  /** Joins runs of one target, one a profile. */
  public static TargetReport of(List<RunReport> runs) {
    return of(runs, null);
  }

  /** The same, and which image was judged; null where there is none. */
  public static TargetReport of(List<RunReport> runs, String image) {
    RunReport first = runs.get(0);
    return new TargetReport(
        first.target(),
        runs.stream().map(RunReport::profile).toList(),
        image,
        first.clauses().stream().map(clause -> join(clause.id(), runs)).toList(),
        all(runs, RunReport::failures),
        List.copyOf(new LinkedHashSet<>(all(runs, RunReport::problems))),
        all(runs, RunReport::measurements),
        all(runs, RunReport::sweeps),
        all(runs, RunReport::tests),
        runs.stream().map(RunReport::took).reduce(Duration.ZERO, Duration::plus));
  }

  private static ClauseResult join(String id, List<RunReport> runs) {
    List<ClauseResult> results = runs.stream().map(run -> run.clause(id)).toList();
    int tests = results.stream().mapToInt(ClauseResult::tests).sum();
    for (Outcome outcome : RANK) {
      for (int i = 0; i < results.size(); i++) {
        if (results.get(i).outcome() == outcome) {
          String reason = results.get(i).reason();
          String where = runs.size() == 1 || reason.isEmpty() ? "" : runs.get(i).profile() + ": ";
          return new ClauseResult(id, outcome, where + reason, tests);
        }
      }
    }
    throw new IllegalStateException("no run judged " + id);
  }

  private static <T> List<T> all(List<RunReport> runs, Function<RunReport, List<T>> part) {
    List<T> joined = new ArrayList<>();
    runs.forEach(run -> joined.addAll(part.apply(run)));
    return List.copyOf(joined);
  }

  /** PAR-1: the code-integrity model of each profile that this kit has, by its name. */
  public Map<String, String> integrityModels() {
    Map<String, String> models = new LinkedHashMap<>();
    for (String name : profiles) {
      if (MachineProfiles.names().contains(name)) {
        IntegrityModel model = MachineProfiles.load(name).codeIntegrity().model();
        models.put(name, model.name().toLowerCase(Locale.ROOT));
      }
    }
    return models;
  }

  /** The profiles with their code-integrity models, for people. */
  public String profileLine() {
    Map<String, String> models = integrityModels();
    return profiles.stream()
        .map(
            name -> models.containsKey(name) ? name + ", code integrity " + models.get(name) : name)
        .collect(Collectors.joining("; "));
  }

  /** The verdict on a clause; empty if it was not selected. */
  public Optional<ClauseResult> clause(String id) {
    return clauses.stream().filter(c -> c.id().equals(id)).findFirst();
  }

  /** How many clauses have that verdict. */
  public int count(Outcome outcome) {
    return (int) clauses.stream().filter(c -> c.outcome() == outcome).count();
  }

  /** Whether no clause failed and the suite had no fault. */
  public boolean green() {
    return problems.isEmpty() && count(Outcome.FAIL) == 0;
  }
}
