package dev.auroraedr.km.conformance.cli;

import dev.auroraedr.km.conformance.bench.BenchMain;
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
  @Parameters(arity = "0..*", paramLabel = "NAME", description = "Which ones. Default: all.")
  private List<String> names = List.of();

  @Option(names = "--json", paramLabel = "FILE", description = "Also write the figures here.")
  private Path json;

  @Option(names = "--quick", description = "Under a minute, rough figures.")
  private boolean quick;

  @Override
  public Integer call() {
    return BenchMain.run(names, json, System.out, quick);
  }
}
