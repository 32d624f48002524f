package dev.auroraedr.km.emulator.port;

import dev.auroraedr.km.emulator.io.UserSpan;
import java.nio.ByteBuffer;

/**
 * A caller's buffers as the emulated process sees them: heap buffers in place, others through a
 * copy.
 *
 * @param input the input
 * @param output the output
 * @param copied array behind the output if it had to be copied, else null
 */
record Spans(UserSpan input, UserSpan output, byte[] copied) {
  static Spans of(ByteBuffer input, ByteBuffer output) {
    byte[] copy = null;
    if (!output.hasArray()) {
      copy = new byte[output.remaining()];
      output.duplicate().get(copy);
    }
    return new Spans(inputSpan(input), copy == null ? inPlace(output) : UserSpan.of(copy), copy);
  }

  private static UserSpan inputSpan(ByteBuffer input) {
    if (input.hasArray()) {
      return inPlace(input);
    }
    byte[] bytes = new byte[input.remaining()];
    input.duplicate().get(bytes);
    return UserSpan.of(bytes);
  }

  private static UserSpan inPlace(ByteBuffer buffer) {
    return UserSpan.of(
        buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
  }

  /** The answer is in the caller's buffer, its position behind it. */
  void giveBack(ByteBuffer output, int length) {
    if (copied != null) {
      output.put(copied, 0, length);
    } else {
      output.position(output.position() + length);
    }
  }
}
