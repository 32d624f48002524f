package dev.auroraedr.km.conformance.bench;

import dev.auroraedr.km.conformance.bench.BenchResult.Aim;
import dev.auroraedr.km.conformance.bench.BenchResult.Figure;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs one JMH class and pairs the driver's figures with the floor's. */
final class JmhBench {
  private static final String WAY = "way";
  private static final String STREAMS = "streams";

  private final String name;
  private final Class<?> benchmark;
  private final String unit;
  private final Map<String, String[]> parameters = new LinkedHashMap<>();

  private JmhBench(String name, Class<?> benchmark, String unit) {
    this.name = name;
    this.benchmark = benchmark;
    this.unit = unit;
  }

  static JmhBench ioctl() {
    return new JmhBench("ioctl", IoctlBenchmark.class, "round trips/s");
  }

  /** Its figures are read by {@link DecisionBench}, which counts memory too. */
  static JmhBench decision() {
    return new JmhBench("decision", DecisionBenchmark.class, "ns");
  }

  /** Its figures are read by {@link MatchBench}, which has three ways. */
  static JmhBench match() {
    return new JmhBench("match", MatchBenchmark.class, "ns");
  }

  static JmhBench stream() {
    return new JmhBench("stream", StreamBenchmark.class, "events/s");
  }

  /** Narrows a parameter to these values. */
  JmhBench only(String parameter, String... values) {
    parameters.put(parameter, values);
    return this;
  }

  /**
   * The driver's run and the floor's of the same parameters.
   *
   * @param parameters in the order in which tables show them
   * @param ours of the driver
   * @param floor of the floor
   */
  record Pair(Map<String, String> parameters, RunResult ours, RunResult floor) {}

  /** Runs all combinations; throws {@link IllegalStateException} if one fails. */
  List<BenchResult> run(Effort effort, PrintStream out) {
    return measure(effort, out).stream().map(this::compare).toList();
  }

  /** Runs all combinations, without judging them. */
  List<Pair> measure(Effort effort, PrintStream out) {
    return pair(runs(effort, out));
  }

  /** Runs all combinations, as JMH gives them. */
  Collection<RunResult> runs(Effort effort, PrintStream out) {
    out.println("  " + name + ", " + effort.iterations() + " iterations each");
    try {
      return new Runner(options(effort).build()).run();
    } catch (RunnerException e) {
      throw new IllegalStateException("benchmark " + name + " failed: " + e.getMessage(), e);
    }
  }

  private ChainedOptionsBuilder options(Effort effort) {
    TimeValue iteration = TimeValue.milliseconds(effort.iteration().toMillis());
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(benchmark.getName() + "\\.")
            .forks(effort.forks())
            .warmupIterations(effort.warmUps())
            .warmupTime(iteration)
            .measurementIterations(effort.iterations())
            .measurementTime(iteration)
            .jvmArgsAppend("-Djmh.ignoreLock=true")
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    parameters.forEach(options::param);
    return options;
  }

  private static List<Pair> pair(Collection<RunResult> runs) {
    Map<Map<String, String>, RunResult> floors = new LinkedHashMap<>();
    Map<Map<String, String>, RunResult> ours = new LinkedHashMap<>();
    for (RunResult run : runs) {
      boolean floor = run.getParams().getParam(WAY).equals(PathKind.FLOOR.name());
      (floor ? floors : ours).put(parametersOf(run), run);
    }
    List<Pair> pairs = new ArrayList<>();
    ours.forEach((key, run) -> pairs.add(new Pair(key, run, floors.get(key))));
    return pairs;
  }

  private BenchResult compare(Pair pair) {
    Map<String, String> key = pair.parameters();
    Map<String, String> shown = new LinkedHashMap<>(key);
    if (key.containsKey(STREAMS)) {
      shown.put("eventsPerBatch", eventsPerBatch(pair.ours()));
    }
    return new BenchResult(
        name, shown, figure(key, pair.ours()), figure(key, pair.floor()), Aim.AT_LEAST_HALF);
  }

  private static Map<String, String> parametersOf(RunResult run) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String key : run.getParams().getParamsKeys()) {
      if (!key.equals(WAY)) {
        values.put(key, run.getParams().getParam(key));
      }
    }
    return values;
  }

  /** JMH counts file operations; each gives one event a stream. */
  private Figure figure(Map<String, String> key, RunResult run) {
    int eventsPerOperation = Integer.parseInt(key.getOrDefault(STREAMS, "1"));
    return new Figure(
        run.getPrimaryResult().getScore() * eventsPerOperation,
        unit,
        run.getPrimaryResult().getScoreError() * eventsPerOperation);
  }

  private static String eventsPerBatch(RunResult run) {
    double events = run.getSecondaryResults().get("events").getScore();
    double batches = run.getSecondaryResults().get("batches").getScore();
    return String.format(java.util.Locale.ROOT, "%.1f", events / batches);
  }
}
