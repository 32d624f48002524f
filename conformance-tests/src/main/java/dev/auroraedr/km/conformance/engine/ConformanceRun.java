package dev.auroraedr.km.conformance.engine;

import dev.auroraedr.km.conformance.clause.CurrentRun;
import dev.auroraedr.km.conformance.engine.TestOutcome.Kind;
import dev.auroraedr.km.conformance.target.Target;
import dev.auroraedr.km.fixtures.ClauseCatalogue;
import dev.auroraedr.km.fixtures.ClauseInfo;
import dev.auroraedr.km.fixtures.Deviation;
import dev.auroraedr.km.fixtures.Deviations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One run of the suite: {@code ConformanceRun.of(target).clauses("STR-*").seed(7).run()}. Quiet; a
 * {@link RunObserver} sees what goes on. Not thread-safe, and one run at a time in a JVM; any
 * number may follow each other.
 */
public final class ConformanceRun {
  private final WatchedTarget target;
  private final SuiteLauncher launcher = new SuiteLauncher();
  private String profile;
  private List<String> patterns = List.of();
  private long seed = 1;
  private SuiteScope scope = SuiteScope.standard();
  private List<ClauseInfo> catalogue = ClauseCatalogue.load().all();
  private List<Deviation> deviations;
  private RunObserver observer = RunObserver.NONE;
  private Optional<Path> replays = Optional.empty();
  private Optional<Replay> replay = Optional.empty();

  private ConformanceRun(Target target) {
    this.target = new WatchedTarget(target);
    boolean listed = ClauseCatalogue.load().targetKinds().contains(target.name());
    this.deviations = listed ? Deviations.load(target.name()).all() : List.of();
  }

  /** A run on that target: its default profile, all clauses, seed 1, nothing stored. */
  public static ConformanceRun of(Target target) {
    return new ConformanceRun(target);
  }

  /** Boots this machine profile. */
  public ConformanceRun profile(String name) {
    profile = name;
    return this;
  }

  /** Runs these clauses only: ids and patterns such as {@code STR-*}; none means all. */
  public ConformanceRun clauses(String... idsOrPatterns) {
    patterns = Arrays.stream(idsOrPatterns).flatMap(p -> Arrays.stream(p.split(","))).toList();
    return this;
  }

  /** Seed of everything random. */
  public ConformanceRun seed(long value) {
    seed = value;
    return this;
  }

  /** Takes the tests from here rather than from the kit's suite. */
  public ConformanceRun suite(SuiteScope tests) {
    scope = tests;
    return this;
  }

  /** Judges these clauses rather than those of the kit's catalogue. */
  public ConformanceRun catalogue(List<ClauseInfo> clauses) {
    catalogue = List.copyOf(clauses);
    return this;
  }

  /** Accepts these deviations rather than those that the fixtures list for the target. */
  public ConformanceRun deviations(List<Deviation> accepted) {
    deviations = List.copyOf(accepted);
    return this;
  }

  /** Tells this observer what goes on. */
  public ConformanceRun observer(RunObserver follower) {
    observer = follower;
    return this;
  }

  /** Stores each failure in this directory. */
  public ConformanceRun storeReplaysIn(Path directory) {
    replays = Optional.of(directory);
    return this;
  }

  /** Runs a stored case again, and nothing else: its profile, its seed, its test. */
  public ConformanceRun replay(Replay stored) {
    replay = Optional.of(stored);
    return profile(stored.profile())
        .seed(stored.seed())
        .clauses(stored.clauses().toArray(String[]::new));
  }

  /**
   * Runs.
   *
   * @throws RunRefusedException if the target is not available here, the profile unknown, or the
   *     replay's test gone
   * @throws dev.auroraedr.km.fixtures.UnknownClauseException if a pattern matches no clause
   */
  public RunReport run() {
    long begun = System.nanoTime();
    List<ClauseInfo> selected = ClauseSelection.pick(catalogue, patterns);
    String booted = checkedProfile();
    SuitePlan plan = SuitePlan.of(selected, launcher.discover(scope), target);
    List<String> replayed = replay.map(Replay::sequence).orElse(List.of());
    CurrentRun run = CurrentRun.begin(target, booted, seed, replayed);
    try {
      List<TestOutcome> outcomes = execute(plan);
      return report(plan, run, outcomes, Duration.ofNanos(System.nanoTime() - begun));
    } finally {
      CurrentRun.end();
      observer.runEnded();
    }
  }

  private String checkedProfile() {
    String missing = target.unavailableReason();
    if (!missing.isEmpty()) {
      throw new RunRefusedException("target " + target.name() + " can't run here: " + missing);
    }
    List<String> known = target.profiles();
    if (profile != null && !known.contains(profile)) {
      throw new RunRefusedException(
          "target "
              + target.name()
              + " has no profile "
              + profile
              + ": choose one of "
              + String.join(", ", known));
    }
    return profile == null ? known.get(0) : profile;
  }

  private List<TestOutcome> execute(SuitePlan plan) {
    if (replay.isPresent()) {
      return step("replay", replayed(plan), List.of(replay.get().test()));
    }
    List<TestOutcome> outcomes = new ArrayList<>(step("clauses", plan.ordinary()));
    outcomes.addAll(step("judged by time", plan.timed()));
    return outcomes;
  }

  private List<SuiteTest> replayed(SuitePlan plan) {
    String id = replay.orElseThrow().test();
    List<SuiteTest> found =
        plan.all().stream()
            .filter(test -> id.equals(test.uniqueId()) || id.startsWith(test.uniqueId() + "/"))
            .toList();
    if (found.isEmpty()) {
      throw new RunRefusedException("the suite has no test " + id + " any more: run its clauses");
    }
    return found;
  }

  private List<TestOutcome> step(String name, List<SuiteTest> tests) {
    return step(name, tests, tests.stream().map(SuiteTest::uniqueId).toList());
  }

  private List<TestOutcome> step(String name, List<SuiteTest> tests, List<String> ids) {
    if (tests.isEmpty()) {
      return List.of();
    }
    observer.stepBegan(name, tests.size());
    OutcomeCollector collector = new OutcomeCollector(tests, target, observer);
    launcher.run(ids, collector);
    return collector.outcomes();
  }

  private RunReport report(
      SuitePlan plan, CurrentRun run, List<TestOutcome> outcomes, Duration took) {
    ClauseJudge judge = new ClauseJudge(plan, target, deviations, outcomes);
    List<ClauseResult> results = judge.judge();
    List<String> problems = new ArrayList<>(judge.problems());
    plan.withoutClause().forEach(name -> problems.add(name + ": a test without @Clause"));
    problems.addAll(unknownClauses(plan));
    FailureWriter writer = new FailureWriter(target.name(), run.profile(), seed, replays);
    List<Failure> failures =
        outcomes.stream().filter(o -> o.verdict() == Kind.FAILED).map(writer::of).toList();
    return new RunReport(
        target.name(),
        run.profile(),
        seed,
        results,
        failures,
        problems,
        run.measurements(),
        run.sweeps(),
        List.copyOf(outcomes),
        took);
  }

  private List<String> unknownClauses(SuitePlan plan) {
    Set<String> known = new LinkedHashSet<>();
    catalogue.forEach(clause -> known.add(clause.id()));
    List<String> problems = new ArrayList<>();
    for (SuiteTest test : plan.all()) {
      for (String clause : test.clauses()) {
        if (!known.contains(clause)) {
          problems.add(test.name() + ": names " + clause + ", which the catalogue does not have");
        }
      }
    }
    return problems;
  }
}
