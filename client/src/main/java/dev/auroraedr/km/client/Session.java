package dev.auroraedr.km.client;

import dev.auroraedr.km.client.codec.ProtocolException;
import dev.auroraedr.km.client.port.ControlResult;
import dev.auroraedr.km.client.port.DeviceHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One open handle with the name that messages show; turns failures into typed ones. Thread-safe.
 *
 * @param handle the handle
 * @param device the device's name
 */
record Session(DeviceHandle handle, String device) {
  /** Reads an answer. */
  @FunctionalInterface
  interface Decoder<T> {
    T decode(ByteBuffer answer) throws ProtocolException;
  }

  /** What is sent: the control code, its name and arguments for messages, and the bytes. */
  record Request(int code, String name, ByteBuffer input, int answerSize) {}

  <T> T call(Request request, Decoder<T> decoder) throws DriverException {
    ByteBuffer answer =
        ByteBuffer.allocateDirect(request.answerSize()).order(ByteOrder.LITTLE_ENDIAN);
    String call = describe(request.name());
    ControlResult result = handle.control(request.code(), request.input(), answer);
    if (result.win32Error() != 0) {
      throw FailedCall.of(call, result).whileCalling();
    }
    try {
      return decoder.decode(answer.clear().limit(result.bytesReturned()));
    } catch (ProtocolException e) {
      throw new MalformedAnswerException(call, e);
    }
  }

  String describe(String name) {
    return name + "(" + device + ")";
  }
}
