package dev.auroraedr.km.conformance.bench;

import dev.auroraedr.km.conformance.bench.BenchResult.Aim;
import dev.auroraedr.km.conformance.bench.BenchResult.Figure;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** Runs {@link MatchBenchmark}: the driver's matching beside a loop, a regex, and itself. */
final class MatchBench {
  private static final String ALLOCATED = "gc.alloc.rate.norm";
  private static final Duration LONGEST = Duration.ofMillis(300);
  private static final int FEW = 5;
  private static final int HUNDRED = 100;
  private static final int MANY = 500;

  /** What was matched against how many patterns by what. */
  private record Run(MatchSubject subject, int patterns, MatchWay way) {
    static Run of(RunResult result) {
      return new Run(
          MatchSubject.valueOf(result.getParams().getParam("subject")),
          Integer.parseInt(result.getParams().getParam("patterns")),
          MatchWay.valueOf(result.getParams().getParam("way")));
    }

    Run by(MatchWay other) {
      return new Run(subject, patterns, other);
    }

    Map<String, String> parameters() {
      Map<String, String> shown = new LinkedHashMap<>();
      shown.put("subject", subject.name());
      shown.put("patterns", Integer.toString(patterns));
      return shown;
    }
  }

  private final Map<Run, RunResult> runs = new LinkedHashMap<>();
  private final List<BenchResult> results = new ArrayList<>();

  /**
   * Four kinds of figure: {@code match} beside a loop, {@code match.regex}, {@code match.bytes},
   * and {@code match.flat}, 500 patterns beside 5.
   */
  List<BenchResult> run(Effort effort, PrintStream out) {
    JmhBench.match().runs(effort.within(LONGEST), out).forEach(run -> runs.put(Run.of(run), run));
    for (Run run : runs.keySet()) {
      if (run.way() == MatchWay.DRIVER) {
        compare(run);
      }
    }
    for (MatchSubject subject : MatchSubject.values()) {
      Run few = new Run(subject, FEW, MatchWay.DRIVER);
      Run many = new Run(subject, MANY, MatchWay.DRIVER);
      add("match.flat", many, time(many), time(few), Aim.AT_MOST_TWICE);
    }
    return results;
  }

  private void compare(Run run) {
    Run loop = run.by(MatchWay.LOOP);
    Aim aim = run.patterns() == HUNDRED ? Aim.A_TENTH : Aim.NONE;
    add("match", run, time(run), time(loop), aim);
    add("match.regex", run, time(run), time(run.by(MatchWay.REGEX)), Aim.NONE);
    add("match.bytes", run, bytes(run), bytes(loop), Aim.NO_MORE);
  }

  private void add(String name, Run run, Figure ours, Figure floor, Aim aim) {
    results.add(new BenchResult(name, run.parameters(), ours, floor, aim));
  }

  private Figure time(Run run) {
    Result<?> result = runs.get(run).getPrimaryResult();
    return new Figure(result.getScore(), "ns", result.getScoreError());
  }

  private Figure bytes(Run run) {
    Result<?> result = runs.get(run).getSecondaryResults().get(ALLOCATED);
    return new Figure(result.getScore(), "B", result.getScoreError());
  }
}
