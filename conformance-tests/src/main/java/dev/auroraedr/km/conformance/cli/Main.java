package dev.auroraedr.km.conformance.cli;

import dev.auroraedr.km.client.DriverException;
import dev.auroraedr.km.conformance.engine.RunRefusedException;
import dev.auroraedr.km.fixtures.UnknownClauseException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Starts {@code edrkm}. */
public final class Main {
  private Main() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    int code = run(Terminal.system(), TargetDirectory.installed(), arguments);
    System.out.flush();
    System.exit(code);
  }

  static int run(Terminal terminal, TargetDirectory targets, String... arguments) {
    CommandLine command = commandLine(terminal, targets);
    return arguments.length == 0 ? command.execute("--help") : command.execute(arguments);
  }

  static CommandLine commandLine(Terminal terminal, TargetDirectory targets) {
    CommandLine command =
        new CommandLine(new EdrkmCommand(), new CommandFactory(terminal, targets));
    command
        .setOut(terminal.out())
        .setErr(terminal.err())
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(
                terminal.colour() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(false)
        .setUsageHelpWidth(100)
        .setParameterExceptionHandler((problem, given) -> misused(terminal, problem))
        .setExecutionExceptionHandler((problem, at, parsed) -> failed(terminal, problem));
    return command;
  }

  private static int misused(Terminal terminal, ParameterException problem) {
    PrintWriter err = terminal.err();
    CommandLine command = problem.getCommandLine();
    err.println("edrkm: " + problem.getMessage());
    UnmatchedArgumentException.printSuggestions(problem, err);
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.NOT_POSSIBLE;
  }

  /** What the user can change is told in one sentence; the kit's own faults show where they lie. */
  private static int failed(Terminal terminal, Exception problem) {
    if (problem instanceof RunRefusedException
        || problem instanceof UnknownClauseException
        || problem instanceof DriverException
        || problem instanceof UncheckedIOException) {
      terminal.err().println("edrkm: " + problem.getMessage());
      return ExitCode.NOT_POSSIBLE;
    }
    terminal.err().println("edrkm: a fault of the kit itself, please report it:");
    problem.printStackTrace(terminal.err());
    return ExitCode.KIT_FAULT;
  }
}
