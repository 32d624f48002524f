package dev.auroraedr.km.conformance.target.hosted;

import dev.auroraedr.km.conformance.target.Completion;
import dev.auroraedr.km.conformance.target.ControlRequest;
import dev.auroraedr.km.conformance.target.OpenRequest;
import dev.auroraedr.km.conformance.target.OpenResult;
import dev.auroraedr.km.conformance.target.TargetHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The control device of one copy of the second driver, as {@code edr-km-peer/src/protocol.rs} tells
 * it. Thread-safe.
 */
final class PeerDevice {
  static final int REGISTER_FILTER = code(0x800);
  static final int UNREGISTER = code(0x801);
  static final int READ_LOG = code(0x802);
  static final int DETACH = code(0x803);
  static final int LEAVE_FREE = code(0x810);
  static final int ANSWER_PROCESSES = code(0x811);
  static final int WATCH_PROCESSES = code(0x812);
  static final int REGISTER_OBJECT_CALLBACK = code(0x820);
  static final int OPEN_KERNEL_HANDLE = code(0x821);
  static final int OPEN_BY_ZW_CALL = code(0x822);
  static final int REGISTER_REGISTRY_CALLBACK = code(0x830);
  static final int CREATE_KEY = code(0x831);
  static final int SET_VALUE = code(0x832);
  static final int DELETE_VALUE = code(0x833);
  static final int DELETE_KEY = code(0x834);
  static final int READ_VALUE = code(0x835);
  static final int OPEN_KEY = code(0x836);

  private static final int VERSION = 1;
  private static final int REQUEST_HEAD = 24;
  private static final int ANSWER_HEAD = 16;
  private static final int ROOM = ANSWER_HEAD + 64 * 1024;

  private final String service;
  private final TargetHandle handle;

  private PeerDevice(String service, TargetHandle handle) {
    this.service = service;
    this.handle = handle;
  }

  static PeerDevice open(Caller caller, String service) {
    OpenResult result = caller.open(OpenRequest.path("\\??\\" + service));
    PeerLoader.require(result.status(), "opening the second driver's device");
    return new PeerDevice(service, result.handle());
  }

  private static int code(int function) {
    return 0x8001 << 16 | function << 2;
  }

  /**
   * What is asked of it.
   *
   * @param id of a registration, or a process id
   * @param first number
   * @param second number
   * @param text first text
   * @param text2 second text
   * @param data bytes
   */
  record Ask(int id, int first, int second, String text, String text2, byte[] data) {
    static final Ask NOTHING = new Ask(0, 0, 0, "", "", new byte[0]);

    static Ask of(int id) {
      return new Ask(id, 0, 0, "", "", NOTHING.data);
    }

    static Ask of(String text, String text2) {
      return new Ask(0, 0, 0, text, text2, NOTHING.data);
    }

    Ask numbers(int newFirst, int newSecond) {
      return new Ask(id, newFirst, newSecond, text, text2, data);
    }

    Ask with(byte[] newData) {
      return new Ask(id, first, second, text, text2, newData);
    }

    byte[] toBytes() {
      byte[] one = units(text);
      byte[] two = units(text2);
      return ByteBuffer.allocate(REQUEST_HEAD + one.length + two.length + data.length)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putInt(VERSION)
          .putInt(id)
          .putInt(first)
          .putInt(second)
          .putShort((short) one.length)
          .putShort((short) two.length)
          .putInt(data.length)
          .put(one)
          .put(two)
          .put(data)
          .array();
    }
  }

  /**
   * What it answered.
   *
   * @param status of the kernel's call
   * @param id of the new registration
   * @param number depends on what was asked
   * @param data bytes
   */
  record Answer(int status, int id, int number, byte[] data) {}

  static byte[] units(String text) {
    return text.getBytes(StandardCharsets.UTF_16LE);
  }

  /** Asks, and waits for the answer. */
  Answer ask(int code, Ask ask) {
    Completion completion = handle.control(ControlRequest.of(code, ask.toBytes(), ROOM));
    PeerLoader.require(completion.status(), "a request to the second driver " + service);
    ByteBuffer answer = ByteBuffer.wrap(completion.output()).order(ByteOrder.LITTLE_ENDIAN);
    int end = ANSWER_HEAD + answer.getInt(12);
    byte[] data = Arrays.copyOfRange(completion.output(), ANSWER_HEAD, end);
    return new Answer(answer.getInt(0), answer.getInt(4), answer.getInt(8), data);
  }

  /** Asks for something that must work, such as a watch. */
  Answer askSuccessfully(int code, Ask ask) {
    Answer answer = ask(code, ask);
    PeerLoader.require(answer.status(), "a call of the second driver " + service);
    return answer;
  }
}
