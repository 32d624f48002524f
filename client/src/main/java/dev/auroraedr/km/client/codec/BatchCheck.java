package dev.auroraedr.km.client.codec;

import dev.auroraedr.km.abi.EventBatchLayout;
import dev.auroraedr.km.abi.EventFlag;
import dev.auroraedr.km.abi.EventLayout;
import dev.auroraedr.km.abi.Limits;
import java.nio.ByteBuffer;

/** Checks a batch from its first byte to its last before any event of it is handed out. */
final class BatchCheck {
  private static final int KNOWN_FLAGS =
      EventFlag.BLOCKED
          | EventFlag.NAME_TRUNCATED
          | EventFlag.NAME2_TRUNCATED
          | EventFlag.DUPLICATE_HANDLE;

  private ByteBuffer bytes;
  private int length;
  private long lastSequence;

  long lastSequence() {
    return lastSequence;
  }

  void check(ByteBuffer answer, int length, StreamToken token, long after)
      throws ProtocolException {
    this.bytes = answer;
    this.length = length;
    this.lastSequence = after;
    try {
      header(token);
      events(bytes.getInt(EventBatchLayout.EVENT_COUNT_OFFSET));
    } finally {
      this.bytes = null;
    }
  }

  private void header(StreamToken token) throws ProtocolException {
    if (length < EventBatchLayout.SIZE || length > Limits.MAX_BATCH_BYTES) {
      throw batch(0, "the answer has " + length + " bytes, must have 32..65536 (STR-4)");
    }
    int version = bytes.getInt(EventBatchLayout.ABI_VERSION_OFFSET);
    if (version != Limits.ABI_VERSION) {
      throw batch(0, "abi_version=" + Integer.toUnsignedString(version) + " must be 1");
    }
    int total = bytes.getInt(EventBatchLayout.TOTAL_BYTES_OFFSET);
    if (total != length) {
      throw batch(
          EventBatchLayout.TOTAL_BYTES_OFFSET,
          "total_bytes=" + Integer.toUnsignedString(total) + " must be Information=" + length);
    }
    if (!token.isAt(bytes, EventBatchLayout.TOKEN_OFFSET)) {
      StreamToken found = StreamToken.read(bytes, EventBatchLayout.TOKEN_OFFSET);
      throw batch(
          EventBatchLayout.TOKEN_OFFSET, "token " + found + " must be the stream's, " + token);
    }
  }

  private void events(int count) throws ProtocolException {
    if (count < 1) {
      throw batch(
          EventBatchLayout.EVENT_COUNT_OFFSET,
          "event_count=" + Integer.toUnsignedString(count) + " must be 1.." + length / 56);
    }
    int offset = EventBatchLayout.SIZE;
    for (int i = 0; i < count; i++) {
      offset = event(offset);
    }
    if (offset != length) {
      throw batch(
          offset, "the " + count + " events end here, but total_bytes is " + length + " (STR-4)");
    }
  }

  /** Checks the event at the offset and returns the offset behind it. */
  private int event(int offset) throws ProtocolException {
    if (length - offset < EventLayout.SIZE) {
      throw event(offset, "only " + (length - offset) + " bytes are left for an event of 56");
    }
    int nameBytes = nameLength(offset + EventLayout.NAME_BYTES_OFFSET, Limits.MAX_NAME_UNITS);
    int name2Bytes = nameLength(offset + EventLayout.NAME2_BYTES_OFFSET, Limits.MAX_NAME2_UNITS);
    int used = EventLayout.SIZE + nameBytes + name2Bytes;
    int size = size(offset, used);
    typeAndFlags(offset);
    sequence(offset + EventLayout.SEQUENCE_OFFSET);
    zero(offset + EventLayout.ZERO_OFFSET, offset + EventLayout.SIZE, "zero field");
    zero(offset + used, offset + size, "padding (IOC-6)");
    return offset + size;
  }

  private int nameLength(int at, int maxUnits) throws ProtocolException {
    int found = Short.toUnsignedInt(bytes.getShort(at));
    if (found > maxUnits * Character.BYTES || found % Character.BYTES != 0) {
      throw event(
          at, "name length " + found + " must be an even number of bytes up to " + maxUnits * 2);
    }
    return found;
  }

  private int size(int offset, int used) throws ProtocolException {
    int size = bytes.getInt(offset);
    int rounded = used + Limits.EVENT_ALIGNMENT - 1 & -Limits.EVENT_ALIGNMENT;
    if (size != rounded) {
      throw event(
          offset,
          "size=" + Integer.toUnsignedString(size) + " must be 56 + names rounded up: " + rounded);
    }
    if (size > length - offset) {
      throw event(offset, "size=" + size + " exceeds the " + (length - offset) + " bytes left");
    }
    return size;
  }

  private void typeAndFlags(int offset) throws ProtocolException {
    int type = Short.toUnsignedInt(bytes.getShort(offset + EventLayout.TYPE_OFFSET));
    if (!EventType.isKnown(type)) {
      throw event(offset + EventLayout.TYPE_OFFSET, "type=" + type + " must be 1..12");
    }
    int flags = Short.toUnsignedInt(bytes.getShort(offset + EventLayout.FLAGS_OFFSET));
    if ((flags & ~KNOWN_FLAGS) != 0) {
      throw event(
          offset + EventLayout.FLAGS_OFFSET,
          "flags=0x" + Integer.toHexString(flags) + " must only hold bits of 0xf");
    }
  }

  private void sequence(int at) throws ProtocolException {
    long sequence = bytes.getLong(at);
    if (Long.compareUnsigned(sequence, lastSequence) <= 0) {
      throw event(
          at,
          "sequence="
              + Long.toUnsignedString(sequence)
              + " must be above "
              + Long.toUnsignedString(lastSequence)
              + " (STR-8)");
    }
    lastSequence = sequence;
  }

  private void zero(int from, int to, String what) throws ProtocolException {
    for (int i = from; i < to; i++) {
      if (bytes.get(i) != 0) {
        throw event(i, what + " must be zero");
      }
    }
  }

  private ProtocolException batch(int offset, String reason) {
    return ProtocolException.at(received(), "EventBatch", offset, reason);
  }

  private ProtocolException event(int offset, String reason) {
    return ProtocolException.at(received(), "Event", offset, reason);
  }

  private ByteBuffer received() {
    return bytes.slice(0, length);
  }
}
