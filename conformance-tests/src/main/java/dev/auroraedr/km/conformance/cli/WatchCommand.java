package dev.auroraedr.km.conformance.cli;

import dev.auroraedr.km.client.DriverConnection;
import dev.auroraedr.km.client.DriverException;
import dev.auroraedr.km.client.EventStream;
import dev.auroraedr.km.client.StreamOptions;
import dev.auroraedr.km.client.codec.EventBatch;
import dev.auroraedr.km.client.codec.EventCursor;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows events as they happen. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    header = "Show a driver's events as they happen.",
    footer = {
      "%nExamples:",
      "  edrkm watch                        a demo machine, until Ctrl-C",
      "  edrkm watch --count 20 --json      twenty events, one JSON object a line"
    })
final class WatchCommand implements Callable<Integer> {
  private static final Duration LOOK = Duration.ofMillis(200);

  @Mixin private DeviceOption device;

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "Stop after this many events. Default: go on until interrupted.")
  private Long count;

  private final Terminal terminal;
  private EventPrinter printer;
  private long left;

  WatchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws DriverException {
    left = count == null ? Long.MAX_VALUE : count;
    printer = json ? new JsonEventPrinter(terminal) : new LineEventPrinter(terminal);
    try (DriverConnection connection = device.open();
        EventStream stream = connection.startEventStream(StreamOptions.defaults())) {
      while (left > 0 && !terminal.out().checkError()) {
        if (stream.poll(LOOK, this::print) == EventStream.ENDED) {
          break;
        }
      }
    }
    return ExitCode.OK;
  }

  private void print(EventBatch batch) {
    printer.dropped(batch.dropped());
    EventCursor event = batch.events();
    while (left > 0 && event.next()) {
      printer.event(event);
      left--;
    }
    terminal.out().flush();
  }
}
