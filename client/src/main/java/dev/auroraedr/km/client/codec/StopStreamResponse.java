package dev.auroraedr.km.client.codec;

import static dev.auroraedr.km.abi.StopStreamResponseLayout.ABI_VERSION_OFFSET;
import static dev.auroraedr.km.abi.StopStreamResponseLayout.DELIVERED_OFFSET;
import static dev.auroraedr.km.abi.StopStreamResponseLayout.DROPPED_OFFSET;
import static dev.auroraedr.km.abi.StopStreamResponseLayout.SIZE;
import static dev.auroraedr.km.abi.StopStreamResponseLayout.ZERO_OFFSET;

import java.nio.ByteBuffer;

/**
 * A stream's final account (STR-10). Both counts are unsigned; their sum is the last sequence.
 *
 * @param delivered events in all batches that the driver built
 * @param dropped all other events that the stream's mask had
 */
public record StopStreamResponse(long delivered, long dropped) {

  /**
   * Decodes the bytes between position and limit.
   *
   * @throws ProtocolException if they are no answer to STOP
   */
  public static StopStreamResponse decode(ByteBuffer bytes) throws ProtocolException {
    Answer answer = new Answer(bytes, "StopStreamResponse", SIZE);
    answer.version(ABI_VERSION_OFFSET);
    answer.zero(ZERO_OFFSET, Integer.BYTES);
    return new StopStreamResponse(answer.u64(DELIVERED_OFFSET), answer.u64(DROPPED_OFFSET));
  }
}
