package dev.auroraedr.km.conformance.serve;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes frames, each in one piece. Thread-safe. */
final class FrameWriter {
  private final OutputStream out;

  FrameWriter(OutputStream out) {
    this.out = out;
  }

  /** A payload to fill; little-endian. */
  static ByteBuffer payload(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Writes a frame with the whole of that payload. */
  void write(int type, int id, ByteBuffer payload) throws IOException {
    byte[] frame = new byte[Protocol.HEADER_BYTES + payload.capacity()];
    ByteBuffer.wrap(frame)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(payload.capacity())
        .putInt(type)
        .putInt(id)
        .put(payload.array());
    synchronized (out) {
      out.write(frame);
      out.flush();
    }
  }

  void refuse(int id, Refusal refusal) throws IOException {
    byte[] message = refusal.getMessage().getBytes(StandardCharsets.UTF_8);
    ByteBuffer payload = payload(8 + message.length);
    payload
        .putInt(refusal.code().number())
        .putInt(refusal.code().ends() ? Protocol.Flag.ENDS : 0)
        .put(message);
    write(Protocol.Type.ERROR, id, payload);
  }
}
