package dev.auroraedr.km.client.codec;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** An answer breaks the protocol. Names the struct, the offset in the answer and the reason. */
public final class ProtocolException extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN_BYTES = 16;
  private static final HexFormat SPACED = HexFormat.ofDelimiter(" ");

  private final String struct;
  private final int offset;
  private final String reason;
  private final byte[] bytes;

  private ProtocolException(String struct, int offset, String reason, byte[] bytes) {
    super(
        struct
            + " refused at offset "
            + offset
            + ": "
            + reason
            + "; bytes there: "
            + (bytes.length == 0 ? "none" : SPACED.formatHex(bytes)));
    this.struct = struct;
    this.offset = offset;
    this.reason = reason;
    this.bytes = bytes;
  }

  static ProtocolException at(ByteBuffer answer, String struct, int offset, String reason) {
    int from = Math.min(offset, answer.limit());
    byte[] bytes = new byte[Math.min(SHOWN_BYTES, answer.limit() - from)];
    answer.get(from, bytes);
    return new ProtocolException(struct, offset, reason, bytes);
  }

  /**
   * An answer that claims to be longer than the buffer that it was to be written to.
   *
   * @param struct what was asked for
   * @param capacity size of the buffer in bytes
   * @param information what the system said was written, unsigned
   */
  public static ProtocolException overrun(String struct, int capacity, int information) {
    String claimed = Integer.toUnsignedString(information);
    return new ProtocolException(
        struct,
        capacity,
        "Information=" + claimed + " exceeds the buffer of " + capacity + " bytes",
        new byte[0]);
  }

  /** The struct that was being read, such as {@code EventBatch}. */
  public String struct() {
    return struct;
  }

  /** Where, in bytes from the start of the answer. */
  public int offset() {
    return offset;
  }

  /** What the protocol asks for and what was found. */
  public String reason() {
    return reason;
  }

  /** The offending bytes, at most 16 from the offset on; a copy. */
  public byte[] bytes() {
    return bytes.clone();
  }
}
