package dev.auroraedr.km.conformance.cli;

import dev.auroraedr.km.conformance.engine.RunRefusedException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs benchmarks. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    header = "Measure round trips, stream throughput and latency beside their floors.",
    footer = {"%nExamples:", "  edrkm bench", "  edrkm bench latency --json figures.json"})
final class BenchCommand implements Callable<Integer> {
  private static final String ENTRY = "dev.auroraedr.km.conformance.bench.BenchMain";

  @Parameters(arity = "0..*", paramLabel = "NAME", description = "Which ones. Default: all.")
  private List<String> names = List.of();

  @Option(names = "--json", paramLabel = "FILE", description = "Also write the figures here.")
  private Path json;

  @Option(names = "--quick", description = "Under a minute, rough figures.")
  private boolean quick;

  @Override
  public Integer call() throws Exception {
    try {
      return (Integer)
          Class.forName(ENTRY)
              .getMethod("run", List.class, Path.class, PrintStream.class, boolean.class)
              .invoke(null, names, json, System.out, quick);
    } catch (ClassNotFoundException e) {
      throw new RunRefusedException(
          "the benchmarks are not on the class path; start edrkm through ./edrkm");
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }
}
