package dev.auroraedr.km.conformance.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints a completion script. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    header = "Print a completion script for bash and zsh.",
    footer = {"%nExample:", "  source <(edrkm completion)"})
final class CompletionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  private final Terminal terminal;

  CompletionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    terminal.out().print(AutoComplete.bash("edrkm", spec.root().commandLine()));
    terminal.out().flush();
    return ExitCode.OK;
  }
}
