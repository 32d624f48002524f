package dev.auroraedr.km.client;

import dev.auroraedr.km.client.codec.ProtocolException;
import dev.auroraedr.km.client.port.ControlResult;
import dev.auroraedr.km.client.port.DeviceHandle;
import java.nio.ByteBuffer;

/**
 * One open handle with the name that messages show; turns failures into typed ones. Thread-safe.
 */
final class Session {
  private final DeviceHandle handle;
  private final String device;
  private final AnswerBuffers answers = new AnswerBuffers();

  Session(DeviceHandle handle, String device) {
    this.handle = handle;
    this.device = device;
  }

  /** Reads an answer. */
  @FunctionalInterface
  interface Decoder<T> {
    T decode(ByteBuffer answer) throws ProtocolException;
  }

  /** What is sent: the control code, its name and arguments for messages, and the bytes. */
  record Request(int code, String name, ByteBuffer input, int answerSize) {}

  DeviceHandle handle() {
    return handle;
  }

  String device() {
    return device;
  }

  <T> T call(Request request, Decoder<T> decoder) throws DriverException {
    ByteBuffer answer = answers.take(request.answerSize());
    ControlResult result = handle.control(request.code(), request.input(), answer);
    if (result.win32Error() != 0) {
      throw FailedCall.of(describe(request.name()), result).whileCalling();
    }
    try {
      if (Integer.compareUnsigned(result.bytesReturned(), request.answerSize()) > 0) {
        throw ProtocolException.overrun("answer", request.answerSize(), result.bytesReturned());
      }
      T decoded = decoder.decode(answer.clear().limit(result.bytesReturned()));
      answers.giveBack(answer);
      return decoded;
    } catch (ProtocolException e) {
      throw new MalformedAnswerException(describe(request.name()), e);
    }
  }

  String describe(String name) {
    return name + "(" + device + ")";
  }
}
