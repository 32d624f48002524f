package dev.auroraedr.km.conformance.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command {@code edrkm bench}. */
public final class BenchMain {
  /** Names of the benchmarks, in the order in which they run. */
  public static final List<String> NAMES =
      List.of("ioctl", "stream", "decision", "match", "latency", "conform");

  private static final int DONE = 0;
  private static final int MISUSED = 2;

  private BenchMain() {}

  /**
   * Runs benchmarks and prints a table of figures beside their floors.
   *
   * @param names some of {@link #NAMES}; empty for all
   * @param jsonOrNull where to write the figures; null for nowhere
   * @param quick true: shows in under a minute that all run, figures are rough
   * @return exit code: 0 measured, 2 a name that isn't known or a file that can't be written
   */
  public static int run(List<String> names, Path jsonOrNull, PrintStream out, boolean quick) {
    for (String name : names) {
      if (!NAMES.contains(name)) {
        out.println("no benchmark '" + name + "': choose from " + String.join(", ", NAMES));
        return MISUSED;
      }
    }
    double loadBefore = Machine.loadNow();
    List<BenchResult> results = measure(names.isEmpty() ? NAMES : names, out, quick);
    Machine machine = Machine.measured(loadBefore);
    out.print(BenchTable.of(results));
    out.print(machine.warning());
    return jsonOrNull == null ? DONE : write(new BenchRun(machine, results), jsonOrNull, out);
  }

  private static List<BenchResult> measure(List<String> names, PrintStream out, boolean quick) {
    Effort effort = quick ? Effort.QUICK : Effort.FULL;
    List<BenchResult> results = new ArrayList<>();
    for (String name : names) {
      switch (name) {
        case "ioctl" -> results.addAll(JmhBench.ioctl().run(effort, out));
        case "stream" -> results.addAll(JmhBench.stream().run(effort, out));
        case "decision" -> results.addAll(new DecisionBench().run(effort, out));
        case "match" -> results.addAll(new MatchBench().run(effort, out));
        case "latency" -> results.addAll(new LatencyBench(effort, out).run());
        default ->
            out.println(
                "  conform: a whole command, timed from outside:"
                    + " hyperfine --warmup 1 './edrkm conform'");
      }
    }
    return results;
  }

  private static int write(BenchRun run, Path file, PrintStream out) {
    try {
      BenchJson.write(run, file);
      out.println("written to " + file);
      return DONE;
    } catch (IOException e) {
      out.println("can't write " + file + ": " + e + "; give a file in a directory that exists");
      return MISUSED;
    }
  }
}
