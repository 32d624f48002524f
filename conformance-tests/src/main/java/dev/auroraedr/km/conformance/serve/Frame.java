package dev.auroraedr.km.conformance.serve;

import dev.auroraedr.km.conformance.serve.Refusal.Code;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One frame as received.
 *
 * @param type one of {@link Protocol.Type}
 * @param id the client's number for it
 * @param payload what follows the header, little-endian, from position 0 to its limit
 */
record Frame(int type, int id, ByteBuffer payload) {
  /**
   * Reads the next frame; null at an end between two frames.
   *
   * @throws Refusal if the header is wrong: where the next frame begins is then unknown
   */
  static Frame read(DataInputStream in) throws IOException, Refusal {
    byte[] header = new byte[Protocol.HEADER_BYTES];
    int first = in.read();
    if (first < 0) {
      return null;
    }
    header[0] = (byte) first;
    in.readFully(header, 1, header.length - 1);
    ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    int length = fields.getInt(0);
    if (Integer.compareUnsigned(length, Protocol.MAX_PAYLOAD_BYTES) > 0) {
      throw new Refusal(
          Code.FRAME_TOO_LARGE,
          "payload of "
              + Integer.toUnsignedString(length)
              + " bytes is longer than "
              + Protocol.MAX_PAYLOAD_BYTES);
    }
    byte[] payload = new byte[length];
    in.readFully(payload);
    int type = fields.getInt(4); // with the zero field: a type above 65,535 is unknown
    return new Frame(
        type, fields.getInt(8), ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN));
  }

  int length() {
    return payload.limit();
  }

  int u32(int offset) {
    return payload.getInt(offset);
  }

  /** Fails unless the payload has exactly this length. */
  Frame exactly(String name, int bytes) throws Refusal {
    if (length() != bytes) {
      throw new Refusal(
          Code.BAD_FRAME, name + " has a payload of " + bytes + " bytes, not " + length());
    }
    return this;
  }

  /** Fails unless the payload has at least this length. */
  Frame atLeast(String name, int bytes) throws Refusal {
    if (length() < bytes) {
      throw new Refusal(
          Code.BAD_FRAME, name + " has a payload of at least " + bytes + " bytes, not " + length());
    }
    return this;
  }
}
