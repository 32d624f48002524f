package dev.auroraedr.km.conformance.cli;

import dev.auroraedr.km.conformance.diff.Generator;
import dev.auroraedr.km.conformance.diff.Recording;
import dev.auroraedr.km.conformance.diff.Script;
import dev.auroraedr.km.conformance.diff.ScriptFile;
import dev.auroraedr.km.conformance.target.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Records what a target shows. */
@Command(
    name = "record",
    mixinStandardHelpOptions = true,
    header = "Record what a target shows of random scripts, or of those of a file.",
    description = {
      "%nWhat is recorded of the built driver holds the emulator to it where that driver isn't"
          + " built: 'edrkm replay' plays it again on another target. docs/diff.md.%n"
    },
    footer = {"%nExample:", "  edrkm record --target hosted --out recorded.json.gz --steps 20000"})
final class RecordCommand implements Callable<Integer> {
  @Option(
      names = "--target",
      paramLabel = "TARGET",
      defaultValue = "emulator",
      description = "Whose behaviour to record. Default: ${DEFAULT-VALUE}.")
  private String targetName;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "Where to; a name that ends with .gz is compressed.")
  private Path out;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "10000",
      description = "How many steps, in scripts of 30 to 90. Default: ${DEFAULT-VALUE}.")
  private long steps;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Seed of the scripts. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--scripts",
      paramLabel = "FILE",
      description = "Record the scripts of that file instead.")
  private Path scripts;

  private final Terminal terminal;
  private final TargetDirectory targets;

  RecordCommand(Terminal terminal, TargetDirectory targets) {
    this.terminal = terminal;
    this.targets = targets;
  }

  @Override
  public Integer call() {
    Target target = targets.choose(targetName).get(0);
    List<ScriptFile.Recorded> recorded = new ArrayList<>();
    for (Script script : chosen()) {
      recorded.add(Recording.record(target, script));
    }
    String title = "what " + targetName + " shows of " + recorded.size() + " scripts";
    new ScriptFile(1, title, targetName, target.image(), seed, recorded).write(out);
    terminal.out().println("written: " + terminal.shown(out) + ", " + title);
    return ExitCode.OK;
  }

  private List<Script> chosen() {
    if (scripts != null) {
      return ScriptFile.read(scripts).scripts().stream().map(ScriptFile.Recorded::script).toList();
    }
    List<Script> made = new ArrayList<>();
    Generator generator = new Generator(seed);
    for (long played = 0, nth = 0; played < steps; nth++) {
      made.add(generator.script(nth));
      played += made.get(made.size() - 1).size();
    }
    return made;
  }
}
