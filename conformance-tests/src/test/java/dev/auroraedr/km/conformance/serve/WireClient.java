package dev.auroraedr.km.conformance.serve;

import dev.auroraedr.km.abi.ControlCode;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** A client that knows the page and nothing of the server's code: numbers are written out. */
final class WireClient implements AutoCloseable {
  private final Socket socket;
  private final DataInputStream in;
  private final Map<Integer, Answer> early = new HashMap<>();
  private int lastId;

  record Answer(int type, int id, ByteBuffer payload) {
    int u32(int offset) {
      return payload.getInt(offset);
    }

    String text(int offset) {
      return new String(payload.array(), offset, payload.limit() - offset, StandardCharsets.UTF_8);
    }
  }

  WireClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    in = new DataInputStream(socket.getInputStream());
  }

  /** A client that has said HELLO. */
  static WireClient greeted(int port) throws IOException {
    WireClient client = new WireClient(port);
    Answer welcome = client.ask(1, bytes(8).put(new byte[] {'E', 'D', 'R', 'K'}).putInt(1));
    if (welcome.type() != 0x81) {
      throw new AssertionError("no WELCOME but " + welcome.type() + " " + welcome.text(8));
    }
    return client;
  }

  static ByteBuffer bytes(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  int send(int type, ByteBuffer payload) throws IOException {
    lastId++;
    sendRaw(
        bytes(12 + payload.capacity())
            .putInt(payload.capacity())
            .putShort((short) type)
            .putShort((short) 0)
            .putInt(lastId)
            .put(payload.array()));
    return lastId;
  }

  void sendRaw(ByteBuffer frame) throws IOException {
    socket.getOutputStream().write(frame.array());
  }

  /** The next frame, whatever it answers; null at the end. */
  Answer next() throws IOException {
    int first = in.read();
    if (first < 0) {
      return null;
    }
    byte[] header = new byte[12];
    header[0] = (byte) first;
    in.readFully(header, 1, 11);
    ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    byte[] payload = new byte[fields.getInt(0)];
    in.readFully(payload);
    return new Answer(
        Short.toUnsignedInt(fields.getShort(4)),
        fields.getInt(8),
        ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN));
  }

  Answer await(int id) throws IOException {
    while (!early.containsKey(id)) {
      Answer answer = next();
      if (answer == null) {
        throw new AssertionError("the server closed the connection before it answered " + id);
      }
      early.put(answer.id(), answer);
    }
    return early.remove(id);
  }

  Answer ask(int type, ByteBuffer payload) throws IOException {
    return await(send(type, payload));
  }

  int open() throws IOException {
    return ask(2, bytes(0)).u32(12);
  }

  int control(int handle, int code, ByteBuffer input, int outputLength) throws IOException {
    return send(
        3,
        bytes(12 + input.capacity())
            .putInt(handle)
            .putInt(code)
            .putInt(outputLength)
            .put(input.array()));
  }

  /** Opens a stream of all types and returns its token. */
  byte[] startStream(int handle) throws IOException {
    ByteBuffer request = bytes(32).putInt(1);
    Answer answer = await(control(handle, ControlCode.START_EVENT_STREAM, request, 32));
    byte[] token = new byte[16];
    answer.payload().get(16 + 8, token);
    return token;
  }

  int receive(int handle, byte[] token) throws IOException {
    ByteBuffer request = bytes(32).putInt(1).putInt(0).put(token);
    return control(handle, ControlCode.START_EVENT_STREAM, request, 4096);
  }

  Answer stimulate(String json) throws IOException {
    byte[] text = json.getBytes(StandardCharsets.UTF_8);
    return ask(6, bytes(text.length).put(text));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
