package dev.auroraedr.km.conformance.cli;

import dev.auroraedr.km.conformance.cli.Terminal.Paint;
import dev.auroraedr.km.conformance.diff.Comparison;
import dev.auroraedr.km.conformance.diff.DiffHtml;
import dev.auroraedr.km.conformance.diff.DiffRun;
import dev.auroraedr.km.conformance.diff.DiffText;
import dev.auroraedr.km.conformance.diff.Divergence;
import dev.auroraedr.km.conformance.diff.ReachJson;
import dev.auroraedr.km.conformance.diff.ScriptFile;
import dev.auroraedr.km.conformance.target.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Compares two targets. */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    header = "Drive two targets with the same random machines and compare every byte.",
    description = {
      "%nBoth get the same scripts: a machine, and 30 to 90 operations on it, weighted to the"
          + " awkward. Tokens, times and ids are compared by the order in which they appear. Of each"
          + " kind of divergence one is shrunk to the fewest steps, shown and stored as a file that"
          + " both replay. docs/diff.md. Exit code 1: they diverge.%n"
    },
    footer = {
      "%nExamples:",
      "  edrkm diff --left emulator --right hosted --steps 5000000 --seed 2",
      "  edrkm diff --right hosted --replay FILE    one stored script on both"
    })
final class DiffCommand implements Callable<Integer> {
  @Option(
      names = "--left",
      paramLabel = "TARGET",
      defaultValue = "emulator",
      description = "One target. Default: ${DEFAULT-VALUE}.")
  private String left;

  @Option(
      names = "--right",
      paramLabel = "TARGET",
      required = true,
      description = "The other one; 'edrkm doctor' lists them.")
  private String right;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "200000",
      description = "Steps to play on each. Default: ${DEFAULT-VALUE}.")
  private long steps;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Seed of all scripts. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Machines that are played at once. Default: ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = "--findings",
      paramLabel = "N",
      defaultValue = "10",
      description = "Kinds of divergence after which to stop. Default: ${DEFAULT-VALUE}.")
  private int findings;

  @Option(
      names = "--exact",
      description = "Tokens, times and ids must be the same, not only in the same order.")
  private boolean exact;

  @Option(
      names = "--replay",
      paramLabel = "FILE",
      description = "Play the scripts of a file on both, and no random ones.")
  private Path replay;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "What was reached and found, as data.")
  private Path json;

  @Option(names = "--html", paramLabel = "FILE", description = "The same as a page.")
  private Path html;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where divergences are stored. Default: target/conformance/divergences.")
  private Path out;

  private final Terminal terminal;
  private final TargetDirectory targets;

  DiffCommand(Terminal terminal, TargetDirectory targets) {
    this.terminal = terminal;
    this.targets = targets;
  }

  @Override
  public Integer call() {
    Comparison comparison = new Comparison(target(left), target(right), exact);
    return replay == null ? compare(comparison) : replayed(comparison);
  }

  private Target target(String name) {
    return targets.choose(name).get(0);
  }

  private int compare(Comparison comparison) {
    DiffRun.Options options =
        new DiffRun.Options(steps, seed, Math.max(1, threads), Math.max(1, findings));
    DiffProgress progress =
        new DiffProgress(terminal, String.join(" and ", comparison.names()), steps);
    DiffRun.Result result = DiffRun.run(comparison, options, progress);
    progress.ended();
    DiffText.of(result.reach()).forEach(terminal.out()::println);
    for (int i = 0; i < result.divergences().size(); i++) {
      show(comparison, result.divergences().get(i));
      store(result.divergences().get(i), result.scripts().get(i));
    }
    terminal.out().println(verdict(result));
    write(json, ReachJson.write(comparison.names(), options, result));
    write(html, DiffHtml.write(comparison.names(), options, result));
    return result.divergences().isEmpty() ? ExitCode.OK : ExitCode.CLAUSE_FAILS;
  }

  private String verdict(DiffRun.Result result) {
    return result.divergences().isEmpty()
        ? terminal.paint(Paint.GOOD, "no divergence") + " in " + result.steps() + " steps"
        : terminal.paint(Paint.BAD, result.divergences().size() + " kinds of divergence")
            + " in "
            + result.steps()
            + " steps";
  }

  private void show(Comparison comparison, Divergence divergence) {
    terminal.out().println();
    terminal
        .out()
        .println(terminal.paint(Paint.BAD, "divergence") + " at " + divergence.operation());
    DiffText.of(divergence, comparison.names()).forEach(terminal.out()::println);
  }

  private void store(Divergence divergence, long script) {
    Path directory = out == null ? ReportFiles.directory(terminal).resolve("divergences") : out;
    String words = divergence.operation().replaceAll("\\W+", "-");
    Path file = directory.resolve("seed" + seed + "-" + script + "-" + words + ".json");
    String title = left + " and " + right + " differ at " + divergence.operation();
    ScriptFile.of(divergence, title, seed).write(file);
    terminal
        .out()
        .println(
            "  stored: edrkm diff --left "
                + left
                + " --right "
                + right
                + " --replay "
                + terminal.shown(file));
  }

  private int replayed(Comparison comparison) {
    List<ScriptFile.Recorded> scripts = ScriptFile.read(replay).scripts();
    int diverging = 0;
    for (ScriptFile.Recorded recorded : scripts) {
      Divergence divergence = comparison.play(recorded.script());
      if (divergence != null) {
        diverging++;
        show(comparison, divergence);
      }
    }
    terminal
        .out()
        .println(diverging + " of " + scripts.size() + " scripts diverge between the two");
    return diverging == 0 ? ExitCode.OK : ExitCode.CLAUSE_FAILS;
  }

  private void write(Path file, String text) {
    if (file == null) {
      return;
    }
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, text);
      terminal.out().println("written: " + terminal.shown(file));
    } catch (IOException e) {
      throw new UncheckedIOException("can't write " + file + ": " + e.getMessage(), e);
    }
  }
}
