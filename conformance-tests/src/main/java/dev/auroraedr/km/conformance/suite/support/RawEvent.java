package dev.auroraedr.km.conformance.suite.support;

/**
 * One event as it stood in a batch.
 *
 * @param size Event.size in bytes
 * @param type event type
 * @param flags event flags
 * @param sequence number in its stream
 * @param timestamp FILETIME
 * @param bytes all its bytes
 */
public record RawEvent(int size, int type, int flags, long sequence, long timestamp, byte[] bytes) {
  static RawEvent at(byte[] output, int offset) {
    RawStruct head = RawStruct.at("Event", output, offset);
    int size = (int) head.get("size");
    byte[] bytes = java.util.Arrays.copyOfRange(output, offset, offset + size);
    return new RawEvent(
        size,
        (int) head.get("type"),
        (int) head.get("flags"),
        head.get("sequence"),
        head.get("timestamp"),
        bytes);
  }

  /** An integer field of the event. */
  public long get(String field) {
    return RawStruct.at("Event", bytes, 0).get(field);
  }

  /** The first name. */
  public String name() {
    return text(RawStruct.sizeOf("Event"), (int) get("name_bytes"));
  }

  /** The second name. */
  public String name2() {
    return text(RawStruct.sizeOf("Event") + (int) get("name_bytes"), (int) get("name2_bytes"));
  }

  private String text(int offset, int length) {
    // Unit by unit: a decoder would replace unpaired surrogates.
    StringBuilder text = new StringBuilder(length / 2);
    for (int i = offset; i + 1 < offset + length; i += 2) {
      text.append((char) (bytes[i] & 0xFF | bytes[i + 1] << 8));
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return "#" + sequence + " type " + type + " " + name();
  }
}
