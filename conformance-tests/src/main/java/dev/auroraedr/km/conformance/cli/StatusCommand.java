package dev.auroraedr.km.conformance.cli;

import dev.auroraedr.km.client.DriverConnection;
import dev.auroraedr.km.client.DriverException;
import dev.auroraedr.km.client.codec.MinifilterStatus;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** One minifilter status. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    header = "Ask a driver what its minifilter and its load have reached.")
final class StatusCommand implements Callable<Integer> {
  @Mixin private DeviceOption device;

  private final Terminal terminal;

  StatusCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws DriverException {
    try (DriverConnection connection = device.open()) {
      MinifilterStatus status = connection.queryMinifilterStatus();
      line("filter", words(status.filterStatus()));
      line("instances", Long.toString(status.instanceCount()));
      line("altitude", Long.toString(status.altitude()));
      line("protection", words(status.protectionMode()));
      line("registry API", words(status.registryApi()));
      line("open streams", Integer.toString(status.activeStreams()));
    }
    return ExitCode.OK;
  }

  private static String words(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private void line(String name, String value) {
    terminal.out().printf("%-13s %s%n", name, value);
  }
}
