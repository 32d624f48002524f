package dev.auroraedr.km.conformance.cli;

import dev.auroraedr.km.conformance.report.KitVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;

/** The command above all others; does nothing itself. */
@Command(
    name = "edrkm",
    mixinStandardHelpOptions = true,
    versionProvider = EdrkmCommand.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    header = "Judges, emulates and talks to the Aurora EDR kernel-mode driver.",
    description = {
      "%nNew here? Run 'edrkm conform': it boots an emulated Windows machine with the driver in"
          + " this process, checks every clause of the driver's contract against it and writes a"
          + " page to look at. 'edrkm watch' shows events as they happen.%n"
    },
    footer = {
      "%nThe launcher itself also knows setup, check, mutation and driver; README.md tells.",
      "%nExit codes: 0 all applicable clauses pass, 1 a clause fails, 2 wrong usage or not available"
          + " here (the message says what to do), 3 a fault of the kit itself."
    },
    subcommands = {
      ConformCommand.class,
      ExplainCommand.class,
      HealthCommand.class,
      StatusCommand.class,
      WatchCommand.class,
      DiffCommand.class,
      RecordCommand.class,
      ReplayCommand.class,
      ScenarioCommand.class,
      ServeCommand.class,
      DoctorCommand.class,
      BenchCommand.class,
      CompletionCommand.class,
      HelpCommand.class
    })
final class EdrkmCommand {
  /** The kit's version. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"edrkm " + KitVersion.text()};
    }
  }
}
