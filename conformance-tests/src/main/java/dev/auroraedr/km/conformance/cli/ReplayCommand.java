package dev.auroraedr.km.conformance.cli;

import dev.auroraedr.km.conformance.cli.Terminal.Paint;
import dev.auroraedr.km.conformance.diff.Recording;
import dev.auroraedr.km.conformance.diff.ScriptFile;
import dev.auroraedr.km.conformance.target.Target;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Plays stored scripts on one target. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    header = "Play stored scripts on a target, and compare with what was recorded of another.",
    description = {
      "%nScripts come from 'edrkm record' and from the divergences of 'edrkm diff'. Where nothing"
          + " was recorded, what is seen is shown. Exit code 1: something differs from the"
          + " record.%n"
    },
    footer = {"%nExample:", "  edrkm replay recorded.json.gz --target emulator"})
final class ReplayCommand implements Callable<Integer> {
  private static final int WIDTH = 400;

  @Parameters(paramLabel = "FILE", description = "The scripts.")
  private Path file;

  @Option(
      names = "--target",
      paramLabel = "TARGET",
      defaultValue = "emulator",
      description = "Where to play them. Default: ${DEFAULT-VALUE}.")
  private String targetName;

  private final Terminal terminal;
  private final TargetDirectory targets;

  ReplayCommand(Terminal terminal, TargetDirectory targets) {
    this.terminal = terminal;
    this.targets = targets;
  }

  @Override
  public Integer call() {
    Target target = targets.choose(targetName).get(0);
    ScriptFile scripts = ScriptFile.read(file);
    terminal.out().println(terminal.paint(Paint.STRONG, scripts.title()));
    scripts.scripts().stream()
        .filter(script -> script.seen() == null)
        .forEach(script -> show(Recording.record(target, script.script())));
    List<Recording.Difference> differences = Recording.replay(scripts, target);
    differences.forEach(this::show);
    long recorded = scripts.scripts().stream().filter(script -> script.seen() != null).count();
    if (recorded > 0) {
      terminal
          .out()
          .println(differences.size() + " of " + recorded + " scripts differ from the record");
    }
    return differences.isEmpty() ? ExitCode.OK : ExitCode.CLAUSE_FAILS;
  }

  private void show(ScriptFile.Recorded played) {
    for (int i = 0; i < played.seen().size(); i++) {
      String what =
          i < played.steps().size()
              ? played.steps().get(i).step() + " " + played.steps().get(i).operation()
              : "the end";
      terminal.out().println(cut(what));
      played.seen().get(i).forEach(line -> terminal.out().println("    " + cut(line)));
    }
  }

  private void show(Recording.Difference difference) {
    String step = difference.step() == Integer.MAX_VALUE ? "the end" : "step " + difference.step();
    terminal
        .out()
        .println(terminal.paint(Paint.BAD, "script " + difference.script() + ", " + step));
    difference.recorded().forEach(line -> terminal.out().println("    recorded: " + cut(line)));
    difference.seen().forEach(line -> terminal.out().println("    seen:     " + cut(line)));
  }

  private static String cut(String line) {
    return line.length() <= WIDTH ? line : line.substring(0, WIDTH) + " ...";
  }
}
