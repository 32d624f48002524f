package dev.auroraedr.km.conformance.cli;

import dev.auroraedr.km.client.DriverException;
import dev.auroraedr.km.client.port.DeviceName;
import dev.auroraedr.km.conformance.engine.RunRefusedException;
import dev.auroraedr.km.conformance.serve.DeviceServer;
import dev.auroraedr.km.conformance.serve.ListenAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Serves a device over a socket. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    header = "Offer a device over a socket, for sensors in other languages.",
    description = {
      "%nEach connection is a process of its own on the device's system; docs/serve.md describes"
          + " the frames, and a Python client shows them. Loopback only.%n"
    },
    footer = {
      "%nExamples:",
      "  edrkm serve --listen 127.0.0.1:9000",
      "  edrkm serve --listen 127.0.0.1:0 --device emulator:win10-22h2 --once"
    })
final class ServeCommand implements Callable<Integer> {
  @Option(
      names = "--listen",
      required = true,
      paramLabel = "127.0.0.1:PORT",
      description = "Where to listen; port 0 takes a free one. The first line printed tells it.")
  private String listen;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "emulator:",
      description = "The device to offer, scheme:rest. Default: ${DEFAULT-VALUE}.")
  private String device;

  @Option(names = "--once", description = "End when the first client has come and gone.")
  private boolean once;

  private final Terminal terminal;

  ServeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws DriverException, IOException, InterruptedException {
    try (DeviceServer server = start()) {
      terminal
          .out()
          .println("listening on " + address().getAddress().getHostAddress() + ":" + server.port());
      terminal.out().flush();
      if (once) {
        server.awaitFirstClientsEnd();
      } else {
        new CountDownLatch(1).await(); // until interrupted
      }
    }
    return ExitCode.OK;
  }

  private DeviceServer start() throws DriverException {
    try {
      return DeviceServer.start(DeviceName.parse(device), address(), terminal.err()::println);
    } catch (IllegalArgumentException e) {
      throw new RunRefusedException(e.getMessage());
    } catch (IOException e) {
      throw new RunRefusedException("can't listen at " + listen + ": " + e.getMessage());
    }
  }

  private InetSocketAddress address() {
    return ListenAddress.parse(listen);
  }
}
