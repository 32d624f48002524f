package dev.auroraedr.km.conformance.diff;

import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.abi.Limits;
import dev.auroraedr.km.conformance.diff.RequestOperation.Sending;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Control requests, well-formed and odd, and their cancellation. */
final class Control {
  private static final int[] CODES = {
    ControlCode.QUERY_CALLBACK_HEALTH,
    ControlCode.QUERY_MINIFILTER_STATUS,
    ControlCode.START_EVENT_STREAM,
    ControlCode.STOP_EVENT_STREAM
  };
  private static final int[] MASKS = {0, 0x7F, 0, 1, 2, 4, 7, 8, 16, 32, 64, 0x18, 0x3F};
  private static final int[] QUEUES = {0, 0, 0, 16_384, 16_384, 16_385, 20_000, 65_536};
  private static final int[] ODD = {0, 1, 2, 0x80, 0xFF, 16_383, 4_194_305, 0x80000000, -1};
  private static final int[] ROOM = {4096, 4096, 4097, 5000, 16_384, 65_536, 70_000};

  private Control() {}

  static void openStream(Draft draft) {
    int handle = draft.handles.any();
    if (handle == 0) {
      Callers.start(draft);
      return;
    }
    Seeded random = draft.random();
    int times = random.oneIn(20) ? 9 : 1;
    int queue = random.oneIn(50) ? Limits.MAX_QUEUE_BYTES : random.pickInt(QUEUES);
    byte[] input = start(random.pickInt(MASKS), queue);
    int output = random.oneIn(8) ? random.pickInt(32, 33, 64, 4096) : 32;
    int step = send(draft, handle, times, Sending.of(CODES[2], input, 0, output));
    draft.streams.add(step, handle);
  }

  private static int send(Draft draft, int handle, int times, Sending sending) {
    return draft.add(new RequestOperation.Control(handle, times, sending));
  }

  private static byte[] start(int mask, int queue) {
    return ByteBuffer.allocate(32)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(0, Limits.ABI_VERSION)
        .putInt(24, mask)
        .putInt(28, queue)
        .array();
  }

  static void receive(Draft draft) {
    Seeded random = draft.random();
    int stream = draft.streams.any();
    if (stream == 0) {
      openStream(draft);
      return;
    }
    int handle = handleOf(draft, stream);
    if (handle != 0) {
      int times = random.oneIn(40) ? random.pickInt(64, 65, 70) : random.oneIn(4) ? 3 : 1;
      int step =
          send(
              draft,
              handle,
              times,
              Sending.of(CODES[2], start(0, 0), stream, random.pickInt(ROOM)));
      draft.receives.add(step, handle);
    }
  }

  /** Mostly the handle that opened it, now and then any. */
  private static int handleOf(Draft draft, int stream) {
    int own = draft.streams.ownerOf(stream);
    return own != 0 && !draft.random().oneIn(6) ? own : draft.handles.any();
  }

  static void stop(Draft draft) {
    Seeded random = draft.random();
    int stream = draft.streams.any();
    int handle = stream == 0 ? 0 : handleOf(draft, stream);
    if (handle != 0) {
      int output = random.oneIn(3) ? random.pickInt(0, 23, 25, 64) : 24;
      send(draft, handle, 1, Sending.of(CODES[3], Arrays.copyOf(start(0, 0), 24), stream, output));
      draft.streams.remove(stream);
    }
  }

  static void query(Draft draft) {
    Seeded random = draft.random();
    int handle = draft.handles.any();
    if (handle != 0) {
      boolean health = !random.oneIn(3);
      byte[] input = random.oneIn(4) ? Arrays.copyOf(start(0, 0), 8) : new byte[0];
      int output = (health ? 20 : 24) + (random.oneIn(5) ? random.below(40) : 0);
      send(draft, handle, 1, Sending.of(health ? CODES[0] : CODES[1], input, 0, output));
    }
  }

  /** A request with something wrong in it, or nothing. */
  static void odd(Draft draft) {
    int handle = draft.handles.any();
    if (handle != 0) {
      send(draft, handle, 1, odd(draft, draft.random()));
    }
  }

  static Sending odd(Draft draft, Seeded random) {
    int code = code(random);
    byte[] input = input(random);
    int stream = 0;
    if (random.oneIn(3) && input.length >= 24) {
      stream = draft.streams.any();
    } else if (random.oneIn(4) && input.length >= 24) {
      System.arraycopy(random.bytes(16), 0, input, 8, 16);
    }
    int output = Math.max(0, random.pickInt(0, 20, 24, 32, 4096, 65_536) + random.between(-2, 2));
    Sending plain = Sending.of(code, input, stream, output);
    return random.oneIn(4) ? buffers(random, plain) : plain;
  }

  private static int code(Seeded random) {
    int served = random.pickInt(CODES);
    return switch (random.below(8)) {
      case 0 -> CODES[0] + random.between(-16, 32);
      case 1 -> served ^ 1 << random.below(32);
      default -> served;
    };
  }

  private static byte[] input(Seeded random) {
    byte[] fields =
        ByteBuffer.allocate(64)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(0, random.oneIn(6) ? random.pickInt(0, 2, -1, 0x10000) : 1)
            .putInt(4, random.oneIn(6) ? random.pickInt(ODD) : 0)
            .putInt(24, random.oneIn(4) ? random.pickInt(ODD) : 0)
            .putInt(28, random.oneIn(4) ? random.pickInt(ODD) : 0)
            .array();
    int exact = random.pickInt(0, 8, 24, 32, 32, 24);
    int length = random.oneIn(5) ? exact + random.between(-2, 2) : exact;
    return Arrays.copyOf(fields, Math.max(0, length));
  }

  /** Lengths that aren't true, NULL with a length, buffers that overlap. */
  private static Sending buffers(Seeded random, Sending plain) {
    byte[] input = plain.input();
    int length = input == null ? 0 : input.length;
    return switch (random.below(4)) {
      case 0 -> // NULL input with a length
          new Sending(
              plain.code(),
              null,
              0,
              (long) random.pickInt(1, 8, 32),
              plain.outputCapacity(),
              plain.outputLength(),
              null);
      case 1 -> // NULL output with a length
          new Sending(
              plain.code(),
              input,
              plain.stream(),
              null,
              -1,
              (long) random.pickInt(20, 32, 4096),
              null);
      case 2 -> // more than there is
          new Sending(
              plain.code(),
              input,
              plain.stream(),
              null,
              plain.outputCapacity(),
              random.pick(0xFFFF_FFFFL, 0x8000_0000L, 0x7FFF_FFFFL),
              null);
      default -> // overlapping
          new Sending(
              plain.code(),
              input,
              0,
              null,
              plain.outputCapacity(),
              plain.outputLength(),
              length == 0 ? null : (Integer) random.below(length));
    };
  }

  static void cancel(Draft draft) {
    Seeded random = draft.random();
    int receive = draft.receives.any();
    int handle = receive == 0 ? draft.handles.any() : draft.receives.ownerOf(receive);
    if (handle == 0) {
      return;
    }
    if (receive == 0 || random.oneIn(5)) {
      draft.add(new RequestOperation.CancelAll(handle));
    } else {
      draft.add(new RequestOperation.Cancel(handle, receive, random.oneIn(3) ? 2 : 1));
    }
  }
}
