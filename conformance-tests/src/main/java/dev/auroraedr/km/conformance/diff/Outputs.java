package dev.auroraedr.km.conformance.diff;

import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.conformance.suite.support.RawStruct;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.IntConsumer;

/**
 * Normalises the output of a request in place: only the fields that CMP-1 names, found by the
 * layout; whatever else an answer holds stays as it is, padding and untouched bytes included. An
 * answer that isn't formed as it should be stays as it is from there on.
 */
final class Outputs {
  private static final int START_RESPONSE = RawStruct.sizeOf("StartStreamResponse");
  private static final int BATCH = RawStruct.sizeOf("EventBatch");
  private static final int EVENT = RawStruct.sizeOf("Event");
  private static final int TOKEN = 8;
  private static final int OPENED_AT = 24;
  private static final int TYPE = 4;
  private static final int TIMESTAMP = 16;
  private static final int PROCESS = 24;
  private static final int THREAD = 28;
  private static final int DETAIL0 = 32;
  private static final int DETAIL1 = 36;
  private static final int RECEIVER = 44;
  private static final int NAME_BYTES = 48;
  private static final int NAME2_BYTES = 50;
  private static final byte[] VOLUME = "HarddiskVolume".getBytes(StandardCharsets.UTF_16LE);

  private final Normaliser normaliser;
  private final ByteBuffer bytes;
  private final int end;

  private Outputs(Normaliser normaliser, byte[] output, long information) {
    this.normaliser = normaliser;
    this.bytes = ByteBuffer.wrap(output).order(ByteOrder.LITTLE_ENDIAN);
    this.end = (int) Math.min(output.length, Math.max(0, information));
  }

  /** Changes the output of a request that ended so; {@code eventType} is told of each event. */
  static void normalise(
      Normaliser normaliser,
      int code,
      boolean receive,
      long information,
      byte[] output,
      IntConsumer eventType) {
    if (code == ControlCode.START_EVENT_STREAM) {
      Outputs outputs = new Outputs(normaliser, output, information);
      if (receive) {
        outputs.batch(eventType);
      } else {
        outputs.opened();
      }
    }
  }

  private void opened() {
    if (end >= START_RESPONSE) {
      normaliser.token(bytes, TOKEN);
      bytes.putLong(OPENED_AT, normaliser.time(bytes.getLong(OPENED_AT)));
    }
  }

  private void batch(IntConsumer eventType) {
    if (end < BATCH) {
      return;
    }
    normaliser.token(bytes, TOKEN);
    int at = BATCH;
    while (at + EVENT <= end) {
      int size = bytes.getInt(at);
      if (size < EVENT || size > end - at) {
        return;
      }
      eventType.accept(event(at, size));
      at += size;
    }
  }

  private int event(int at, int size) {
    int type = Short.toUnsignedInt(bytes.getShort(at + TYPE));
    bytes.putLong(at + TIMESTAMP, normaliser.time(bytes.getLong(at + TIMESTAMP)));
    id(at + PROCESS);
    id(at + THREAD);
    if (type == EventType.PROCESS_CREATE || type == EventType.HANDLE_ACCESS_STRIPPED) {
      id(at + DETAIL0);
    }
    if (type == EventType.PROCESS_CREATE) {
      id(at + DETAIL1);
    }
    if (type == EventType.HANDLE_ACCESS_STRIPPED) {
      id(at + RECEIVER);
    }
    int names =
        Short.toUnsignedInt(bytes.getShort(at + NAME_BYTES))
            + Short.toUnsignedInt(bytes.getShort(at + NAME2_BYTES));
    volumes(at + EVENT, Math.min(at + size, at + EVENT + names));
    return type;
  }

  private void id(int at) {
    bytes.putInt(at, (int) normaliser.id(Integer.toUnsignedLong(bytes.getInt(at))));
  }

  /** Volumes of one digit, which all profiles have. */
  private void volumes(int from, int to) {
    byte[] raw = bytes.array();
    for (int i = from; i + VOLUME.length + 2 <= to; i += 2) {
      if (raw[i] == 'H' && isVolume(raw, i)) {
        int digit = i + VOLUME.length;
        boolean alone = digit + 2 >= to || !isDigit(raw[digit + 2]);
        if (isDigit(raw[digit]) && alone) {
          raw[digit] = (byte) ('0' + normaliser.volume(raw[digit] - '0'));
        }
        i = digit;
      }
    }
  }

  private static boolean isVolume(byte[] raw, int at) {
    return java.util.Arrays.equals(raw, at, at + VOLUME.length, VOLUME, 0, VOLUME.length);
  }

  private static boolean isDigit(byte unit) {
    return unit >= '0' && unit <= '9';
  }
}
