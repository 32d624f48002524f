package dev.auroraedr.km.conformance.bench;

import dev.auroraedr.km.conformance.bench.BenchResult.Aim;
import dev.auroraedr.km.conformance.bench.BenchResult.Figure;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** Runs {@link DecisionBenchmark}: time and memory of each decision beside those of no decision. */
final class DecisionBench {
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private final JmhBench jmh;

  DecisionBench() {
    this(JmhBench.decision());
  }

  private DecisionBench(JmhBench jmh) {
    this.jmh = jmh;
  }

  /** Narrowed to these decisions. */
  DecisionBench only(Decision... decisions) {
    String[] names = new String[decisions.length];
    for (int i = 0; i < names.length; i++) {
      names[i] = decisions[i].name();
    }
    return new DecisionBench(jmh.only("decision", names));
  }

  /** Two figures a decision: {@code decision} and {@code decision.bytes}. */
  List<BenchResult> run(Effort effort, PrintStream out) {
    List<BenchResult> results = new ArrayList<>();
    for (JmhBench.Pair pair : jmh.measure(effort, out)) {
      boolean idle = Decision.valueOf(pair.parameters().get("decision")).idle();
      results.add(
          new BenchResult(
              "decision",
              pair.parameters(),
              time(pair.ours()),
              time(pair.floor()),
              idle ? Aim.WITHIN_20_NS : Aim.NONE));
      results.add(
          new BenchResult(
              "decision.bytes",
              pair.parameters(),
              bytes(pair.ours()),
              bytes(pair.floor()),
              idle ? Aim.NO_MORE : Aim.NONE));
    }
    return results;
  }

  private static Figure time(RunResult run) {
    Result<?> result = run.getPrimaryResult();
    return new Figure(result.getScore(), "ns", result.getScoreError());
  }

  private static Figure bytes(RunResult run) {
    Result<?> result = run.getSecondaryResults().get(ALLOCATED);
    return new Figure(result.getScore(), "B", result.getScoreError());
  }
}
