package dev.auroraedr.km.conformance.cli;

import dev.auroraedr.km.client.DriverConnection;
import dev.auroraedr.km.client.DriverException;
import dev.auroraedr.km.client.codec.CallbackHealth;
import dev.auroraedr.km.client.codec.CallbackHealthReport;
import dev.auroraedr.km.conformance.cli.Terminal.Paint;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** One health report. */
@Command(
    name = "health",
    mixinStandardHelpOptions = true,
    header = "Ask a driver how its callbacks stand now.")
final class HealthCommand implements Callable<Integer> {
  @Mixin private DeviceOption device;

  private final Terminal terminal;

  HealthCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws DriverException {
    try (DriverConnection connection = device.open()) {
      CallbackHealthReport health = connection.queryCallbackHealth();
      line("process callback", words(health.processNotifyHealth()));
      line("registry callback", words(health.registryCallbackHealth()));
      line("object callback", words(health.objectCallbackHealth()));
      line("minifilter", health.minifilterActive() ? good("active") : bad("inactive"));
      line("process events", Long.toString(health.processNotifyCount()));
    }
    return ExitCode.OK;
  }

  private void line(String name, String value) {
    terminal.out().printf("%-18s %s%n", name, value);
  }

  private String words(CallbackHealth health) {
    return switch (health) {
      case REGISTERED -> good("registered");
      case NOT_REGISTERED -> bad("not registered: somebody removed it");
      case REGISTRATION_FAILED -> bad("registration failed when the driver was loaded");
    };
  }

  private String good(String text) {
    return terminal.paint(Paint.GOOD, text);
  }

  private String bad(String text) {
    return terminal.paint(Paint.BAD, text);
  }
}
