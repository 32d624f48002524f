package dev.auroraedr.km.client.codec;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.UUID;

/** Builds batches byte by byte from the wire description, without the codec's code. */
public final class BatchBytes {
  /** A well-formed token. */
  public static final StreamToken TOKEN =
      StreamToken.of(UUID.fromString("01020304-0506-4708-890a-0b0c0d0e0f10"));

  private final ByteArrayOutputStream events = new ByteArrayOutputStream();
  private final StreamToken token;
  private int count;
  private int dropped;

  public BatchBytes(StreamToken token) {
    this.token = token;
  }

  public static BatchBytes batch() {
    return new BatchBytes(TOKEN);
  }

  public BatchBytes dropped(int value) {
    dropped = value;
    return this;
  }

  /** Adds a file event with this sequence and name. */
  public BatchBytes event(long sequence, String name) {
    return event(new Event(EventType.FILE_CREATE, 0, sequence, 7, 8, 9, 10, 11, 12, name, ""));
  }

  public BatchBytes event(Event e) {
    byte[] name = utf16(e.name());
    byte[] name2 = utf16(e.name2());
    int size = (56 + name.length + name2.length + 7) / 8 * 8;
    ByteBuffer b = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    b.putInt(size).putShort((short) (e.type().ordinal() + 1)).putShort((short) e.flags());
    b.putLong(e.sequence()).putLong(e.timestamp()).putInt(e.processId()).putInt(e.threadId());
    b.putInt(e.detail0()).putInt(e.detail1()).putLong(e.detail2());
    b.putShort((short) name.length).putShort((short) name2.length).putInt(0);
    b.put(name).put(name2);
    events.writeBytes(b.array());
    count++;
    return this;
  }

  /** The batch in a direct little-endian buffer whose limit is its size. */
  public ByteBuffer build() {
    int total = 32 + events.size();
    ByteBuffer b = ByteBuffer.allocateDirect(total).order(ByteOrder.LITTLE_ENDIAN);
    b.putInt(1).putInt(total).put(uuidBytes(token.toUuid())).putInt(count).putInt(dropped);
    b.put(events.toByteArray());
    return b.flip();
  }

  public byte[] bytes() {
    ByteBuffer built = build();
    byte[] copy = new byte[built.limit()];
    built.get(copy);
    return copy;
  }

  /** RFC 9562 order, from the UUID's text. */
  public static byte[] uuidBytes(UUID uuid) {
    return HexFormat.of().parseHex(uuid.toString().replace("-", ""));
  }

  private static byte[] utf16(String text) {
    ByteBuffer b = ByteBuffer.allocate(text.length() * 2).order(ByteOrder.LITTLE_ENDIAN);
    text.chars().forEach(unit -> b.putChar((char) unit));
    return b.array();
  }
}
