package dev.auroraedr.km.conformance.serve;

import dev.auroraedr.km.client.DriverException;
import dev.auroraedr.km.client.port.DevicePort;
import dev.auroraedr.km.client.port.PortException;
import dev.auroraedr.km.conformance.serve.Refusal.Code;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** One client, from HELLO to its end; whatever it had open ends with it. */
final class ClientThread extends Thread {
  private static final int HELLO_MILLISECONDS = 10_000;

  private final DeviceServer server;
  private final Socket socket;

  ClientThread(DeviceServer server, Socket socket) {
    super("serve " + socket.getPort());
    this.server = server;
    this.socket = socket;
    setDaemon(true);
  }

  @Override
  public void run() {
    try (socket) {
      FrameWriter out = new FrameWriter(socket.getOutputStream());
      try {
        converse(new DataInputStream(new BufferedInputStream(socket.getInputStream())), out);
      } catch (Refusal refusal) {
        out.refuse(0, refusal);
        lingerUntilRead();
      }
    } catch (EOFException e) {
      server.report("client " + socket.getPort() + " ended in the middle of a frame");
    } catch (IOException e) {
      server.report("client " + socket.getPort() + " is gone: " + e.getMessage());
    } finally {
      server.ended(this);
    }
  }

  /** Closing with unread input resets the connection, and the client may lose the ERROR frame. */
  private void lingerUntilRead() throws IOException {
    socket.shutdownOutput();
    socket.setSoTimeout(1_000);
    byte[] rest = new byte[4096];
    for (int i = 0; i < 1024 && socket.getInputStream().read(rest) >= 0; i++) {
      continue;
    }
  }

  private void converse(DataInputStream in, FrameWriter out) throws IOException, Refusal {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(HELLO_MILLISECONDS);
    Frame hello = Frame.read(in);
    if (hello == null) {
      return;
    }
    check(hello);
    socket.setSoTimeout(0);
    try (DevicePort device = server.connectDevice()) {
      Connection connection = new Connection(device, server.stimulator(), out);
      out.write(Protocol.Type.WELCOME, hello.id(), welcome());
      Thread teller = new Thread(() -> tell(connection), getName() + " completions");
      teller.setDaemon(true);
      teller.start();
      serve(connection, in, out);
    } catch (DriverException | PortException e) {
      throw new Refusal(Code.KIT_FAULT, e.getMessage());
    }
  }

  private static void check(Frame hello) throws Refusal {
    boolean ours =
        hello.type() == Protocol.Type.HELLO
            && hello.length() == 8
            && hello.u32(0) == Protocol.MAGIC;
    if (!ours) {
      throw new Refusal(
          Code.HELLO_EXPECTED,
          "the first frame must be HELLO: type 1, payload of 8 bytes that begins with EDRK");
    }
    if (hello.u32(4) != Protocol.VERSION) {
      throw new Refusal(
          Code.UNSUPPORTED_VERSION,
          "version "
              + Integer.toUnsignedString(hello.u32(4))
              + " is not spoken here: use "
              + Protocol.VERSION);
    }
  }

  private ByteBuffer welcome() {
    byte[] name = server.device().getBytes(StandardCharsets.UTF_8);
    return FrameWriter.payload(24 + name.length)
        .putInt(Protocol.VERSION)
        .putInt(server.stimulator() == null ? 0 : Protocol.Flag.STIMULI)
        .putInt(Protocol.MAX_PAYLOAD_BYTES)
        .putInt(Protocol.MAX_HANDLES)
        .putInt(Protocol.MAX_REQUESTS)
        .putInt(name.length)
        .put(name);
  }

  private void serve(Connection connection, DataInputStream in, FrameWriter out)
      throws IOException, Refusal {
    for (Frame frame = Frame.read(in); frame != null; frame = Frame.read(in)) {
      try {
        connection.serve(frame);
      } catch (Refusal refusal) {
        out.refuse(frame.id(), refusal);
      } catch (RuntimeException e) {
        server.report("a fault of the kit, please report it: " + e);
        throw new Refusal(Code.KIT_FAULT, "a fault of the kit, please report it: " + e);
      }
    }
  }

  /** A client that can't be told any more has gone, which the reading thread finds too. */
  private void tell(Connection connection) {
    try {
      connection.deliverCompletions();
    } catch (IOException e) {
      disconnect();
    }
  }

  /** Ends the connection from outside. */
  void disconnect() {
    try {
      socket.close();
    } catch (IOException e) {
      server.report("closing the connection of client " + socket.getPort() + ": " + e.getMessage());
    }
  }
}
