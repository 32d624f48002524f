package dev.auroraedr.km.conformance.serve;

import dev.auroraedr.km.client.DevicePorts;
import dev.auroraedr.km.client.DriverException;
import dev.auroraedr.km.client.port.DeviceName;
import dev.auroraedr.km.client.port.DevicePort;
import dev.auroraedr.km.conformance.scenario.StepPerformer;
import dev.auroraedr.km.conformance.serve.Refusal.Code;
import dev.auroraedr.km.conformance.target.emulator.Stage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** Serves a device to clients on this machine. Thread-safe. */
public final class DeviceServer implements AutoCloseable {
  private final DeviceName name;
  private final Stage stage;
  private final StepPerformer performer;
  private final ServerSocket listener;
  private final Consumer<String> log;
  private final Set<ClientThread> clients = ConcurrentHashMap.newKeySet();
  private final CountDownLatch firstEnded = new CountDownLatch(1);
  private volatile boolean closed;

  private DeviceServer(DeviceName name, Stage stage, ServerSocket listener, Consumer<String> log) {
    this.name = name;
    this.stage = stage;
    this.performer = stage == null ? null : new StepPerformer(stage);
    this.listener = listener;
    this.log = log;
  }

  /**
   * Starts to serve.
   *
   * @param device device name; an emulated machine is booted now and shared by all clients
   * @param address a loopback address, see {@link ListenAddress}
   * @param log told what goes wrong, one line each
   * @throws DriverException if the device can't be reached
   * @throws IOException if nobody can listen there
   * @throws IllegalArgumentException if the address is no loopback address, or the name no device's
   */
  public static DeviceServer start(
      DeviceName device, InetSocketAddress address, Consumer<String> log)
      throws DriverException, IOException {
    if (!address.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException(address + " is no loopback address");
    }
    Stage stage = Stage.isBehind(device) ? Stage.open(device) : null;
    DeviceName served = stage == null ? device : stage.device();
    DevicePorts.installed().connect(served).close();
    ServerSocket listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(address);
    DeviceServer server = new DeviceServer(served, stage, listener, log);
    Thread acceptor = new Thread(server::accept, "serve");
    acceptor.setDaemon(true);
    acceptor.start();
    return server;
  }

  /** The port that it listens at. */
  public int port() {
    return listener.getLocalPort();
  }

  /** How many clients are connected. */
  public int clients() {
    return clients.size();
  }

  private void accept() {
    while (!closed) {
      try {
        welcome(listener.accept());
      } catch (IOException e) {
        if (!closed) {
          report("accepting a connection failed: " + e.getMessage());
        }
      }
    }
  }

  private void welcome(Socket socket) throws IOException {
    if (clients.size() >= Protocol.MAX_CONNECTIONS) {
      try (socket) {
        new FrameWriter(socket.getOutputStream())
            .refuse(
                0,
                new Refusal(
                    Code.TOO_MANY_CONNECTIONS,
                    "at most " + Protocol.MAX_CONNECTIONS + " clients at once"));
      }
      return;
    }
    ClientThread client = new ClientThread(this, socket);
    clients.add(client);
    client.start();
  }

  DevicePort connectDevice() throws DriverException {
    return DevicePorts.installed().connect(name);
  }

  String device() {
    return name.toString();
  }

  /** Null where nothing can be made happen. */
  Connection.Stimulator stimulator() {
    return performer == null ? null : json -> performer.perform("stimulus", json);
  }

  void ended(ClientThread client) {
    clients.remove(client);
    firstEnded.countDown();
  }

  void report(String line) {
    if (!closed) {
      log.accept(line);
    }
  }

  /** Waits until the first client has come and gone. */
  public void awaitFirstClientsEnd() throws InterruptedException {
    firstEnded.await();
  }

  /** Ends all connections and stops listening; an emulated machine is shut down. Idempotent. */
  @Override
  public void close() throws IOException {
    closed = true;
    listener.close();
    clients.forEach(ClientThread::disconnect);
    if (stage != null) {
      stage.close();
    }
  }
}
