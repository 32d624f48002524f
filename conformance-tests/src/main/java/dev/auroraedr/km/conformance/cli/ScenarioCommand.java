package dev.auroraedr.km.conformance.cli;

import dev.auroraedr.km.client.DriverException;
import dev.auroraedr.km.client.codec.EventView;
import dev.auroraedr.km.client.port.DeviceName;
import dev.auroraedr.km.conformance.cli.Terminal.Paint;
import dev.auroraedr.km.conformance.engine.RunRefusedException;
import dev.auroraedr.km.conformance.scenario.Scenario;
import dev.auroraedr.km.conformance.scenario.ScenarioException;
import dev.auroraedr.km.conformance.scenario.ScenarioListener;
import dev.auroraedr.km.conformance.scenario.ScenarioPlayer;
import dev.auroraedr.km.conformance.target.emulator.Stage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Plays a scripted machine. */
@Command(
    name = "scenario",
    mixinStandardHelpOptions = true,
    header = "Play a scripted machine and check the events that come of it.",
    description = {
      "%nThe file says step by step what happens on an emulated machine and which events must come"
          + " of it; docs/scenario.md describes it. Exit code 1: a step did not go as the file"
          + " says; 2: the file is no scenario.%n"
    },
    footer = {
      "%nExamples:",
      "  edrkm scenario ransomware-day --events            one that comes with the kit",
      "  edrkm scenario mine.json --device emulator:win10-22h2 --check"
    })
final class ScenarioCommand implements Callable<Integer>, ScenarioListener {
  @Parameters(
      paramLabel = "FILE",
      description = "The scenario, JSON; or one that comes with the kit: ${COMPLETION-CANDIDATES}.",
      completionCandidates = ScenarioCommand.Examples.class)
  private Path file;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "emulator:",
      description =
          "An emulated machine: emulator: or emulator:PROFILE. Default: ${DEFAULT-VALUE}.")
  private String device;

  @Option(names = "--events", description = "Show the events too, as they come.")
  private boolean events;

  @Option(names = "--check", description = "Read and check the file, play nothing.")
  private boolean check;

  private final Terminal terminal;
  private EventPrinter printer;

  ScenarioCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws DriverException {
    Scenario scenario = read();
    if (check) {
      terminal.out().println(file + " is a scenario of " + scenario.size() + " steps");
      return ExitCode.OK;
    }
    printer = new LineEventPrinter(terminal);
    terminal.out().println(terminal.paint(Paint.STRONG, scenario.title()));
    try (Stage stage = stage()) {
      ScenarioPlayer.play(scenario, stage, this);
    } catch (ScenarioException e) {
      terminal.err().println(terminal.paint(Paint.BAD, "failed: ") + e.getMessage());
      return ExitCode.CLAUSE_FAILS;
    }
    terminal.out().println(terminal.paint(Paint.GOOD, "all went as the file says"));
    return ExitCode.OK;
  }

  private Scenario read() {
    try {
      boolean example = Scenario.examples().contains(file.toString()) && Files.notExists(file);
      return example ? Scenario.example(file.toString()) : Scenario.read(file);
    } catch (ScenarioException e) {
      throw new RunRefusedException(e.getMessage());
    }
  }

  private Stage stage() {
    try {
      DeviceName name = DeviceName.parse(device);
      if (!Stage.isBehind(name)) {
        throw new RunRefusedException(
            "a scenario makes things happen on the machine, which only emulated machines let it do:"
                + " '"
                + device
                + "' is none; use --device emulator: or emulator:PROFILE");
      }
      return Stage.open(name);
    } catch (IllegalArgumentException e) {
      throw new RunRefusedException(e.getMessage());
    }
  }

  /** Names that the help shows. */
  static final class Examples implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Scenario.examples().iterator();
    }
  }

  @Override
  public void played(int line, String what, String outcome) {
    terminal
        .out()
        .printf("%4d  %s  %s%n", line, what, terminal.paint(Paint.QUIET, "-> " + outcome));
  }

  @Override
  public void event(EventView event) {
    if (events) {
      printer.event(event);
    }
  }
}
