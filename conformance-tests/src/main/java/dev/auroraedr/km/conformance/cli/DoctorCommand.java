package dev.auroraedr.km.conformance.cli;

import dev.auroraedr.km.client.port.DevicePortProvider;
import dev.auroraedr.km.conformance.cli.Terminal.Paint;
import dev.auroraedr.km.conformance.report.KitVersion;
import dev.auroraedr.km.conformance.target.Target;
import java.io.PrintWriter;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Says what works on this machine. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    header = "Say which targets and devices work here, and what each other one needs.")
final class DoctorCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final TargetDirectory targets;

  DoctorCommand(Terminal terminal, TargetDirectory targets) {
    this.terminal = terminal;
    this.targets = targets;
  }

  @Override
  public Integer call() {
    PrintWriter out = terminal.out();
    out.printf(
        "edrkm %s, Java %s, %s %s%n%n",
        KitVersion.text(),
        System.getProperty("java.version"),
        System.getProperty("os.name"),
        System.getProperty("os.arch"));
    out.println(terminal.paint(Paint.STRONG, "Targets that 'edrkm conform --target' can judge"));
    targets.names().forEach(name -> line(name, targets.unavailableReason(name), profiles(name)));
    out.println();
    out.println(terminal.paint(Paint.STRONG, "Devices that '--device' can name"));
    for (DevicePortProvider provider : ServiceLoader.load(DevicePortProvider.class)) {
      DevicePortProvider.Availability here = provider.availability();
      line(provider.scheme() + ":", here.available() ? "" : here.reason(), "");
    }
    return ExitCode.OK;
  }

  private String profiles(String name) {
    Target target = targets.find(name);
    return target == null ? "" : "profiles " + String.join(", ", target.profiles());
  }

  private void line(String name, String reason, String detail) {
    boolean ready = reason.isEmpty();
    String head = String.format("  %-10s %-6s ", name, ready ? "ready" : "no");
    String text = Paragraph.hang(head, ready ? detail : reason);
    terminal.out().println(terminal.paint(ready ? Paint.GOOD : Paint.QUIET, text));
  }
}
