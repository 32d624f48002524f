package dev.auroraedr.km.conformance.cli;

import dev.auroraedr.km.conformance.engine.ConformanceRun;
import dev.auroraedr.km.conformance.engine.Replay;
import dev.auroraedr.km.conformance.engine.RunReport;
import dev.auroraedr.km.conformance.report.ConformanceReport;
import dev.auroraedr.km.conformance.report.TargetReport;
import dev.auroraedr.km.conformance.target.Target;
import dev.auroraedr.km.fixtures.ClauseCatalogue;
import dev.auroraedr.km.fixtures.ClauseInfo;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Judges targets. */
@Command(
    name = "conform",
    mixinStandardHelpOptions = true,
    header = "Judge a driver by the clauses of the contract.",
    description = {
      "%nRuns the conformance suite against a target, prints a table of clauses and writes a page"
          + " (report.html), data (report.json) and JUnit XML.%n"
    },
    footer = {
      "%nExamples:",
      "  edrkm conform                              everything, on the emulator",
      "  edrkm conform --clauses 'STR-*,IOC-3'      some clauses only",
      "  edrkm conform --seed 42 --profile all      other random choices, on every profile",
      "  edrkm conform --target hosted              the built driver itself, in a Linux process",
      "  edrkm conform --replay FILE                one stored failure again"
    })
final class ConformCommand implements Callable<Integer> {
  @Option(
      names = "--target",
      paramLabel = "TARGET",
      defaultValue = "emulator",
      description =
          "What to judge, or 'all' that run here; 'edrkm doctor' lists them. Default: ${DEFAULT-VALUE}.")
  private String targetName;

  @Option(
      names = "--image",
      paramLabel = "FILE",
      description =
          "Another x64 image of the driver, for --target hosted. Default: the one in target/driver.")
  private Path image;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description = "Machine profile to boot, or 'all'. Default: the target's first.")
  private String profile;

  @Option(
      names = "--clauses",
      paramLabel = "LIST",
      description = "Ids and patterns, separated by commas: 'STR-*,ALT-2'. Default: all.")
  private String clauses;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of everything random. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Where report.json goes. Default: target/conformance/report.json.")
  private Path json;

  @Option(
      names = "--html",
      paramLabel = "DIR",
      description = "Directory for report.html. Default: target/conformance.")
  private Path html;

  @Option(
      names = "--junit",
      paramLabel = "DIR",
      description = "Directory for JUnit XML. Default: target/conformance/junit.")
  private Path junit;

  @Option(
      names = "--replay",
      paramLabel = "FILE",
      description =
          "Run one stored failure again: its target, profile, seed and test. Leaves the default"
              + " report files alone.")
  private Path replay;

  @Option(names = "--list", description = "List the clauses that would be judged, and stop.")
  private boolean list;

  private final Terminal terminal;
  private final TargetDirectory targets;

  ConformCommand(Terminal terminal, TargetDirectory targets) {
    this.terminal = terminal;
    this.targets = targets;
  }

  @Override
  public Integer call() {
    List<ClauseInfo> selected = selected();
    if (list) {
      selected.forEach(c -> terminal.out().printf("%-7s %s%n", c.id(), c.title()));
      return ExitCode.OK;
    }
    ReportFiles files = reportFiles();
    files.prepare();
    Instant started = Instant.now();
    List<TargetReport> reports = replay == null ? judgeAll() : List.of(replayed());
    long usedSeed = replay == null ? seed : Replay.read(replay).seed();
    ConformanceReport report = ConformanceReport.here(usedSeed, started, reports);
    show(report);
    notRun(reports);
    files.write(report);
    return report.green() ? ExitCode.OK : ExitCode.CLAUSE_FAILS;
  }

  private ReportFiles reportFiles() {
    ReportFiles files = new ReportFiles(terminal, json, html, junit);
    return replay == null ? files.orDefaults() : files;
  }

  private List<ClauseInfo> selected() {
    ClauseCatalogue catalogue = ClauseCatalogue.load();
    return clauses == null ? catalogue.all() : catalogue.match(clauses);
  }

  private List<TargetReport> judgeAll() {
    List<TargetReport> reports = new ArrayList<>();
    for (Target target : chosen(targetName)) {
      List<RunReport> runs = new ArrayList<>();
      for (String name : profilesOf(target)) {
        runs.add(run(target).profile(name).seed(seed).run());
      }
      reports.add(TargetReport.of(runs, target.image()));
    }
    return reports;
  }

  private List<Target> chosen(String name) {
    return image == null ? targets.choose(name) : List.of(targets.choose(name, image));
  }

  private List<String> profilesOf(Target target) {
    if (profile == null) {
      return List.of(target.profiles().get(0));
    }
    return profile.equals("all") ? target.profiles() : List.of(profile);
  }

  private ConformanceRun run(Target target) {
    ConformanceRun run =
        ConformanceRun.of(target)
            .storeReplaysIn(ReportFiles.directory(terminal).resolve("replays"))
            .observer(new Progress(terminal, target.name()));
    return clauses == null ? run : run.clauses(clauses);
  }

  private TargetReport replayed() {
    Replay stored = Replay.read(replay);
    Target target = chosen(stored.target()).get(0);
    return TargetReport.of(List.of(run(target).replay(stored).run()), target.image());
  }

  /** Someone who asks for all should learn what "all" left out. */
  private void notRun(List<TargetReport> reports) {
    if (replay == null && targetName.equals("all")) {
      List<String> ran = reports.stream().map(TargetReport::name).toList();
      List<String> left = targets.names().stream().filter(name -> !ran.contains(name)).toList();
      terminal.out().printf("not run here: %s; 'edrkm doctor' says why%n", String.join(", ", left));
    }
  }

  private void show(ConformanceReport report) {
    List<ClauseInfo> all = ClauseCatalogue.load().all();
    ClauseTable table = new ClauseTable(terminal, all);
    FailureText failures = new FailureText(terminal, all);
    report.targets().forEach(table::print);
    report.targets().forEach(failures::print);
  }
}
