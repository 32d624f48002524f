package dev.auroraedr.km.conformance.bench;

import dev.auroraedr.km.conformance.bench.BenchResult.Aim;
import dev.auroraedr.km.conformance.bench.BenchResult.Figure;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Event latency at steady rates. Driver and floor take turns; of each the best round counts, as the
 * worst ones show the machine's other work.
 */
final class LatencyBench {
  private static final int[] RATES = {10_000, 100_000};
  private static final int NAME_BYTES = 128;
  private static final double NANOS_PER_MICROSECOND = 1000;

  private final Effort effort;
  private final PrintStream out;

  LatencyBench(Effort effort, PrintStream out) {
    this.effort = effort;
    this.out = out;
  }

  List<BenchResult> run() {
    List<BenchResult> results = new ArrayList<>();
    for (int rate : RATES) {
      for (Waiting waiting : Waiting.values()) {
        out.println("  latency, " + rate + " events/s, receiver " + waiting.text());
        results.addAll(compare(rate, waiting));
      }
    }
    return results;
  }

  private List<BenchResult> compare(int rate, Waiting waiting) {
    PathShape shape = new PathShape(1, FileNames.ofBytes(NAME_BYTES), waiting);
    LatencyLoad load =
        LatencyLoad.lasting(rate, effort.latencyWarmUpMillis(), effort.latencyMillis());
    Histogram ours = null;
    Histogram floor = null;
    for (int round = 0; round < effort.latencyRounds(); round++) {
      ours = better(ours, LatencyRun.measure(PathKind.DRIVER, shape, load));
      floor = better(floor, LatencyRun.measure(PathKind.FLOOR, shape, load));
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("eventsPerSecond", String.valueOf(rate));
    parameters.put("receiver", waiting.text());
    parameters.put("nameBytes", String.valueOf(shape.name().length() * Character.BYTES));
    return figures(parameters, ours, floor);
  }

  private static List<BenchResult> figures(
      Map<String, String> parameters, Histogram ours, Histogram floor) {
    return List.of(
        new BenchResult(
            "latency.p50", parameters, percentile(ours, 50), percentile(floor, 50), Aim.NONE),
        new BenchResult(
            "latency.p99", parameters, percentile(ours, 99), percentile(floor, 99), Aim.NONE),
        new BenchResult(
            "latency.p99.9",
            parameters,
            percentile(ours, 99.9),
            percentile(floor, 99.9),
            Aim.AT_MOST_TWICE),
        new BenchResult(
            "latency.max", parameters, percentile(ours, 100), percentile(floor, 100), Aim.NONE));
  }

  private static Histogram better(Histogram best, Histogram round) {
    boolean improved =
        best == null || round.getValueAtPercentile(99.9) < best.getValueAtPercentile(99.9);
    return improved ? round : best;
  }

  private static Figure percentile(Histogram histogram, double percentile) {
    return new Figure(
        histogram.getValueAtPercentile(percentile) / NANOS_PER_MICROSECOND, "us", Double.NaN);
  }
}
